'use client';
// The score differences of a step: which pruning layer, what the selections made of them, and the chart.

import { useId, useMemo } from 'react';
import { formatCount, stepName, visiblePiece } from '@/components/views/format';
import { Choice, EmptyState } from '@/components/views/parts';
import { largestDifference, scoreDifferences, type ScoreDifference } from '@/lib/compare/scores';
import { stagesOf } from '@/lib/trace/select';
import type { DifferenceProps } from '../DifferenceMap/DifferenceMap';
import type { Pair } from '../pair';
import { placeName, places } from '../state';
import { wordAt } from '../words';
import { keptWords } from './figure';
import { signed } from './layout';
import { ScoreDifferenceChart } from './ScoreDifferenceChart';

export function ScoreDifferences(props: DifferenceProps) {
  const { pair, linked, look } = props;
  const name = useId();
  const stages = useMemo(() => stagesOfBoth(pair, linked.step), [pair, linked.step]);
  const wanted = linked.layer ?? pair.layers;
  const stage = stages.find(({ layer }) => layer >= wanted) ?? stages.at(-1);
  if (!stage) return <EmptyState>{whyNone(pair, linked.step)}</EmptyState>;
  const largest = largestDifference(stage, linked.skipFirst);
  return (
    <div className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <Choice
          label="Pruning layer"
          name={`${name}-stage`}
          value={String(stage.layer)}
          options={stages.map(({ layer }) => [String(layer), `after layer ${layer}`] as const)}
          onChange={(value) => look({ layer: Number(value) })}
        />
        <label className="flex items-center gap-1.5 text-xs text-[var(--ink-2)]">
          <input
            type="checkbox"
            className="accent-[var(--accent)]"
            checked={linked.skipFirst}
            onChange={(event) => look({ skipFirst: event.target.checked })}
          />
          leave out first token
        </label>
      </div>
      <p className="text-sm tabular-nums">
        {keptWords(stage)}{' '}
        {largest ? (
          <>
            Furthest apart: <span className="token-word">{visiblePiece(wordAt(pair, largest.column))}</span> (
            {signed(largest.value)}).
          </>
        ) : (
          'Every score is equal.'
        )}
        {stage.onlyScoredInA + stage.onlyScoredInB > 0 && (
          <span className="text-[var(--ink-2)]">
            {' '}
            {formatCount(stage.onlyScoredInA)} were scored in A only and {formatCount(stage.onlyScoredInB)} in B only:
            they have no difference.
          </span>
        )}
      </p>
      <ScoreDifferenceChart {...props} stage={stage} />
    </div>
  );
}

function stagesOfBoth(pair: Pair, step: number): ScoreDifference[] {
  const [a, b] = [pair.a.trace.steps[step], pair.b.trace.steps[step]];
  if (!a || !b) return [];
  return scoreDifferences(pair.alignment, { trace: pair.a.trace, step: a }, { trace: pair.b.trace, step: b });
}

function whyNone(pair: Pair, step: number): string {
  const layers = places.map((place) => {
    const { trace } = pair[place];
    const record = trace.steps[step];
    return record ? stagesOf(trace, record).map(({ layer }) => layer) : [];
  });
  const silent = places.filter((_, i) => layers[i]?.length === 0).map((place) => placeName[place]);
  if (silent.length === 0) {
    const [a, b] = layers.map((each) => each.join(', '));
    return `The runs score after different layers, A after ${a}, B after ${b}: there is nothing to subtract.`;
  }
  return `${silent.join(' and ')} scored nothing in ${stepName(step)}: full prefill never does, and some modes score in the prefill only.`;
}
