// The importance chart and the scores of a step as files.

import type { Figure, LegendItem } from '@/components/figures/figure';
import type { Mark } from '@/components/figures/marks';
import type { Table } from '@/components/figures/table';
import { modeTitle } from '@/components/modes';
import { indexOfPosition, isForced, stagesOf, type Stage } from '@/lib/trace/select';
import { formatCount, formatScore, formatShare, stepFile, stepName } from '../format';
import { colourItem } from '../legend';
import type { ViewProps } from '../selection';
import { tokenCells } from '../tokens';
import { thresholdMark } from './marks';
import type { ChartProps } from './ScoreChart';

/** What the colours and lines of the chart mean, with numbers: the same words on the page and in a file. */
export function chartKeys(stage: Stage): Readonly<Record<'kept' | 'pruned' | 'forced' | 'threshold', string>> {
  const share = formatShare(stage.kept.length, stage.active.length);
  return {
    kept: `kept ${formatCount(stage.kept.length)}`,
    pruned: `pruned ${formatCount(stage.active.length - stage.kept.length)}`,
    forced: 'kept by rule',
    threshold: stage.threshold === null ? 'no threshold' : `threshold ${formatScore(stage.threshold)}, ${share} stay`,
  };
}

export function chartFigure(props: ChartProps, marks: readonly Mark[], width: number, height: number): Figure {
  const { trace, selection, at, stage } = props;
  const keys = chartKeys(stage);
  const legend: LegendItem[] = [
    colourItem('fate-computed', keys.kept),
    colourItem('fate-parked', keys.pruned),
    { width: 12, marks: [{ kind: 'path', d: 'M6,2l-5,8h10z', fill: 'ink' }], label: keys.forced },
    { width: 14, marks: [thresholdMark(0, 14, 6)], label: keys.threshold },
  ];
  const left = selection.skipFirst ? ' The first token is left out.' : '';
  return {
    name: `importance-${stepFile(at)}-layer-${stage.layer}`,
    title: `Importance after layer ${stage.layer}: ${modeTitle(trace.config.mode)}, ${stepName(at)}`,
    width,
    height,
    marks,
    legend,
    notes: [`Score (${selection.scale} scale) over position.${left}`],
    caption: `Importance of every active token after layer ${stage.layer}, ${stepName(at)}: attention of the last token, averaged over heads (Eq. 1 of the paper), ${selection.scale} scale; ${keys.kept}, ${keys.pruned}, ${keys.threshold}.${left}`,
  };
}

/** Scores of every pruning layer of the step, one row a token and layer; rank 1 is the highest score. */
export function scoreTable({ trace, tokenText }: ViewProps, at: number): Table {
  const record = trace.steps[at];
  const stages = record ? stagesOf(trace, record) : [];
  return {
    name: `scores-${stepFile(at)}`,
    columns: [
      'step',
      'after_layer',
      'position',
      'token_id',
      'token',
      'score',
      'rank',
      'kept',
      'kept_by_rule',
      'threshold',
    ],
    rows: stages.flatMap((stage) => {
      const ranks = ranksOf(stage.scores);
      return stage.active.map((position, i) => {
        const kept = indexOfPosition(stage.kept, position) >= 0;
        return [
          at,
          stage.layer,
          position,
          ...tokenCells(trace, position, tokenText),
          stage.scores[i] ?? null,
          ranks[i] ?? null,
          kept,
          kept && record !== undefined && isForced(trace, record, position),
          stage.threshold,
        ];
      });
    }),
  };
}

/** Rank of each score, from 1; equal scores share the better one. */
function ranksOf(scores: readonly number[]): number[] {
  const sorted = Float64Array.from(scores).sort().reverse();
  const first = new Map<number, number>();
  sorted.forEach((score, i) => {
    if (!first.has(score)) first.set(score, i + 1);
  });
  return scores.map((score) => first.get(score) ?? 0);
}
