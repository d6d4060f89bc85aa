'use client';
// The map itself: a canvas with a keyboard cursor, zoom and pan, and the line that reads out what is under the cursor.

import { useId, useMemo, useRef, useState, type KeyboardEvent, type MouseEvent } from 'react';
import { useFigureOffer } from '@/components/figures/offers';
import { pieceAt, positionCount, traceWords } from '@/lib/trace/select';
import { placeOf, useMarksCanvas, useWidth, useZoom } from '../canvas';
import { formatCount, formatShare, stepName, visiblePiece } from '../format';
import { Magnified, useBoxStyle, useMagnification, useRoom } from '../magnified';
import { ZoomButtons } from '../parts';
import { Crosshair } from './Crosshair';
import type { MapStep } from './FateMap';
import { FateReadout } from './FateReadout';
import { mapFigure } from './figure';
import {
  layerAtY,
  leastHeight,
  mapLayout,
  positionAtX,
  positionX,
  WORD_COLUMN,
  WORDS_HEIGHT,
  type MapLayout,
  type ZoomX,
} from './layout';
import { mapMarks, selectionMarks } from './marks';

export function MapCanvas(props: MapStep) {
  const { trace, selection, onSelect, hover, tokenText, step, at, layer } = props;
  const frame = useRef<HTMLDivElement>(null);
  const surface = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const width = useWidth(frame);
  const help = useId();
  const [focused, setFocused] = useState(false);
  const positions = positionCount(trace);
  const { by } = useMagnification();
  const room = useRoom(surface);
  const wordless = useMemo(() => mapLayout(step.segments, positions, width, room), [step, positions, width, room]);
  const zoom = useZoom(surface, { ...wordless.plot, most: Math.max(1, 36 / wordless.cell) });
  const { transform } = zoom;
  const words = useMemo(() => tokenText ?? traceWords(trace), [tokenText, trace]);
  const wordy = wordless.cell * transform.k >= WORD_COLUMN;
  const layout = useMemo(
    () => (wordy && room ? mapLayout(step.segments, positions, width, room - WORDS_HEIGHT) : wordless),
    [wordy, room, step, positions, width, wordless],
  );
  const height = layout.height + (wordy ? WORDS_HEIGHT : 0);
  const box = useBoxStyle(height, leastHeight(step.segments));
  const record = trace.steps[at];
  const prompt = trace.input.ids.length;

  const marks = useMemo(() => {
    if (!record) return [];
    const cutLabels = record.segments.slice(0, -1).map((segment) => {
      const keep = trace.config.schedule.find((stage) => stage.layer === segment.lastLayer)?.keep;
      const scored = keep !== undefined && segment.scores !== null;
      return { keep: scored ? formatShare(keep, 1) : null, kept: segment.kept?.length ?? record.position + 1 };
    });
    const wordAt = wordy ? (p: number) => visiblePiece(pieceAt(trace, p, words)).replace(/^␣(?=.)/, '') : null;
    return mapMarks({ layout, zoom: transform, step, prompt, wordAt, cutLabels });
  }, [layout, transform, step, prompt, wordy, words, record, trace]);
  useMarksCanvas(canvas, marks, layout.width, height);
  useFigureOffer('Map', () => {
    const selected = selectionMarks(layout, transform, layer, selection.position);
    return mapFigure(props, [...marks, ...selected], layout.width, height);
  });

  /** About the cursor or the pinned token where one is in sight, else about the middle. */
  const zoomBy = (factor: number) => {
    const position = hover.get().position ?? selection.position;
    const { left, top, width: wide } = layout.plot;
    const x = position === null ? -1 : positionX(layout, transform, position + 0.5);
    zoom.scaleBy(factor, x >= left && x <= left + wide ? [x, top] : undefined);
  };
  const cellUnder = (event: MouseEvent<HTMLDivElement>) => {
    const [x, y] = placeOf(event, by);
    const position = positionAtX(layout, transform, x);
    const under = layerAtY(layout, y);
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
    keepInSight(layout, transform, next.position, zoom.panBy);
  };

  return (
    <div ref={frame} className="view-room">
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
        style={box}
        onKeyDown={onKeyDown}
        onPointerMove={(event) => hover.set(cellUnder(event) ?? { position: null, layer: null })}
        onPointerLeave={() => hover.set({ position: null, layer: null })}
        onClick={(event) => {
          const cell = cellUnder(event);
          if (cell) pin(cell);
        }}
      >
        <Magnified>
          <canvas ref={canvas} className="absolute inset-0" style={{ width, height }} aria-hidden />
          <Crosshair {...props} layers={trace.model.spec.layers} layout={layout} zoom={transform} />
        </Magnified>
      </div>
      <div className="mt-1.5 flex items-start justify-between gap-3">
        <FateReadout {...props} spoken={focused} />
        <ZoomButtons zoom={zoom} whole="prompt" onZoom={zoomBy} />
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

function summary({ trace, at, step }: MapStep): string {
  const segments = step.segments.map(({ firstLayer, lastLayer, counts }) => {
    const active = counts.computed + counts.reused + counts.revived;
    return `layers ${firstLayer} to ${lastLayer}: ${active} active, ${counts.revived} revived, ${counts.parked} parked`;
  });
  return `Token fate map, ${stepName(at)}, ${formatCount(positionCount(trace))} positions. ${segments.join('; ')}.`;
}
