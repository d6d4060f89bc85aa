// What each segment of a step computes, and where its rows go after it, in every mode. The one plan that the backend executes,
// the trace records and the views draw. Knows positions and segments; never tensors.

import { assert, unreachable } from '@/lib/errors';
import type { SegmentPlan, SegmentSplit } from './backend';
import { hasKV, isParkedBefore, type Caches } from './caches';
import { keepCount, topScores, type Policy } from './policy';
import type { Segment } from './schedule';
import type { GenerateConfig, Mode, Position, StepRecord } from './types';

type StepKind = StepRecord['kind'];

/** The positions 0..count-1. */
export function positionsBelow(count: number): Position[] {
  return Array.from({ length: count }, (_, position) => position);
}

/** Whether the mode scores and selects in steps of this kind. */
export function prunesIn(mode: Mode, kind: StepKind): boolean {
  switch (mode) {
    case 'full':
      return false;
    case 'lazyllm':
      return true;
    case 'progressive':
    case 'static':
    case 'revive-all':
      return kind === 'prefill';
    default:
      return unreachable(mode);
  }
}

/** Whether pruned rows wait in the Aux Cache: only where the mode can revive them. */
export function parksPruned(mode: Mode): boolean {
  return mode === 'lazyllm' || mode === 'revive-all';
}

/**
 * The plan of one segment. `active` may be attended to; `rows` come from the step's new tokens or the segment before. An active
 * position with neither a row nor KV here is revived: it enters from the Aux Cache and runs through all layers of the segment
 * (paper, section 3.3).
 */
export function planSegment(
  caches: Caches,
  segment: Segment,
  active: readonly Position[],
  rows: readonly Position[],
  scored: boolean,
): SegmentPlan {
  const { index, firstLayer, lastLayer } = segment;
  const computed: Position[] = [];
  const revived: Position[] = [];
  let r = 0;
  for (const position of active) {
    if (position === rows[r]) {
      r++;
      computed.push(position);
    } else if (!hasKV(caches, position, index)) {
      assert(
        isParkedBefore(caches, position, index),
        `position ${position} has neither KV nor Aux before segment ${index}`,
      );
      revived.push(position);
      computed.push(position);
    }
  }
  assert(r === rows.length, `segment ${index} has rows outside its active set`);
  return { index, firstLayer, lastLayer, active, computed, revived, scored: scored && segment.stage !== null };
}

/** What decides which positions go on after a segment. */
export interface KeepContext {
  readonly config: Pick<GenerateConfig, 'mode' | 'sinks' | 'pruneGenerated'>;
  readonly policy: Policy;
  readonly promptLength: number;
}

/**
 * Positions active in the next segment. Selected by score where the plan is scored; in unscored decode steps those that have KV
 * there (`progressive`, `static`) or all of them (`revive-all`), the new token always.
 */
export function keptAfter(
  caches: Caches,
  segment: Segment,
  plan: SegmentPlan,
  scores: ArrayLike<number> | null,
  context: KeepContext,
): readonly Position[] {
  const { config, policy, promptLength } = context;
  const { active } = plan;
  const last = active.at(-1) ?? -1;
  assert(segment.stage !== null, 'nothing is kept after the last segment');
  if (scores) {
    const forced = config.pruneGenerated ? [] : active.slice(lowerBound(active, promptLength));
    const kept = policy.select(scores, { active, keep: segment.stage.keep, sinks: config.sinks, last, forced });
    assert(kept.at(-1) === last, 'the policy dropped the last token');
    return kept;
  }
  if (config.mode === 'revive-all') return active;
  return active.filter((position) => position === last || hasKV(caches, position, plan.index + 1));
}

/** Whether all active positions go on whatever their scores are: LazyLLM's rule where the schedule prunes none of them. */
export function keepsAll(segment: Segment, { active }: SegmentPlan, { policy }: KeepContext): boolean {
  return (
    policy === topScores && segment.stage !== null && keepCount(segment.stage.keep, active.length) >= active.length
  );
}

/** Divides the rows of a segment: kept rows are carried on; the others are parked, or dropped where nothing revives them. */
export function splitRows(plan: SegmentPlan, kept: readonly Position[], park: boolean): SegmentSplit {
  const carried: Position[] = [];
  const parked: Position[] = [];
  let k = 0;
  for (const position of plan.computed) {
    while ((kept[k] ?? Infinity) < position) k++;
    if (position === kept[k]) carried.push(position);
    else if (park) parked.push(position);
  }
  return { carried, parked };
}

/** Index of the first entry of a sorted list that is at least `bound`. */
function lowerBound(sorted: readonly Position[], bound: Position): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}
