'use client';
// Importance of every token at a pruning layer: the last token's attention averaged over heads (Eq. 1), and who fell short.

import { useId, useMemo } from 'react';
import { stagesOf } from '@/lib/trace/select';
import { clampIndex, stepName } from '../format';
import { Choice, EmptyState, SkipFirst } from '../parts';
import type { ScoreScale, ViewProps } from '../selection';
import { ScoreChart } from './ScoreChart';

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
    <div className="view-room flex flex-col gap-2">
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
        <SkipFirst selection={selection} onSelect={onSelect} />
      </div>
      <ScoreChart {...props} at={at} stage={stage} />
    </div>
  );
}
