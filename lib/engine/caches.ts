// Bookkeeping of the KV cache and the Aux Cache over one generation. Knows positions and segments; never tensors.

import { assert } from '@/lib/errors';
import type { SegmentPlan, SegmentSplit } from './backend';
import type { Segment } from './schedule';
import type { Position } from './types';

/**
 * Active sets are nested and a revived token runs through every layer of a segment, so one number a position says which layers
 * hold its KV, and one mark whether it waits in the Aux Cache.
 */
export interface Caches {
  /** Deepest segment with KV of the position; -1 before it is first computed. (positions) */
  readonly depth: Int16Array;
  /** 1 where the hidden state at the end of segment `depth` is in the Aux Cache. (positions) */
  readonly aux: Uint8Array;
}

/** Empty caches for a generation of at most `maxPositions` tokens. */
export function createCaches(maxPositions: number): Caches {
  return { depth: new Int16Array(maxPositions).fill(-1), aux: new Uint8Array(maxPositions) };
}

/** Whether every layer of `segment` holds K and V of the position. */
export function hasKV(caches: Caches, position: Position, segment: number): boolean {
  return (caches.depth[position] ?? -1) >= segment;
}

/** Whether the position waits in the Aux Cache to be revived in `segment`. */
export function isParkedBefore(caches: Caches, position: Position, segment: number): boolean {
  return caches.aux[position] === 1 && caches.depth[position] === segment - 1;
}

/** Notes that the planned rows ran: they have KV in the segment now, and the revived ones left the Aux Cache. Mutates `caches`. */
export function noteComputed(caches: Caches, { index, computed, revived }: SegmentPlan): void {
  for (const position of computed) {
    assert(caches.depth[position] === index - 1, `position ${position} cannot be computed in segment ${index} again`);
    caches.depth[position] = index;
  }
  for (const position of revived) caches.aux[position] = 0;
}

/** Notes that rows left for the Aux Cache. Mutates `caches`. */
export function noteParked(caches: Caches, { parked }: SegmentSplit): void {
  for (const position of parked) caches.aux[position] = 1;
}

/** Rows held: KV entries of every layer (L), and Aux entries. What `BackendRun.census` must say too. */
export function census(caches: Caches, segments: readonly Segment[]): { kv: number[]; aux: number } {
  const kv = segments.flatMap(({ index, firstLayer, lastLayer }) => {
    const entries = caches.depth.reduce((sum, depth) => sum + (depth >= index ? 1 : 0), 0);
    return Array.from({ length: lastLayer - firstLayer + 1 }, () => entries);
  });
  return { kv, aux: caches.aux.reduce((sum, mark) => sum + mark, 0) };
}
