// Geometry of the fate map: layers downwards, positions to the right. Trace and size in, plain numbers out; draws nothing.

import { ticks } from 'd3-array';
import type { SegmentFates } from '@/lib/trace/fate';

export interface MapRow {
  readonly firstLayer: number;
  readonly lastLayer: number;
  readonly top: number;
  readonly height: number;
}

export interface MapLayout {
  readonly width: number;
  readonly height: number;
  readonly plot: { readonly left: number; readonly top: number; readonly width: number; readonly height: number };
  readonly layerHeight: number;
  /** One a segment. */
  readonly rows: readonly MapRow[];
  /** One between neighbouring segments, at the middle of the gap. */
  readonly cuts: readonly { readonly layer: number; readonly y: number }[];
  readonly layerLabels: readonly { readonly layer: number; readonly y: number }[];
  /** Positions on the x axis: the longest step's. */
  readonly positions: number;
  /** Width of a cell before zoom. */
  readonly cell: number;
}

const GAP = 5;

/** Columns at least this wide have their token's text below, in a strip of `WORDS_HEIGHT`. */
export const WORD_COLUMN = 12;
export const WORDS_HEIGHT = 64;

const TOP = 4;
/** For the positions below the plot. */
const AXIS = 24;
const LEAST_ROW = 9;
/** What rows share, and how high one gets, where the map may be as high as it likes. */
const ROWS_HEIGHT = 288;
const MOST_ROW = 28;

type Segments = readonly Pick<SegmentFates, 'firstLayer' | 'lastLayer'>[];

/** Height of the lowest map of these segments. */
export function leastHeight(segments: Segments): number {
  return TOP + LEAST_ROW * (segments.at(-1)?.lastLayer ?? 1) + GAP * Math.max(0, segments.length - 1) + AXIS;
}

/** Places segments and layers. The map fills `height` where that is given and enough; else rows are 9 to 28 pixels a layer. */
export function mapLayout(
  segments: Segments,
  positions: number,
  width: number,
  height: number | null = null,
): MapLayout {
  const left = 30;
  const right = width >= 560 ? 92 : 44;
  const top = TOP;
  const layers = segments.at(-1)?.lastLayer ?? 1;
  const gaps = GAP * Math.max(0, segments.length - 1);
  const rowsHeight = height === null ? ROWS_HEIGHT : height - TOP - AXIS;
  const most = height === null ? MOST_ROW : Infinity;
  const layerHeight = Math.max(LEAST_ROW, Math.min(most, Math.floor((rowsHeight - gaps) / layers)));
  const rows: MapRow[] = [];
  const cuts: { layer: number; y: number }[] = [];
  const layerLabels: { layer: number; y: number }[] = [];
  let y = top;
  segments.forEach(({ firstLayer, lastLayer }, index) => {
    if (index > 0) {
      cuts.push({ layer: firstLayer - 1, y: y + GAP / 2 });
      y += GAP;
    }
    const rowHeight = (lastLayer - firstLayer + 1) * layerHeight;
    rows.push({ firstLayer, lastLayer, top: y, height: rowHeight });
    const every = Math.ceil(12 / layerHeight);
    for (let layer = firstLayer; layer <= lastLayer; layer++) {
      if ((layer - 1) % every === 0) layerLabels.push({ layer, y: y + (layer - firstLayer + 0.5) * layerHeight });
    }
    y += rowHeight;
  });
  const plotWidth = Math.max(1, width - left - right);
  return {
    width,
    height: y + AXIS,
    plot: { left, top, width: plotWidth, height: y - top },
    layerHeight,
    rows,
    cuts,
    layerLabels,
    positions,
    cell: plotWidth / Math.max(1, positions),
  };
}

/** Zoom of the x axis, as d3-zoom has it: screen x = k times plot x plus `x`. */
export interface ZoomX {
  readonly k: number;
  readonly x: number;
}

/** Left edge of a position on the screen. */
export function positionX(layout: MapLayout, zoom: ZoomX, position: number): number {
  return (layout.plot.left + position * layout.cell) * zoom.k + zoom.x;
}

/** Position under a screen x; null outside the plot. */
export function positionAtX(layout: MapLayout, zoom: ZoomX, x: number): number | null {
  const { left, width } = layout.plot;
  if (x < left || x >= left + width) return null;
  const position = Math.floor(((x - zoom.x) / zoom.k - left) / layout.cell);
  return position >= 0 && position < layout.positions ? position : null;
}

/** Top of a layer's row. */
export function layerY(layout: MapLayout, layer: number): number {
  const row = layout.rows.find((r) => layer <= r.lastLayer) ?? layout.rows.at(-1);
  return row ? row.top + (layer - row.firstLayer) * layout.layerHeight : 0;
}

/** Layer (counted from 1) under a screen y; the nearest one in the gaps, null outside the plot. */
export function layerAtY(layout: MapLayout, y: number): number | null {
  const { top, height } = layout.plot;
  if (y < top || y >= top + height) return null;
  const row = layout.rows.find((r) => y < r.top + r.height) ?? layout.rows.at(-1);
  if (!row) return null;
  const layer = row.firstLayer + Math.max(0, Math.floor((y - row.top) / layout.layerHeight));
  return Math.min(row.lastLayer, layer);
}

/** First and last position that show, even in part. */
export function visiblePositions(layout: MapLayout, zoom: ZoomX): [first: number, last: number] {
  const { left, width } = layout.plot;
  const first = Math.floor(((left - zoom.x) / zoom.k - left) / layout.cell);
  const last = Math.ceil(((left + width - zoom.x) / zoom.k - left) / layout.cell) - 1;
  return [Math.max(0, first), Math.min(layout.positions - 1, last)];
}

/**
 * One fate code a pixel column. Where several positions share a pixel the highest code wins, so that a single revived token
 * among two thousand stays visible.
 * @param codes fate codes by position (n)
 * @param start position (fractional) at the left edge of column 0
 * @param step positions a column
 * @param out receives the columns; its length is their number
 */
export function poolColumns(codes: Uint8Array, start: number, step: number, out: Uint8Array): Uint8Array {
  for (let column = 0; column < out.length; column++) {
    const from = start + column * step;
    // Below one position a pixel, the position under the pixel's centre; above, all that begin in it.
    const first = step <= 1 ? Math.floor(from + step / 2) : Math.ceil(from - 1e-9);
    const last = step <= 1 ? first : Math.ceil(from + step - 1e-9) - 1;
    let most = 0;
    for (let p = Math.max(0, first); p <= last && p < codes.length; p++) most = Math.max(most, codes[p] ?? 0);
    out[column] = most;
  }
  return out;
}

/** Ticks of the position axis that lie on the screen. */
export function positionTicks(layout: MapLayout, zoom: ZoomX): { position: number; x: number }[] {
  const [first, last] = visiblePositions(layout, zoom);
  const count = Math.max(2, Math.floor(layout.plot.width / 90));
  return ticks(first, last, count)
    .filter((position) => Number.isInteger(position) && position >= first && position <= last)
    .map((position) => ({ position, x: positionX(layout, zoom, position + 0.5) }))
    .filter(({ x }) => x >= layout.plot.left && x <= layout.plot.left + layout.plot.width);
}
