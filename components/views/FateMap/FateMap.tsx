'use client';
// The token fate map: which tokens each layer computes, reuses, revives, parks or leaves out, in one step. Reads a trace only.

import { Maximize2, Minus, Plus, Table2 } from 'lucide-react';
import { useId, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import { usePalette } from '@/components/palette';
import { traceFates, type StepFates } from '@/lib/trace/fate';
import { pieceAt, positionCount, segmentOfLayer, traceWords } from '@/lib/trace/select';
import { prepareCanvas, useWidth, useZoom } from '../canvas';
import { clampIndex, formatCount, formatShare, stepName, visiblePiece } from '../format';
import { EmptyState, FateLegend, ToolButton } from '../parts';
import type { ViewProps } from '../selection';
import { ChecksBadge } from './ChecksBadge';
import { drawMap } from './draw';
import { FateReadout } from './FateReadout';
import { FateTable } from './FateTable';
import {
  layerAtY,
  layerY,
  mapLayout,
  positionAtX,
  positionX,
  WORD_COLUMN,
  WORDS_HEIGHT,
  type MapLayout,
  type ZoomX,
} from './layout';

export function FateMap(props: ViewProps) {
  const { trace, selection } = props;
  const at = clampIndex(selection.step, trace.steps.length);
  const all = traceFates(trace);
  const step = all[at];
  const record = trace.steps[at];
  const [table, setTable] = useState(false);
  if (!step || !record) {
    return <EmptyState>The map fills in as soon as the first step has run through all layers.</EmptyState>;
  }
  const layer = clampIndex(selection.layer - 1, trace.model.spec.layers) + 1;
  const counts = step.segments[segmentOfLayer(record, layer)]?.counts ?? null;
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
        <FateLegend counts={counts} />
        <div className="flex items-center gap-1.5">
          <ChecksBadge trace={trace} />
          <ToolButton label="Show as table" pressed={table} onClick={() => setTable(!table)}>
            <Table2 size={14} aria-hidden />
          </ToolButton>
        </div>
      </div>
      {table ? (
        <FateTable {...props} at={at} layer={layer} step={step} />
      ) : (
        <MapCanvas {...props} at={at} layer={layer} step={step} />
      )}
    </div>
  );
}

export interface MapStep extends ViewProps {
  /** Clamped step and layer. */
  readonly at: number;
  readonly layer: number;
  readonly step: StepFates;
}

function MapCanvas(props: MapStep) {
  const { trace, selection, onSelect, hover, tokenText, step, at, layer } = props;
  const frame = useRef<HTMLDivElement>(null);
  const surface = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const width = useWidth(frame);
  const palette = usePalette();
  const help = useId();
  const [focused, setFocused] = useState(false);
  const positions = positionCount(trace);
  const layout = useMemo(() => mapLayout(step.segments, positions, width), [step, positions, width]);
  const zoom = useZoom(surface, { ...layout.plot, most: Math.max(1, 36 / layout.cell) });
  const words = useMemo(() => tokenText ?? traceWords(trace), [tokenText, trace]);
  const wordy = layout.cell * zoom.transform.k >= WORD_COLUMN;
  const height = layout.height + (wordy ? WORDS_HEIGHT : 0);
  const record = trace.steps[at];
  const prompt = trace.input.ids.length;

  useLayoutEffect(() => {
    if (!canvas.current || !palette || width <= 0 || !record) return;
    const prepared = prepareCanvas(canvas.current, layout.width, height);
    if (!prepared) return;
    const cutLabels = record.segments.slice(0, -1).map((segment) => {
      const keep = trace.config.schedule.find((stage) => stage.layer === segment.lastLayer)?.keep;
      const scored = keep !== undefined && segment.scores !== null;
      return { keep: scored ? formatShare(keep, 1) : null, kept: segment.kept?.length ?? record.position + 1 };
    });
    const wordAt = wordy ? (p: number) => visiblePiece(pieceAt(trace, p, words)).replace(/^␣(?=.)/, '') : null;
    const picture = { layout, zoom: zoom.transform, step, palette, prompt, wordAt, cutLabels };
    drawMap(prepared.context, prepared.ratio, picture);
  }, [layout, zoom.transform, step, palette, prompt, width, height, wordy, words, record, trace]);

  /** About the cursor or the pinned token where one is in sight, else about the middle. */
  const zoomBy = (factor: number) => {
    const position = hover.get().position ?? selection.position;
    const { left, top, width: wide } = layout.plot;
    const x = position === null ? -1 : positionX(layout, zoom.transform, position + 0.5);
    zoom.scaleBy(factor, x >= left && x <= left + wide ? [x, top] : undefined);
  };
  const cellUnder = (event: PointerEvent<HTMLDivElement> | React.MouseEvent<HTMLDivElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const position = positionAtX(layout, zoom.transform, event.clientX - box.left);
    const under = layerAtY(layout, event.clientY - box.top);
    return position === null || under === null ? null : { position, layer: under };
  };
  const pin = (cell: { position: number; layer: number }) => {
    const again = cell.position === selection.position && cell.layer === layer;
    onSelect(again ? { position: null } : cell);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const now = hover.get();
    const cursor = { position: now.position ?? selection.position ?? 0, layer: now.layer ?? layer };
    const stride = event.shiftKey ? 10 : 1;
    const moves: Record<string, () => { position: number; layer: number } | null> = {
      ArrowRight: () => ({ ...cursor, position: Math.min(positions - 1, cursor.position + stride) }),
      ArrowLeft: () => ({ ...cursor, position: Math.max(0, cursor.position - stride) }),
      ArrowDown: () => ({ ...cursor, layer: Math.min(trace.model.spec.layers, cursor.layer + 1) }),
      ArrowUp: () => ({ ...cursor, layer: Math.max(1, cursor.layer - 1) }),
      Home: () => ({ ...cursor, position: 0 }),
      End: () => ({ ...cursor, position: positions - 1 }),
      Enter: () => (pin(cursor), cursor),
      Escape: () => (onSelect({ position: null }), null),
      '+': () => (zoomBy(1.5), null),
      '=': () => (zoomBy(1.5), null),
      '-': () => (zoomBy(1 / 1.5), null),
      '0': () => (zoom.reset(), null),
    };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    const next = move();
    if (!next) return;
    hover.set(next);
    keepInSight(layout, zoom.transform, next.position, zoom.panBy);
  };

  return (
    <div ref={frame}>
      <div
        ref={surface}
        role="application"
        aria-roledescription="token fate map"
        aria-label={summary(props)}
        aria-describedby={help}
        tabIndex={0}
        className="view-canvas"
        onFocus={() => setFocused(true)}
        onBlur={() => setFocused(false)}
        style={{ height }}
        onKeyDown={onKeyDown}
        onPointerMove={(event) => hover.set(cellUnder(event) ?? { position: null, layer: null })}
        onPointerLeave={() => hover.set({ position: null, layer: null })}
        onClick={(event) => {
          const cell = cellUnder(event);
          if (cell) pin(cell);
        }}
      >
        <canvas ref={canvas} className="absolute inset-0 h-full w-full" aria-hidden />
        <Crosshair {...props} layout={layout} zoom={zoom.transform} />
      </div>
      <div className="mt-1.5 flex items-start justify-between gap-3">
        <FateReadout {...props} spoken={focused} />
        <div className="flex shrink-0 items-center gap-0.5">
          <ToolButton label="Zoom out (−)" onClick={() => zoomBy(1 / 2)} disabled={zoom.transform.k <= 1}>
            <Minus size={14} aria-hidden />
          </ToolButton>
          <ToolButton label="Zoom in (+)" onClick={() => zoomBy(2)}>
            <Plus size={14} aria-hidden />
          </ToolButton>
          <ToolButton label="Whole prompt (0)" onClick={zoom.reset} disabled={zoom.transform.k <= 1}>
            <Maximize2 size={13} aria-hidden />
          </ToolButton>
        </div>
      </div>
      <p id={help} className="sr-only">
        Arrow keys move the cursor by token and layer, Shift by ten tokens. Enter pins a token, Escape lets it go. Plus,
        minus and 0 zoom.
      </p>
    </div>
  );
}

