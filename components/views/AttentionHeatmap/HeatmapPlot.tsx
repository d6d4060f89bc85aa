'use client';
// Draws an attention map of up to some thousand tokens a side: a pixel is the highest weight under it, a hover the exact one.

import { useId, useMemo, useRef, useState, type KeyboardEvent, type MouseEvent } from 'react';
import { useFigureOffer } from '@/components/figures/offers';
import { MarksOverlay } from '@/components/figures/SvgMarks';
import { readPalette, usePalette } from '@/components/palette';
import { indexOfPosition } from '@/lib/trace/select';
import { placeOf, useMarksCanvas, useWidth, useZoom } from '../canvas';
import { formatScore } from '../format';
import { useHover } from '../hover';
import { Magnified, useBoxStyle, useMagnification, useRoom } from '../magnified';
import { ZoomButtons } from '../parts';
import type { AttentionMap } from '@/lib/trace/attentionMap';
import type { AttentionProps, AttentionRequest } from '../selection';
import { heatmapFigure } from './figure';
import { cellAt, cellPlace, heatmapLayout, LEAST_HEIGHT, type HeatmapLayout, type Zoom2 } from './layout';
import { heatmapMarks, heatmapPin } from './marks';
import { ColourKey, WeightReadout } from './readout';

/** A row and a column of the matrix, counted from 0. */
export interface Cell {
  readonly row: number;
  readonly column: number;
}

export interface PlotProps extends AttentionProps {
  readonly map: AttentionMap;
  readonly readRow: (row: number) => Promise<Float32Array | null>;
  readonly request: AttentionRequest;
}

export function HeatmapPlot(props: PlotProps) {
  const { selection, onSelect, hover, map, request } = props;
  const frame = useRef<HTMLDivElement>(null);
  const surface = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const width = useWidth(frame);
  const palette = usePalette();
  const help = useId();
  const [cell, setCell] = useState<Cell | null>(null);
  const size = { rows: map.rows.length, columns: map.columns.length };
  const { by } = useMagnification();
  const room = useRoom(surface);
  const layout = useMemo(() => heatmapLayout(map.rows.length, map.columns.length, width, room), [map, width, room]);
  const box = useBoxStyle(layout.height, LEAST_HEIGHT);
  const scale = selection.scale === 'linear' ? 'linear' : 'log';
  const highest = selection.skipFirst ? map.highestButFirst : map.highest;
  const zoom = useZoom(surface, {
    ...layout.plot,
    most: Math.max(1, 32 / Math.min(layout.cellWidth, layout.cellHeight)),
  });

  const { transform } = zoom;
  const marks = useMemo(
    () => heatmapMarks({ layout, zoom: transform, map, scale, highest }),
    [layout, transform, map, scale, highest],
  );
  const pinned = useMemo(
    () => heatmapPin(layout, transform, map, selection.position),
    [layout, transform, map, selection.position],
  );
  useMarksCanvas(canvas, marks, width, layout.height);
  useFigureOffer('Heatmap', () =>
    heatmapFigure(props, [...marks, ...pinned], layout, width, { scale, highest, dark: readPalette().dark }),
  );

  const aim = (next: Cell | null) => {
    setCell(next);
    const key = next === null ? null : (map.columns[next.column] ?? null);
    hover.set({ position: key, layer: key === null ? null : request.layer });
  };
  const under = (event: MouseEvent<HTMLElement>) => {
    const [x, y] = placeOf(event, by);
    return cellAt(layout, transform, x, y, size);
  };
  const pin = (at: Cell) => {
    const position = map.columns[at.column] ?? null;
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
    const { x, y } = cellPlace(layout, transform, next.row, next.column);
    const { left, top, width: wide, height: high } = layout.plot;
    const away = (at: number, from: number, length: number) =>
      at < from ? from - at + length / 4 : at > from + length - 2 ? from + length - at - length / 4 : 0;
    zoom.panBy(away(x, left, wide), away(y, top, high));
  };

  return (
    <div ref={frame} className="view-room">
      <div
        ref={surface}
        role="application"
        aria-roledescription="attention heatmap"
        aria-label={`Attention of ${size.rows} queries over ${size.columns} keys, layer ${request.layer}; highest weight ${formatScore(highest)}`}
        aria-describedby={help}
        tabIndex={0}
        className="view-canvas"
        style={box}
        onKeyDown={onKeyDown}
        onPointerMove={(event) => aim(under(event))}
        onPointerLeave={() => aim(null)}
        onClick={(event) => {
          const at = under(event);
          if (at) pin(at);
        }}
      >
        <Magnified>
          <canvas ref={canvas} className="absolute inset-0" style={{ width, height: layout.height }} aria-hidden />
          <MarksOverlay marks={pinned} />
          <Marks {...props} cell={cell} layout={layout} zoom={transform} />
        </Magnified>
      </div>
      <div className="mt-1.5 flex flex-wrap items-start justify-between gap-x-6 gap-y-2">
        <WeightReadout {...props} cell={cell} />
        <div className="flex items-center gap-4">
          {palette && <ColourKey highest={highest} scale={scale} palette={palette} />}
          <ZoomButtons zoom={zoom} whole="matrix" onZoom={zoom.scaleBy} />
        </div>
      </div>
      <p id={help} className="sr-only">
        Arrow keys move over keys and queries, with Shift by ten. Enter pins the key token. Plus, minus and 0 zoom.
      </p>
    </div>
  );
}

/** Lines through the aimed cell, and through a token hovered in another view. */
function Marks(props: PlotProps & { cell: Cell | null; layout: HeatmapLayout; zoom: Zoom2 }) {
  const { hover, map, cell, layout, zoom } = props;
  const hovered = useHover(hover).position;
  const { left, top, width, height } = layout.plot;
  const wide = Math.max(1.5, layout.cellWidth * zoom.k);
  const high = Math.max(1.5, layout.cellHeight * zoom.k);
  const linked = cell || hovered === null ? null : hovered;
  const column = cell?.column ?? (linked === null ? -1 : indexOfPosition(map.columns, linked));
  const row = cell?.row ?? (linked === null ? -1 : indexOfPosition(map.rows, linked));
  const x = (c: number) => cellPlace(layout, zoom, 0, c).x - left;
  const y = (r: number) => cellPlace(layout, zoom, r, 0).y - top;
  return (
    <div aria-hidden className="pointer-events-none absolute overflow-hidden" style={{ left, top, width, height }}>
      {column >= 0 && <div className="map-cross" style={{ left: x(column), width: wide, top: 0, height }} />}
      {row >= 0 && <div className="map-cross" style={{ top: y(row), height: high, left: 0, width }} />}
    </div>
  );
}
