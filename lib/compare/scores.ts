// How two runs score the same tokens at the same pruning layer. Knows scores and columns; draws nothing.

import type { StepRecord } from '@/lib/engine/types';
import { stagesOf, type Stage, type ViewTrace } from '@/lib/trace/select';
import type { Alignment } from './align';

export interface ScoreDifference {
  readonly layer: number;
  /** Columns of the tokens scored in both runs, ascending, and A's score minus B's. (n) */
  readonly columns: Int32Array;
  readonly values: Float64Array;
  /** Tokens that one run scored and the other did not have any more, or never had. */
  readonly onlyScoredInA: number;
  readonly onlyScoredInB: number;
  /** What the selection made of the tokens scored in both. */
  readonly kept: { readonly both: number; readonly onlyA: number; readonly onlyB: number; readonly neither: number };
}

/** The score differences of a step, one a pruning layer that both runs scored in it, by depth. */
export function scoreDifferences(
  alignment: Alignment,
  a: { readonly trace: ViewTrace; readonly step: StepRecord },
  b: { readonly trace: ViewTrace; readonly step: StepRecord },
): ScoreDifference[] {
  const stagesOfB = stagesOf(b.trace, b.step);
  return stagesOf(a.trace, a.step).flatMap((stageA) => {
    const stageB = stagesOfB.find(({ layer }) => layer === stageA.layer);
    return stageB ? [compareStages(alignment, stageA, stageB)] : [];
  });
}

function compareStages(alignment: Alignment, a: Stage, b: Stage): ScoreDifference {
  const [scoresA, scoresB] = [scoresByPosition(a), scoresByPosition(b)];
  const [keptA, keptB] = [new Set(a.kept), new Set(b.kept)];
  const columns: number[] = [];
  const values: number[] = [];
  const kept = { both: 0, onlyA: 0, onlyB: 0, neither: 0 };
  alignment.a.forEach((ofA, column) => {
    const ofB = alignment.b[column] ?? -1;
    const [scoreA, scoreB] = [scoresA.get(ofA), scoresB.get(ofB)];
    if (scoreA === undefined || scoreB === undefined) return;
    columns.push(column);
    values.push(scoreA - scoreB);
    const [inA, inB] = [keptA.has(ofA), keptB.has(ofB)];
    kept[inA ? (inB ? 'both' : 'onlyA') : inB ? 'onlyB' : 'neither']++;
  });
  return {
    layer: a.layer,
    columns: Int32Array.from(columns),
    values: Float64Array.from(values),
    onlyScoredInA: a.active.length - columns.length,
    onlyScoredInB: b.active.length - columns.length,
    kept,
  };
}

function scoresByPosition({ active, scores }: Stage): Map<number, number> {
  return new Map(active.map((position, i) => [position, scores[i] ?? 0]));
}

/** The token whose scores differ most; null where all are equal. Without the first token where so wished. */
export function largestDifference(
  { columns, values }: ScoreDifference,
  skipFirst: boolean,
): { column: number; value: number } | null {
  let largest: { column: number; value: number } | null = null;
  columns.forEach((column, i) => {
    const value = values[i] ?? 0;
    if ((skipFirst && column === 0) || value === 0) return;
    if (!largest || Math.abs(value) > Math.abs(largest.value)) largest = { column, value };
  });
  return largest;
}