function keepInSight(layout: MapLayout, zoom: ZoomX, position: number, panBy: (dx: number) => void): void {
  const { left, width } = layout.plot;
  const x = positionX(layout, zoom, position);
  const end = positionX(layout, zoom, position + 1);
  if (x < left) panBy(left - x + width / 4);
  else if (end > left + width) panBy(left + width - end - width / 4);
}

/** The hovered cell, the selected layer and the pinned token, moved without rendering the map. */
function Crosshair(props: MapStep & { layout: MapLayout; zoom: ZoomX }) {
  const { hover, layout, zoom, selection, layer, trace } = props;
  const column = useRef<HTMLDivElement>(null);
  const row = useRef<HTMLDivElement>(null);
  const { left, top, width, height } = layout.plot;

  useLayoutEffect(() => {
    const place = () => {
      const { position, layer: at } = hover.get();
      showColumn(column.current, layout, zoom, position);
      if (!row.current) return;
      const shown = at !== null && at <= trace.model.spec.layers;
      row.current.style.opacity = shown ? '1' : '0';
      if (shown) row.current.style.transform = `translateY(${layerY(layout, at)}px)`;
    };
    place();
    return hover.subscribe(place);
  }, [hover, layout, zoom, trace.model.spec.layers]);

  const pinned = selection.position !== null && selection.position < layout.positions ? selection.position : null;
  const x = pinned === null ? 0 : positionX(layout, zoom, pinned);
  const wide = Math.max(1.5, layout.cell * zoom.k);
  return (
    <div aria-hidden className="pointer-events-none absolute inset-0">
      <div
        className="absolute w-1.5"
        style={{
          left: left - 4,
          width: 2,
          top: layerY(layout, layer),
          height: layout.layerHeight,
          background: 'var(--accent)',
        }}
      />
      <div className="absolute overflow-hidden" style={{ left, top: 0, width, height: top + height + 6 }}>
        {pinned !== null && (
          <div className="map-pin" style={{ left: x - left, width: wide, height: top + height + 6 }} />
        )}
        <div ref={column} className="map-cross" style={{ top, height, left: 0, opacity: 0 }} />
      </div>
      <div ref={row} className="map-cross" style={{ left, width, height: layout.layerHeight, opacity: 0, top: 0 }} />
    </div>
  );
}

function showColumn(element: HTMLDivElement | null, layout: MapLayout, zoom: ZoomX, position: number | null): void {
  if (!element) return;
  const shown = position !== null && position < layout.positions;
  element.style.opacity = shown ? '1' : '0';
  if (!shown) return;
  element.style.width = `${Math.max(2, layout.cell * zoom.k)}px`;
  element.style.transform = `translateX(${positionX(layout, zoom, position) - layout.plot.left}px)`;
}

function summary({ trace, at, step }: MapStep): string {
  const segments = step.segments.map(({ firstLayer, lastLayer, counts }) => {
    const active = counts.computed + counts.reused + counts.revived;
    return `layers ${firstLayer} to ${lastLayer}: ${active} active, ${counts.revived} revived, ${counts.parked} parked`;
  });
  return `Token fate map, ${stepName(at)}, ${formatCount(positionCount(trace))} positions. ${segments.join('; ')}.`;
}
