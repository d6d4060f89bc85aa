'use client';
// Draws an attention matrix of up to some thousand tokens a side: a pixel is the highest weight under it, a hover the exact one.

import { Maximize2, Minus, Plus } from 'lucide-react';
import { useId, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent, type MouseEvent } from 'react';
import { usePalette, type Palette } from '@/components/palette';
import { indexOfPosition, pieceAt, traceWords } from '@/lib/trace/select';
import { prepareCanvas, useWidth, useZoom } from '../canvas';
import { formatScore, visiblePiece } from '../format';
import { useHover } from '../hover';
import { ToolButton } from '../parts';
import type { AttentionMatrix, AttentionProps, AttentionRequest } from '../selection';
import { codePixels, weightColour } from './colours';
import {
  cellAt,
  cellPlace,
  codeMatrix,
  heatmapLayout,
  highestWeight,
  LOG_DECADES,
  makePyramid,
  viewCodes,
  viewportOf,
  weightAt,
  type HeatmapLayout,
  type Zoom2,
} from './layout';

interface Cell {
  readonly row: number;
  readonly column: number;
}

export function HeatmapPlot(props: AttentionProps & { matrix: AttentionMatrix; request: AttentionRequest }) {
  const { selection, onSelect, hover, matrix, request } = props;
  const frame = useRef<HTMLDivElement>(null);
  const surface = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const width = useWidth(frame);
  const palette = usePalette();
  const help = useId();
  const [cell, setCell] = useState<Cell | null>(null);
  const size = { rows: matrix.rows.length, columns: matrix.columns.length };
  const layout = useMemo(() => heatmapLayout(matrix.rows.length, matrix.columns.length, width), [matrix, width]);
  const scale = selection.scale === 'linear' ? 'linear' : 'log';
  const highest = useMemo(() => highestWeight(matrix, selection.skipFirst), [matrix, selection.skipFirst]);
  const pyramid = useMemo(() => makePyramid(codeMatrix(matrix, highest, scale)), [matrix, highest, scale]);
  const colours = useMemo(() => palette && codePixels(palette), [palette]);
  const zoom = useZoom(surface, {
    ...layout.plot,
    most: Math.max(1, 32 / Math.min(layout.cellWidth, layout.cellHeight)),
  });

  useLayoutEffect(() => {
    if (!canvas.current || !palette || !colours || width <= 0) return;
    const prepared = prepareCanvas(canvas.current, width, layout.height);
    if (!prepared) return;
    const { context, ratio } = prepared;
    const { plot } = layout;
    const wide = Math.max(1, Math.round(plot.width * ratio));
    const high = Math.max(1, Math.round(plot.height * ratio));
    const codes = viewCodes(
      pyramid,
      viewportOf(layout, zoom.transform, ratio),
      wide,
      high,
      new Uint8Array(wide * high),
    );
    const image = context.createImageData(wide, high);
    const pixels = new Uint32Array(image.data.buffer);
    for (let i = 0; i < codes.length; i++) pixels[i] = colours[codes[i] ?? 0] ?? 0;
    context.putImageData(image, Math.round(plot.left * ratio), Math.round(plot.top * ratio));
    drawAxes(context, layout, zoom.transform, matrix, palette);
  }, [pyramid, layout, zoom.transform, palette, colours, width, matrix]);

  const aim = (next: Cell | null) => {
    setCell(next);
    const key = next === null ? null : (matrix.columns[next.column] ?? null);
    hover.set({ position: key, layer: key === null ? null : request.layer });
  };
  const under = (event: MouseEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    return cellAt(layout, zoom.transform, event.clientX - box.left, event.clientY - box.top, size);
  };
  const pin = (at: Cell) => {
    const position = matrix.columns[at.column] ?? null;
    onSelect({ position: position === selection.position ? null : position });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const now = cell ?? { row: size.rows - 1, column: 0 };
    const stride = event.shiftKey ? 10 : 1;
    const moves: Record<string, () => Cell | null> = {
      ArrowRight: () => ({ ...now, column: Math.min(size.columns - 1, now.column + stride) }),
      ArrowLeft: () => ({ ...now, column: Math.max(0, now.column - stride) }),
      ArrowDown: () => ({ ...now, row: Math.min(size.rows - 1, now.row + stride) }),
      ArrowUp: () => ({ ...now, row: Math.max(0, now.row - stride) }),
      Home: () => ({ ...now, column: 0 }),
      End: () => ({ ...now, column: size.columns - 1 }),
      Enter: () => (pin(now), now),
      Escape: () => (onSelect({ position: null }), null),
      '+': () => (zoom.scaleBy(1.5), null),
      '=': () => (zoom.scaleBy(1.5), null),
      '-': () => (zoom.scaleBy(1 / 1.5), null),
      '0': () => (zoom.reset(), null),
    };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    const next = move();
    if (!next) return;
    aim(next);
    const { x, y } = cellPlace(layout, zoom.transform, next.row, next.column);
    const { left, top, width: wide, height: high } = layout.plot;
    const away = (at: number, from: number, length: number) =>
      at < from ? from - at + length / 4 : at > from + length - 2 ? from + length - at - length / 4 : 0;
    zoom.panBy(away(x, left, wide), away(y, top, high));
  };

  return (
    <div ref={frame}>
      <div
        ref={surface}
        role="application"
        aria-roledescription="attention heatmap"
        aria-label={`Attention of ${size.rows} queries over ${size.columns} keys, layer ${request.layer}; highest weight ${formatScore(highest)}`}
        aria-describedby={help}
        tabIndex={0}
        className="view-canvas"
        style={{ height: layout.height }}
        onKeyDown={onKeyDown}
        onPointerMove={(event) => aim(under(event))}
        onPointerLeave={() => aim(null)}
        onClick={(event) => {
          const at = under(event);
          if (at) pin(at);
        }}
      >
        <canvas ref={canvas} className="absolute inset-0 h-full w-full" aria-hidden />
        <Marks {...props} cell={cell} layout={layout} zoom={zoom.transform} />
      </div>
      <div className="mt-1.5 flex flex-wrap items-start justify-between gap-x-6 gap-y-2">
        <WeightReadout {...props} cell={cell} />
        <div className="flex items-center gap-4">
          {palette && <ColourKey highest={highest} scale={scale} palette={palette} />}
          <div className="flex shrink-0 items-center gap-0.5">
            <ToolButton label="Zoom out (−)" onClick={() => zoom.scaleBy(1 / 2)} disabled={zoom.transform.k <= 1}>
              <Minus size={14} aria-hidden />
            </ToolButton>
            <ToolButton label="Zoom in (+)" onClick={() => zoom.scaleBy(2)}>
              <Plus size={14} aria-hidden />
            </ToolButton>
            <ToolButton label="Whole matrix (0)" onClick={zoom.reset} disabled={zoom.transform.k <= 1}>
              <Maximize2 size={13} aria-hidden />
            </ToolButton>
          </div>
        </div>
      </div>
      <p id={help} className="sr-only">
        Arrow keys move over keys and queries, with Shift by ten. Enter pins the key token. Plus, minus and 0 zoom.
      </p>
    </div>
  );
}

