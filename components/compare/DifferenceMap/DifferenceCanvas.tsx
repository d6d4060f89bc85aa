'use client';
// The difference map itself: a canvas with a keyboard cursor, zoom and pan. Its columns are those of the alignment.

import { useId, useMemo, useRef, useState, type KeyboardEvent, type MouseEvent } from 'react';
import { useFigureOffer } from '@/components/figures/offers';
import { useMarksCanvas, useWidth, useZoom } from '@/components/views/canvas';
import { Crosshair } from '@/components/views/FateMap/Crosshair';
import {
  layerAtY,
  mapLayout,
  positionAtX,
  positionX,
  WORD_COLUMN,
  WORDS_HEIGHT,
} from '@/components/views/FateMap/layout';
import { selectionMarks } from '@/components/views/FateMap/marks';
import { formatCount, stepName, visiblePiece } from '@/components/views/format';
import { ZoomButtons } from '@/components/views/parts';
import type { Pair } from '../pair';
import { placeName, places } from '../state';
import { wordAt } from '../words';
import type { DifferenceStep } from './DifferenceMap';
import { DifferenceReadout } from './DifferenceReadout';
import { differenceFigure } from './figure';
import { differenceMarks } from './marks';

interface Cell {
  readonly position: number;
  readonly layer: number;
}

export function DifferenceCanvas(props: DifferenceStep) {
  const { pair, linked, look, hover, segments, layer } = props;
  const frame = useRef<HTMLDivElement>(null);
  const surface = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const width = useWidth(frame);
  const help = useId();
  const [focused, setFocused] = useState(false);
  const columns = pair.alignment.a.length;
  const layout = useMemo(() => mapLayout(segments, columns, width), [segments, columns, width]);
  const zoom = useZoom(surface, { ...layout.plot, most: Math.max(1, 36 / layout.cell) });
  const wordy = layout.cell * zoom.transform.k >= WORD_COLUMN;
  const height = layout.height + (wordy ? WORDS_HEIGHT : 0);

  const { transform } = zoom;
  const marks = useMemo(() => {
    const wordAtColumn = (column: number) => visiblePiece(wordAt(pair, column)).replace(/^␣(?=.)/, '');
    return differenceMarks({
      layout,
      zoom: transform,
      segments,
      promptColumns: pair.alignment.promptColumns,
      cuts: layout.cuts.map((cut) => whoPrunes(pair, linked.step, cut.layer)),
      wordAt: wordy ? wordAtColumn : null,
    });
  }, [layout, transform, segments, wordy, pair, linked.step]);
  useMarksCanvas(canvas, marks, layout.width, height);
  useFigureOffer('Map', () => {
    const selected = selectionMarks(layout, transform, layer, linked.column);
    return differenceFigure(props, { marks: [...marks, ...selected], width: layout.width, height });
  });

  const cellUnder = (event: MouseEvent<HTMLDivElement>): Cell | null => {
    const box = event.currentTarget.getBoundingClientRect();
    const position = positionAtX(layout, transform, event.clientX - box.left);
    const under = layerAtY(layout, event.clientY - box.top);
    return position === null || under === null ? null : { position, layer: under };
  };
  const pin = (cell: Cell) => {
    const again = cell.position === linked.column && cell.layer === layer;
    look(again ? { column: null } : { column: cell.position, layer: cell.layer });
  };
  /** About the cursor or the pinned token where one is in sight, else about the middle. */
  const zoomBy = (factor: number) => {
    const column = hover.get().position ?? linked.column;
    const { left, top, width: wide } = layout.plot;
    const x = column === null ? -1 : positionX(layout, transform, column + 0.5);
    zoom.scaleBy(factor, x >= left && x <= left + wide ? [x, top] : undefined);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const now = hover.get();
    const cursor: Cell = { position: now.position ?? linked.column ?? 0, layer: now.layer ?? layer };
    const stride = event.shiftKey ? 10 : 1;
    const moves: Record<string, () => Cell | null> = {
      ArrowRight: () => ({ ...cursor, position: Math.min(columns - 1, cursor.position + stride) }),
      ArrowLeft: () => ({ ...cursor, position: Math.max(0, cursor.position - stride) }),
      ArrowDown: () => ({ ...cursor, layer: Math.min(pair.layers, cursor.layer + 1) }),
      ArrowUp: () => ({ ...cursor, layer: Math.max(1, cursor.layer - 1) }),
      Home: () => ({ ...cursor, position: 0 }),
      End: () => ({ ...cursor, position: columns - 1 }),
      Enter: () => (pin(cursor), cursor),
      Escape: () => (look({ column: null }), null),
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
    const { left, width: wide } = layout.plot;
    const x = positionX(layout, transform, next.position);
    const end = positionX(layout, transform, next.position + 1);
    if (x < left) zoom.panBy(left - x + wide / 4);
    else if (end > left + wide) zoom.panBy(left + wide - end - wide / 4);
  };

  return (
    <div ref={frame}>
      <div
        ref={surface}
        role="application"
        aria-roledescription="difference map"
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
        <Crosshair
          hover={hover}
          selection={{ position: linked.column }}
          layer={layer}
          layers={pair.layers}
          layout={layout}
          zoom={transform}
        />
      </div>
      <div className="mt-1.5 flex items-start justify-between gap-3">
        <DifferenceReadout {...props} spoken={focused} />
        <ZoomButtons zoom={zoom} whole="prompt" onZoom={zoomBy} />
      </div>
      <p id={help} className="sr-only">
        Arrow keys move the cursor by token and layer, Shift by ten tokens. Enter pins a token, Escape lets it go. Plus,
        minus and 0 zoom.
      </p>
    </div>
  );
}

/** The runs that select tokens after a layer of the step. */
function whoPrunes(pair: Pair, step: number, layer: number): string {
  const prunes = places.filter((place) =>
    pair[place].trace.steps[step]?.segments.some(({ lastLayer, kept }) => lastLayer === layer && kept !== null),
  );
  return prunes.map((place) => placeName[place]).join(', ');
}

function summary({ pair, linked, segments }: DifferenceStep): string {
  const parts = segments.map(
    ({ firstLayer, lastLayer, counts }) =>
      `layers ${firstLayer} to ${lastLayer}: ${counts.both} kept in both, ${counts.onlyA} only in A, ${counts.onlyB} only in B, ${counts.neither} in neither`,
  );
  return `Difference map, ${stepName(linked.step)}, ${formatCount(pair.alignment.a.length)} columns. ${parts.join('; ')}.`;
}
