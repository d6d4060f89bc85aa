// Selection: which of the active positions go on to the next segment. Knows scores and positions; neither layers nor caches.

import { assert } from '@/lib/errors';
import type { Position } from './types';

/** What a policy may look at besides the scores. Position lists are sorted ascending. */
export interface SelectionState {
  /** Positions to choose from. (n) */
  readonly active: readonly Position[];
  /** Part of `active` to keep, in (0, 1]. */
  readonly keep: number;
  /** Positions below this number are kept; 0 is the paper. */
  readonly sinks: number;
  /** The step's last token. */
  readonly last: Position;
  /** Further positions that must stay, such as generated tokens. */
  readonly forced: readonly Position[];
}

/** A rule that chooses the kept positions: a sorted subset of `active` that holds `last`. */
export interface Policy {
  /** `scores`: one a position of `active`. (n) */
  select(scores: ArrayLike<number>, state: SelectionState): Position[];
}

/** LazyLLM's rule (paper 3.2): the highest scores stay. */
export const topScores: Policy = { select };

// Far above the rounding error of keep x n at any context length, far below 1.
const ROUNDING = 1e-9;

/** Positions to keep of `n`: max(1, ceil(keep x n)), undisturbed by rounding (0.07 x 100 keeps 7, although the floats give 7.000000000000001). */
export function keepCount(keep: number, n: number): number {
  return Math.max(1, Math.ceil(keep * n - ROUNDING));
}

/**
 * Keeps `keepCount` of the active positions by highest score, ties to the higher position. The last token stays (it is the query
 * the scores come from), and so do the sinks and the forced; they count inside the budget, and exceed it where they are more.
 */
export function select(scores: ArrayLike<number>, { active, keep, sinks, last, forced }: SelectionState): Position[] {
  const n = active.length;
  assert(scores.length === n, `${scores.length} scores for ${n} active positions`);
  const stays = new Uint8Array(n); // (n)
  const candidates = new Float64Array(n);
  let candidateCount = 0;
  let f = 0;
  for (let i = 0; i < n; i++) {
    const position = active[i] ?? -1;
    while ((forced[f] ?? Infinity) < position) f++;
    if (position < sinks || position === last || position === forced[f]) stays[i] = 1;
    else candidates[candidateCount++] = scores[i] ?? 0;
  }

  const free = keepCount(keep, n) - (n - candidateCount);
  const sorted = candidates.subarray(0, candidateCount).sort();
  const threshold = free > 0 ? (sorted[candidateCount - free] ?? -Infinity) : Infinity;
  let above = 0;
  while (above < candidateCount && (sorted[candidateCount - 1 - above] ?? 0) > threshold) above++;

  // From the end, so that the higher of two tied positions is met first.
  const kept: Position[] = [];
  for (let i = n - 1, ties = free - above; i >= 0; i--) {
    const score = scores[i] ?? 0;
    if (stays[i] || score > threshold || (score === threshold && ties-- > 0)) kept.push(active[i] ?? -1);
  }
  return kept.reverse();
}