/** Lines through the aimed cell, and through tokens hovered or pinned in another view. */
function Marks(
  props: AttentionProps & { matrix: AttentionMatrix; cell: Cell | null; layout: HeatmapLayout; zoom: Zoom2 },
) {
  const { hover, selection, matrix, cell, layout, zoom } = props;
  const hovered = useHover(hover).position;
  const { left, top, width, height } = layout.plot;
  const wide = Math.max(1.5, layout.cellWidth * zoom.k);
  const high = Math.max(1.5, layout.cellHeight * zoom.k);
  const linked = cell || hovered === null ? null : hovered;
  const column = cell?.column ?? (linked === null ? -1 : indexOfPosition(matrix.columns, linked));
  const row = cell?.row ?? (linked === null ? -1 : indexOfPosition(matrix.rows, linked));
  const pinned = selection.position === null ? -1 : indexOfPosition(matrix.columns, selection.position);
  const x = (c: number) => cellPlace(layout, zoom, 0, c).x - left;
  const y = (r: number) => cellPlace(layout, zoom, r, 0).y - top;
  return (
    <div aria-hidden className="pointer-events-none absolute overflow-hidden" style={{ left, top, width, height }}>
      {pinned >= 0 && <div className="map-pin" style={{ left: x(pinned), width: wide, top: 0, height }} />}
      {column >= 0 && <div className="map-cross" style={{ left: x(column), width: wide, top: 0, height }} />}
      {row >= 0 && <div className="map-cross" style={{ top: y(row), height: high, left: 0, width }} />}
    </div>
  );
}

