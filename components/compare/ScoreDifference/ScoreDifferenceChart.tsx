'use client';
// The chart of one pruning layer's score differences: a canvas with a keyboard cursor, linked to the other views.

import { useId, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent, type MouseEvent } from 'react';
import { useFigureOffer, useTableOffer } from '@/components/figures/offers';
import { MarksOverlay } from '@/components/figures/SvgMarks';
import { pixelRatio, useMarksCanvas, useWidth } from '@/components/views/canvas';
import { formatScore, stepName, visiblePiece } from '@/components/views/format';
import { useHover } from '@/components/views/hover';
import type { ScoreDifference } from '@/lib/compare/scores';
import { nearestScore } from '@/lib/trace/select';
import type { DifferenceProps } from '../DifferenceMap/DifferenceMap';
import { placeName, places } from '../state';
import { wordAt } from '../words';
import { barKeys, scoreDifferenceFigure, scoreDifferenceTable } from './figure';
import { columnAt, columnX, scoreDifferenceLayout, signed } from './layout';
import { scoreDifferenceMarks, scoreDifferencePin } from './marks';

export interface ChartProps extends DifferenceProps {
  readonly stage: ScoreDifference;
}

export function ScoreDifferenceChart(props: ChartProps) {
  const { pair, linked, look, hover, stage } = props;
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const cross = useRef<HTMLDivElement>(null);
  const help = useId();
  const [focused, setFocused] = useState(false);
  const width = useWidth(frame);
  const columns = pair.alignment.a.length;
  const { skipFirst } = linked;
  const layout = useMemo(() => {
    const ratio = typeof window === 'undefined' ? 1 : pixelRatio();
    return scoreDifferenceLayout(stage, { columns, width, height: 220, skipFirst, ratio });
  }, [stage, columns, width, skipFirst]);

  const marks = useMemo(() => scoreDifferenceMarks(layout), [layout]);
  const pinned = useMemo(() => scoreDifferencePin(layout, columns, linked.column), [layout, columns, linked.column]);
  useMarksCanvas(canvas, marks, width, layout.height);
  useFigureOffer('Chart', () =>
    scoreDifferenceFigure(props, { marks: [...marks, ...pinned], width, height: layout.height }),
  );
  useTableOffer('Scores of every token', () => scoreDifferenceTable(pair, linked.step));

  useLayoutEffect(() => {
    const follow = () => {
      const { position } = hover.get();
      if (!cross.current) return;
      const shown = position !== null && position < columns;
      cross.current.style.opacity = shown ? '1' : '0';
      if (shown) cross.current.style.transform = `translateX(${columnX(layout, columns, position)}px)`;
    };
    follow();
    return hover.subscribe(follow);
  }, [hover, layout, columns]);

  const pin = (column: number) => look({ column: column === linked.column ? null : column });
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const column = hover.get().position ?? linked.column ?? 0;
    const stride = event.shiftKey ? 10 : 1;
    const next: Record<string, number> = {
      ArrowRight: Math.min(columns - 1, column + stride),
      ArrowLeft: Math.max(0, column - stride),
      Home: 0,
      End: columns - 1,
    };
    const target = next[event.key];
    if (target !== undefined) hover.set({ position: target, layer: stage.layer });
    else if (event.key === 'Enter') pin(column);
    else if (event.key === 'Escape') look({ column: null });
    else return;
    event.preventDefault();
  };
  const under = (event: MouseEvent<HTMLElement>) =>
    columnAt(layout, columns, event.clientX - event.currentTarget.getBoundingClientRect().left);

  const { plot } = layout;
  const wide = plot.width / columns;
  return (
    <div ref={frame}>
      <div
        role="application"
        aria-roledescription="chart of score differences"
        aria-label={`Scores of A minus scores of B after layer ${stage.layer}, ${stepName(linked.step)}`}
        aria-describedby={help}
        tabIndex={0}
        className="view-canvas"
        onFocus={() => setFocused(true)}
        onBlur={() => setFocused(false)}
        style={{ height: layout.height }}
        onKeyDown={onKeyDown}
        onPointerMove={(event) => {
          const position = under(event);
          hover.set({ position, layer: position === null ? null : stage.layer });
        }}
        onPointerLeave={() => hover.set({ position: null, layer: null })}
        onClick={(event) => {
          const column = under(event);
          if (column !== null) pin(column);
        }}
      >
        <canvas ref={canvas} className="absolute inset-0 h-full w-full" aria-hidden />
        <MarksOverlay marks={pinned} />
        <div
          ref={cross}
          aria-hidden
          className="map-cross"
          style={{ left: 0, top: plot.top, height: plot.height, width: Math.max(2, wide), opacity: 0 }}
        />
      </div>
      <div className="mt-1 flex flex-wrap items-start justify-between gap-x-6 gap-y-1">
        <Readout {...props} spoken={focused} />
        <ul className="flex flex-wrap gap-x-4 text-xs text-[var(--ink-2)]" aria-label="Legend">
          {places.map((place) => (
            <li key={place} className="flex items-center gap-1.5">
              <span className="inline-block size-2.5" style={{ background: `var(--run-${place})` }} aria-hidden />
              {barKeys[place]}
            </li>
          ))}
        </ul>
      </div>
      <p id={help} className="sr-only">
        Left and right arrows move by token, with Shift by ten. Enter pins a token, Escape lets it go.
      </p>
    </div>
  );
}

function Readout({ pair, linked, hover, stage, spoken }: ChartProps & { spoken: boolean }) {
  const column = useHover(hover).position ?? linked.column;
  if (column === null) return <p className="view-readout">Point at a token to read its scores.</p>;
  const at = stage.columns.indexOf(column);
  const scores = places.map((place) => {
    const step = pair[place].trace.steps[linked.step];
    const position = pair.alignment[place][column] ?? -1;
    const reading = step && position >= 0 ? nearestScore(step, stage.layer, position) : null;
    return { place, reading: reading?.layer === stage.layer ? reading : null };
  });
  return (
    <p className="view-readout" aria-live={spoken ? 'polite' : 'off'}>
      <b className="token-word">{visiblePiece(wordAt(pair, column))}</b>
      {scores.map(({ place, reading }) => (
        <span key={place}>
          {placeName[place]}:{' '}
          {reading ? (
            <>
              <b>{formatScore(reading.score)}</b>, {reading.kept ? 'kept' : 'pruned'}
            </>
          ) : (
            `not active at layer ${stage.layer}`
          )}
        </span>
      ))}
      {at >= 0 && (
        <span>
          difference <b>{signed(stage.values[at] ?? 0)}</b>
        </span>
      )}
    </p>
  );
}
