// A prefill that never waits for scores: counts are known beforehand, so the device ranks, gathers and parks by itself, and the host
// learns which positions were kept once the first token is out. Same plans, same records as step by step.

import { assert } from '@/lib/errors';
import type { BackendRun, PrefillPlan, Selected } from './backend';
import { noteComputed, noteParked, type Caches } from './caches';
import { keptAfter, parksPruned, planSegment, positionsBelow, splitRows, type KeepContext } from './plan';
import { keepCount, topScores } from './policy';
import type { Segment } from './schedule';
import type { Position, SegmentRecord } from './types';

/** A run that can select on its device. */
export type SelectingRun = BackendRun & Required<Pick<BackendRun, 'prefill'>>;

/** Whether a prefill is to select on the device: the rule is LazyLLM's own, and something is pruned. */
export function selectsOnDevice(
  run: BackendRun,
  segments: readonly Segment[],
  { policy }: KeepContext,
): run is SelectingRun {
  return run.prefill !== undefined && policy === topScores && segments.length > 1;
}

/** The counts of a prefill of `promptLength` tokens. */
export function planPrefill(
  segments: readonly Segment[],
  promptLength: number,
  { mode, sinks }: KeepContext['config'],
): PrefillPlan {
  let rows = promptLength;
  return {
    sinks,
    park: parksPruned(mode),
    segments: segments.map(({ index, firstLayer, lastLayer, stage }) => {
      // The last token stays too; it may be one of the sinks.
      const keep = stage && Math.max(keepCount(stage.keep, rows), Math.min(sinks + 1, rows));
      const planned = { index, firstLayer, lastLayer, rows, keep };
      rows = keep ?? rows;
      return planned;
    }),
  };
}

/** Notes in `caches` what a prefill computed and parked, and gives its records. Throws AppError `internal` where the device kept others than the scores say. */
export function recordPrefill(
  caches: Caches,
  segments: readonly Segment[],
  promptLength: number,
  selected: readonly Selected[],
  keep: KeepContext,
): SegmentRecord[] {
  const records: SegmentRecord[] = [];
  let active: readonly Position[] = positionsBelow(promptLength);
  let rows = active;
  for (const segment of segments) {
    const plan = planSegment(caches, segment, active, rows, true);
    const { firstLayer, lastLayer, computed, revived } = plan;
    noteComputed(caches, plan);
    if (segment.stage === null) {
      records.push({ firstLayer, lastLayer, computed, revived, kept: null, scores: null });
      break;
    }
    const { scores, kept } = selected[segment.index] ?? { scores: [], kept: [] };
    const expected = keptAfter(caches, segment, plan, scores, keep);
    assert(
      kept.length === expected.length && kept.every((position, i) => position === expected[i]),
      `the device kept other positions after layer ${lastLayer} than the scores say`,
    );
    const split = splitRows(plan, kept, parksPruned(keep.config.mode));
    noteParked(caches, split);
    records.push({ firstLayer, lastLayer, computed, revived, kept, scores: Array.from(scores) });
    active = kept;
    rows = split.carried;
  }
  return records;
}
