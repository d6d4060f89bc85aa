// The attention map made drawable: colours of its codes, and the pixels of any zoom. Numbers only.

import { NON_CAUSAL, weightOf, type AttentionMap, type Level } from '@/lib/trace/attentionMap';
import type { ScoreScale } from '../selection';

/** Orders of magnitude below the highest weight that the log scale still tells apart. */
export const LOG_DECADES = 4;

/** Place of a weight on the colour scale, 0..1. Rising in the weight; `rank` draws as log. */
export function weightShare(weight: number, highest: number, scale: ScoreScale): number {
  if (highest <= 0 || weight <= 0) return 0;
  const share = weight / highest;
  return Math.max(0, Math.min(1, scale === 'linear' ? share : 1 + Math.log10(share) / LOG_DECADES));
}

/** How many times to halve so that a block is at least one pixel: every block then shows. */
export function halvings(pixelsPerCell: number): number {
  return pixelsPerCell >= 1 ? 0 : Math.ceil(-Math.log2(pixelsPerCell) - 1e-9);
}

/** A window on the matrix: the cell (fractional) at the first pixel and the cells a pixel, along each axis. */
export interface Viewport {
  readonly column: number;
  readonly row: number;
  readonly columnStep: number;
  readonly rowStep: number;
}

/**
 * Fills `out` (height x width, device pixels) with the highest code that each pixel touches, 0 outside the matrix. Taken from the
 * coarsest level whose blocks are below two pixels along both axes, so a frame costs a pass over some four blocks a pixel at most
 * (more where a decode step has few rows, high ones).
 */
export function viewCodes(
  levels: readonly Level[],
  view: Viewport,
  width: number,
  height: number,
  out: Uint8Array,
): Uint8Array {
  const halved = Math.min(halvings(1 / view.columnStep), halvings(1 / view.rowStep), levels.length - 1);
  const { rows, columns, codes } = levels[halved] ?? { rows: 0, columns: 0, codes: new Uint8Array(0) };
  const across = pixelBlocks(view.column, view.columnStep, halved, columns, width);
  const down = pixelBlocks(view.row, view.rowStep, halved, rows, height);
  const [from, to] = extent(across);
  /** The pixel row's blocks, pooled over its rows of blocks. */
  const line = new Uint8Array(columns);
  for (let py = 0; py < height; py++) {
    const [r0, r1] = [down.first[py] ?? -1, down.last[py] ?? -1];
    const target = py * width;
    if (py > 0 && r0 === down.first[py - 1] && r1 === down.last[py - 1]) {
      out.copyWithin(target, target - width, target);
      continue;
    }
    if (r0 < 0) {
      out.fill(NON_CAUSAL, target, target + width);
      continue;
    }
    line.set(codes.subarray(r0 * columns + from, r0 * columns + to), from);
    for (let r = r0 + 1; r <= r1; r++) {
      for (let c = from, at = r * columns + from; c < to; c++, at++) {
        const code = codes[at] ?? 0;
        if (code > (line[c] ?? 0)) line[c] = code;
      }
    }
    for (let px = 0; px < width; px++) {
      const c1 = across.last[px] ?? -1;
      let most = NON_CAUSAL;
      for (let c = across.first[px] ?? 0; c >= 0 && c <= c1; c++) most = Math.max(most, line[c] ?? 0);
      out[target + px] = most;
    }
  }
  return out;
}

interface PixelBlocks {
  readonly first: Int32Array;
  readonly last: Int32Array;
}

/**
 * The blocks that each pixel of an axis shows, -1 outside the matrix. Cells of a pixel or more are shown by the pixel's centre;
 * smaller ones, and pooled blocks, by every pixel that they touch: the last block may be cut to less than a pixel.
 */
function pixelBlocks(start: number, step: number, halved: number, blocks: number, pixels: number): PixelBlocks {
  const size = 2 ** halved;
  const first = new Int32Array(pixels).fill(-1);
  const last = new Int32Array(pixels).fill(-1);
  for (let pixel = 0; pixel < pixels; pixel++) {
    const [from, to] = step > 1 ? [pixel, pixel + 1 - 1e-6] : [pixel + 0.5, pixel + 0.5];
    const low = Math.floor((start + from * step) / size);
    const high = Math.floor((start + to * step) / size);
    if (high < 0 || low >= blocks) continue;
    first[pixel] = Math.max(0, low);
    last[pixel] = Math.min(blocks - 1, high);
  }
  return { first, last };
}