function WeightReadout(props: AttentionProps & { matrix: AttentionMatrix; cell: Cell | null }) {
  const { trace, tokenText, matrix, cell } = props;
  if (!cell) return <p className="view-readout">Point at a cell: query down, key across.</p>;
  const words = tokenText ?? traceWords(trace);
  const query = matrix.rows[cell.row] ?? 0;
  const key = matrix.columns[cell.column] ?? 0;
  const weight = weightAt(matrix, cell.row, cell.column);
  return (
    <p className="view-readout" aria-live="polite">
      <span>
        query <b>{query}</b> <span className="token-word">{visiblePiece(pieceAt(trace, query, words))}</span>
      </span>
      <span>
        key <b>{key}</b> <span className="token-word">{visiblePiece(pieceAt(trace, key, words))}</span>
      </span>
      <span>{weight === null ? 'not visible to the query' : <b>{weight.toPrecision(4)}</b>}</span>
    </p>
  );
}

function ColourKey({ highest, scale, palette }: { highest: number; scale: 'linear' | 'log'; palette: Palette }) {
  const stops = Array.from({ length: 13 }, (_, i) => weightColour(i / 12, palette.dark));
  const lowest = scale === 'linear' ? '0' : `≤ ${formatScore(highest / 10 ** LOG_DECADES)}`;
  return (
    <div
      className="flex items-center gap-2 text-xs text-[var(--ink-2)] tabular-nums"
      aria-label={`Colour scale, ${scale}`}
      role="img"
    >
      <span>{lowest}</span>
      <span className="h-2 w-24" style={{ background: `linear-gradient(to right, ${stops.join(',')})` }} />
      <span>{formatScore(highest)}</span>
    </div>
  );
}

function drawAxes(
  context: CanvasRenderingContext2D,
  layout: HeatmapLayout,
  zoom: Zoom2,
  matrix: AttentionMatrix,
  palette: Palette,
): void {
  const { left, top, width, height } = layout.plot;
  context.font = '10.5px ui-sans-serif, system-ui, sans-serif';
  context.fillStyle = palette.ink2;
  context.textBaseline = 'middle';
  context.textAlign = 'center';
  for (const at of tickPlaces(matrix.columns.length, layout.cellWidth * zoom.k, 80)) {
    const x = cellPlace(layout, zoom, 0, at + 0.5).x;
    if (x < left || x > left + width) continue;
    context.fillRect(x - 0.5, top + height + 1, 1, 4);
    // The last label ends at the edge instead of beyond it.
    context.textAlign = x > left + width - 16 ? 'right' : 'center';
    context.fillText(String(matrix.columns[at] ?? ''), Math.min(x, left + width), top + height + 13);
  }
  context.textAlign = 'right';
  // The few rows of a decode step are no even series: each has its label.
  const apart = matrix.rows.length <= 30 ? 12 : 48;
  for (const at of tickPlaces(matrix.rows.length, layout.cellHeight * zoom.k, apart)) {
    const y = cellPlace(layout, zoom, at + 0.5, 0).y;
    if (y < top || y > top + height) continue;
    context.fillRect(left - 5, y - 0.5, 4, 1);
    context.fillText(String(matrix.rows[at] ?? ''), left - 8, y);
  }
}

/** Every so many cells that labels stand `apart` pixels from each other. */
function tickPlaces(count: number, cellPixels: number, apart: number): number[] {
  const rough = apart / cellPixels;
  const power = 10 ** Math.floor(Math.log10(Math.max(1, rough)));
  const every = [1, 2, 5, 10].map((m) => m * power).find((step) => step >= rough) ?? 10 * power;
  return Array.from({ length: Math.ceil(count / every) }, (_, i) => i * every);
}
