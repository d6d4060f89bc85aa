'use client';
// Importance of every token at a pruning layer: the last token's attention averaged over heads (Eq. 1), and who fell short.

import { useId, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { usePalette } from '@/components/palette';
import {
  indexOfPosition,
  isForced,
  pieceAt,
  positionCount,
  stagesOf,
  traceWords,
  type Stage,
} from '@/lib/trace/select';
import { pixelRatio, prepareCanvas, useWidth } from '../canvas';
import { clampIndex, formatCount, formatScore, formatShare, stepName, visiblePiece } from '../format';
import { useHover } from '../hover';
import { Choice, EmptyState } from '../parts';
import type { ScoreScale, ViewProps } from '../selection';
import { drawChart } from './draw';
import { importanceLayout, positionAt, type ImportanceLayout } from './layout';

const scales: readonly (readonly [ScoreScale, string])[] = [
  ['linear', 'linear'],
  ['log', 'log'],
  ['rank', 'rank'],
];

export function Importance(props: ViewProps) {
  const { trace, selection, onSelect } = props;
  const name = useId();
  const at = clampIndex(selection.step, trace.steps.length);
  const record = trace.steps[at];
  const stages = useMemo(() => (record ? stagesOf(trace, record) : []), [trace, record]);
  const stage = stages.find(({ layer }) => layer >= selection.layer) ?? stages.at(-1);
  if (!record) return <EmptyState>Scores appear with the first finished step.</EmptyState>;
  if (!stage) {
    return (
      <EmptyState>
        {trace.config.mode === 'full'
          ? 'Full prefill scores nothing: it is the baseline.'
          : `Nothing was scored in ${stepName(at)}: in this mode only the prefill selects tokens by score.`}
      </EmptyState>
    );
  }
  return (
    <div className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <Choice
          label="Pruning layer"
          name={`${name}-stage`}
          value={String(stage.layer)}
          options={stages.map(({ layer }) => [String(layer), `after layer ${layer}`] as const)}
          onChange={(value) => onSelect({ layer: Number(value) })}
        />
        <Choice
          label="Scale"
          name={`${name}-scale`}
          value={selection.scale}
          options={scales}
          onChange={(scale) => onSelect({ scale })}
        />
        <label className="flex items-center gap-1.5 text-xs text-[var(--ink-2)]">
          <input
            type="checkbox"
            className="accent-[var(--accent)]"
            checked={selection.skipFirst}
            onChange={(event) => onSelect({ skipFirst: event.target.checked })}
          />
          leave out first token
        </label>
      </div>
      <Chart {...props} at={at} stage={stage} />
    </div>
  );
}

interface ChartProps extends ViewProps {
  readonly at: number;
  readonly stage: Stage;
}

function Chart(props: ChartProps) {
  const { trace, selection, onSelect, hover, at, stage } = props;
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const cross = useRef<HTMLDivElement>(null);
  const help = useId();
  const [focused, setFocused] = useState(false);
  const width = useWidth(frame);
  const palette = usePalette();
  const positions = positionCount(trace);
  const { scale, skipFirst } = selection;
  const layout = useMemo(() => {
    const record = trace.steps[at];
    return importanceLayout(stage, {
      positions,
      width,
      height: 200,
      scale,
      skipFirst,
      isForced: (p) => record !== undefined && isForced(trace, record, p),
      ratio: typeof window === 'undefined' ? 1 : pixelRatio(),
    });
  }, [trace, at, stage, positions, width, scale, skipFirst]);

  useLayoutEffect(() => {
    if (!canvas.current || !palette || width <= 0) return;
    const prepared = prepareCanvas(canvas.current, width, layout.height);
    if (prepared) drawChart(prepared.context, layout, palette);
  }, [layout, palette, width]);

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
  const under = (event: React.MouseEvent<HTMLElement>) =>
    positionAt(layout, positions, event.clientX - event.currentTarget.getBoundingClientRect().left);

  const { plot } = layout;
  return (
    <div ref={frame}>
      <div
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
        style={{ height: layout.height, touchAction: 'pan-y' }}
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
        <canvas ref={canvas} className="absolute inset-0 h-full w-full" aria-hidden />
        {selection.position !== null && selection.position < positions && (
          <div
            aria-hidden
            className="map-pin"
            style={{
              left: columnX(layout, positions, selection.position),
              top: plot.top,
              height: plot.height,
              width: Math.max(1.5, plot.width / positions),
            }}
          />
        )}
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
      </div>
      <div className="mt-1 flex flex-wrap items-start justify-between gap-x-6 gap-y-1">
        <ScoreReadout {...props} spoken={focused} />
        <ul className="flex flex-wrap gap-x-4 text-xs text-[var(--ink-2)]" aria-label="Legend">
          <li className="bar-key" data-kind="kept">
            kept {formatCount(stage.kept.length)}
          </li>
          <li className="bar-key" data-kind="pruned">
            pruned {formatCount(stage.active.length - stage.kept.length)}
          </li>
          <li className="bar-key" data-kind="forced">
            kept by rule
          </li>
          <li className="bar-key" data-kind="threshold">
            {stage.threshold === null
              ? 'no threshold'
              : `threshold ${formatScore(stage.threshold)}, ${formatShare(stage.kept.length, stage.active.length)} stay`}
          </li>
        </ul>
      </div>
      <p id={help} className="sr-only">
        Left and right arrows move by token, with Shift by ten. Enter pins a token, Escape lets it go.
      </p>
    </div>
  );
}

function columnX(layout: ImportanceLayout, positions: number, position: number): number {
  return layout.plot.left + (position / positions) * layout.plot.width;
}

function ScoreReadout(props: ChartProps & { spoken: boolean }) {
  const { trace, selection, hover, tokenText, stage, at, spoken } = props;
  const now = useHover(hover);
  const position = now.position ?? selection.position;
  if (position === null) return <p className="view-readout">Point at a token to read its score.</p>;
  const words = tokenText ?? traceWords(trace);
  const place = indexOfPosition(stage.active, position);
  const score = stage.scores[place];
  const kept = indexOfPosition(stage.kept, position) >= 0;
  const record = trace.steps[at];
  const forced = record !== undefined && isForced(trace, record, position);
  const rank = score === undefined ? 0 : stage.scores.reduce((count, other) => count + (other > score ? 1 : 0), 1);
  return (
    <p className="view-readout" aria-live={spoken ? 'polite' : 'off'}>
      <b className="token-word">{visiblePiece(pieceAt(trace, position, words))}</b>
      <span>
        position <b>{position}</b>
      </span>
      {place < 0 || score === undefined ? (
        <span>not active at layer {stage.layer}</span>
      ) : (
        <>
          <span>
            score <b>{formatScore(score)}</b>
          </span>
          <span>
            rank <b>{formatCount(rank)}</b> of {formatCount(stage.active.length)}
          </span>
          <span>{kept ? (forced ? 'kept by rule' : 'kept') : 'pruned'}</span>
        </>
      )}
    </p>
  );
}