/** The blocks that some pixel shows: from the first to before the last. */
function extent({ first, last }: PixelBlocks): [from: number, to: number] {
  const from = first.find((block) => block >= 0) ?? 0;
  const to = last.findLast((block) => block >= 0) ?? -1;
  return [from, to + 1];
}

export interface HeatmapLayout {
  readonly plot: { readonly left: number; readonly top: number; readonly width: number; readonly height: number };
  readonly height: number;
  readonly cellWidth: number;
  readonly cellHeight: number;
}

const TOP = 8;
/** For the positions below the plot. */
const AXIS = 24;
export const LEAST_HEIGHT = 120;

/** Square cells where the matrix is, rows of 14 to 22 pixels where there are few; the map fills `height` where that is given. */
export function heatmapLayout(
  rows: number,
  columns: number,
  width: number,
  height: number | null = null,
): HeatmapLayout {
  const left = 44;
  const plotWidth = Math.max(1, width - left - 4);
  const square = (plotWidth / Math.max(1, columns)) * rows;
  const free = Math.min(620, Math.max(square, Math.min(rows * 18, 220)));
  const plotHeight = Math.max(1, height === null ? free : height - TOP - AXIS);
  return {
    plot: { left, top: TOP, width: plotWidth, height: plotHeight },
    height: TOP + plotHeight + AXIS,
    cellWidth: plotWidth / Math.max(1, columns),
    cellHeight: plotHeight / Math.max(1, rows),
  };
}

/** Zoom as d3-zoom has it. */
export interface Zoom2 {
  readonly k: number;
  readonly x: number;
  readonly y: number;
}

/** Row and column under a point on the screen; null outside the matrix. */
export function cellAt(
  layout: HeatmapLayout,
  zoom: Zoom2,
  x: number,
  y: number,
  size: { rows: number; columns: number },
): { row: number; column: number } | null {
  const { left, top, width, height } = layout.plot;
  if (x < left || y < top || x >= left + width || y >= top + height) return null;
  const column = Math.floor(((x - zoom.x) / zoom.k - left) / layout.cellWidth);
  const row = Math.floor(((y - zoom.y) / zoom.k - top) / layout.cellHeight);
  return column >= 0 && row >= 0 && column < size.columns && row < size.rows ? { row, column } : null;
}

/** Left and top of a cell on the screen. */
export function cellPlace(layout: HeatmapLayout, zoom: Zoom2, row: number, column: number): { x: number; y: number } {
  return {
    x: (layout.plot.left + column * layout.cellWidth) * zoom.k + zoom.x,
    y: (layout.plot.top + row * layout.cellHeight) * zoom.k + zoom.y,
  };
}

/** The viewport of a zoom, in pixels of which a CSS pixel has `ratio`. */
export function viewportOf(layout: HeatmapLayout, zoom: Zoom2, ratio: { x: number; y: number }): Viewport {
  const { left, top } = layout.plot;
  return {
    column: ((left - zoom.x) / zoom.k - left) / layout.cellWidth,
    row: ((top - zoom.y) / zoom.k - top) / layout.cellHeight,
    columnStep: 1 / (layout.cellWidth * zoom.k * ratio.x),
    rowStep: 1 / (layout.cellHeight * zoom.k * ratio.y),
  };
}

/** Weight of a cell as far as the map knows it: exact, or by its code. Null above the diagonal. */
export function weightAt(
  { rows, columns, values, levels }: AttentionMap,
  row: number,
  column: number,
): { readonly weight: number; readonly exact: boolean } | null {
  const query = rows[row];
  const key = columns[column];
  if (query === undefined || key === undefined || key > query) return null;
  const at = row * columns.length + column;
  if (values) return { weight: values[at] ?? 0, exact: true };
  return { weight: weightOf(levels[0]?.codes[at] ?? 0), exact: false };
}
