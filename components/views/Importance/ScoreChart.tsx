'use client';
// The bars of one pruning layer's scores: a canvas with a keyboard cursor, linked to the other views by hover and pin.

import { useId, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent, type MouseEvent } from 'react';
import { useFigureOffer, useTableOffer } from '@/components/figures/offers';
import { MarksOverlay } from '@/components/figures/SvgMarks';
import { isForced, positionCount, type Stage } from '@/lib/trace/select';
import { pixelRatio, placeOf, useMarksCanvas, useWidth } from '../canvas';
import { formatScore, stepName } from '../format';
import { Magnified, useBoxStyle, useMagnification, useRoom } from '../magnified';
import type { ViewProps } from '../selection';
import { chartFigure, chartKeys, scoreTable } from './figure';
import { columnX, importanceLayout, positionAt } from './layout';
import { chartMarks, chartPin } from './marks';
import { ScoreReadout } from './ScoreReadout';

/** In px; higher where there is room to fill. */
const HEIGHT = 200;

export interface ChartProps extends ViewProps {
  readonly at: number;
  readonly stage: Stage;
}

export function ScoreChart(props: ChartProps) {
  const { trace, selection, onSelect, hover, at, stage } = props;
  const frame = useRef<HTMLDivElement>(null);
  const surface = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const cross = useRef<HTMLDivElement>(null);
  const help = useId();
  const [focused, setFocused] = useState(false);
  const width = useWidth(frame);
  const positions = positionCount(trace);
  const { scale, skipFirst } = selection;
  const { by } = useMagnification();
  const room = useRoom(surface);
  const box = useBoxStyle(HEIGHT, HEIGHT);
  const layout = useMemo(() => {
    const record = trace.steps[at];
    return importanceLayout(stage, {
      positions,
      width,
      height: room ?? HEIGHT,
      scale,
      skipFirst,
      isForced: (p) => record !== undefined && isForced(trace, record, p),
      ratio: typeof window === 'undefined' ? 1 : pixelRatio() * by,
    });
  }, [trace, at, stage, positions, width, room, by, scale, skipFirst]);

  const marks = useMemo(() => chartMarks(layout), [layout]);
  const pinned = useMemo(
    () => chartPin(layout, positions, selection.position),
    [layout, positions, selection.position],
  );
  useMarksCanvas(canvas, marks, width, layout.height);
  useFigureOffer('Chart', () => chartFigure(props, [...marks, ...pinned], width, layout.height));
  useTableOffer('Scores of this step', () => scoreTable(props, at));

  useLayoutEffect(() => {
    const follow = () => {
      const { position } = hover.get();
      if (!cross.current) return;
      const shown = position !== null && position < positions;
      cross.current.style.opacity = shown ? '1' : '0';
      if (shown) cross.current.style.transform = `translateX(${columnX(layout, positions, position)}px)`;
    };
    follow();
    return hover.subscribe(follow);
  }, [hover, layout, positions]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const position = hover.get().position ?? selection.position ?? 0;
    const stride = event.shiftKey ? 10 : 1;
    const next: Record<string, number> = {
      ArrowRight: Math.min(positions - 1, position + stride),
      ArrowLeft: Math.max(0, position - stride),
      Home: 0,
      End: positions - 1,
    };
    const target = next[event.key];
    if (target !== undefined) hover.set({ position: target, layer: stage.layer });
    else if (event.key === 'Enter') onSelect({ position: position === selection.position ? null : position });
    else if (event.key === 'Escape') onSelect({ position: null });
    else return;
    event.preventDefault();
  };
  const under = (event: MouseEvent<HTMLElement>) => positionAt(layout, positions, placeOf(event, by)[0]);

  const { plot } = layout;
  const keys = chartKeys(stage);
  return (
    <div ref={frame} className="view-room">
      <div
        ref={surface}
        role="application"
        aria-roledescription="importance chart"
        aria-label={`Scores after layer ${stage.layer}, ${stepName(at)}: ${stage.kept.length} of ${stage.active.length} tokens kept${
          stage.threshold === null ? '' : `, threshold ${formatScore(stage.threshold)}`
        }`}
        aria-describedby={help}
        tabIndex={0}
        className="view-canvas"
        onFocus={() => setFocused(true)}
        onBlur={() => setFocused(false)}
        style={box}
        onKeyDown={onKeyDown}
        onPointerMove={(event) => {
          const position = under(event);
          hover.set({ position, layer: position === null ? null : stage.layer });
        }}
        onPointerLeave={() => hover.set({ position: null, layer: null })}
        onClick={(event) => {
          const position = under(event);
          if (position !== null) onSelect({ position: position === selection.position ? null : position });
        }}
      >
        <Magnified>
          <canvas ref={canvas} className="absolute inset-0" style={{ width, height: layout.height }} aria-hidden />
          <MarksOverlay marks={pinned} />
          <div
            ref={cross}
            aria-hidden
            className="map-cross"
            style={{
              left: 0,
              top: plot.top,
              height: plot.height,
              width: Math.max(2, plot.width / positions),
              opacity: 0,
            }}
          />
        </Magnified>
      </div>
      <div className="mt-1 flex flex-wrap items-start justify-between gap-x-6 gap-y-1">
        <ScoreReadout {...props} spoken={focused} />
        <ul className="flex flex-wrap gap-x-4 text-xs text-[var(--ink-2)]" aria-label="Legend">
          {(['kept', 'pruned', 'forced', 'threshold'] as const).map((key) => (
            <li key={key} className="bar-key" data-kind={key}>
              {keys[key]}
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
