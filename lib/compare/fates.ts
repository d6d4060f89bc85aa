// Where two runs keep different tokens: one byte a token and layer of a step. Knows positions and layers, never colours.

import { FATE, type StepFates } from '@/lib/trace/fate';
import type { Alignment } from './align';

/**
 * What two runs do with a token in a layer. Bits, so that a pixel that covers several tokens can hold all that is under it.
 * - both, neither: active in both runs, or inactive in both.
 * - onlyA, onlyB: active in one run, inactive in the other.
 * - alone: the other run has no such token, so there is nothing to compare.
 */
export const DIFFERENCE = { absent: 0, neither: 1, both: 2, alone: 4, onlyA: 8, onlyB: 16 } as const;

export const differences = ['both', 'onlyA', 'onlyB', 'neither', 'alone'] as const;
export type Difference = (typeof differences)[number];

export type DifferenceCounts = Readonly<Record<Difference, number>>;

/** Layers over which nothing changes in either run. */
export interface SegmentDifference {
  readonly firstLayer: number;
  readonly lastLayer: number;
  /** A `DIFFERENCE` by column. (columns) */
  readonly codes: Uint8Array;
  readonly counts: DifferenceCounts;
}

/** Compares what a step of each run keeps, over the layers that both models have. */
export function differenceOf(alignment: Alignment, a: StepFates, b: StepFates): SegmentDifference[] {
  const layers = Math.min(lastLayerOf(a), lastLayerOf(b));
  const ends = new Set([...a.segments, ...b.segments].map((segment) => segment.lastLayer).filter((l) => l < layers));
  let firstLayer = 1;
  return [...ends, layers]
    .sort((x, y) => x - y)
    .map((lastLayer) => {
      const codes = compareLayer(alignment, codesAt(a, lastLayer), codesAt(b, lastLayer));
      const segment = { firstLayer, lastLayer, codes, counts: countDifferences(codes) };
      firstLayer = lastLayer + 1;
      return segment;
    });
}

/** Token-layers in which the runs differ, of those that both have in this step. */
export function shareThatDiffers(segments: readonly SegmentDifference[]): { differ: number; compared: number } {
  let [differ, compared] = [0, 0];
  for (const { firstLayer, lastLayer, counts } of segments) {
    const layers = lastLayer - firstLayer + 1;
    differ += layers * (counts.onlyA + counts.onlyB);
    compared += layers * (counts.onlyA + counts.onlyB + counts.both + counts.neither);
  }
  return { differ, compared };
}

/** The difference at a layer (counted from 1) and column; null where neither run has the token in this step. */
export function differenceAt(segments: readonly SegmentDifference[], layer: number, column: number): Difference | null {
  const code = segmentAt(segments, layer)?.codes[column];
  return differences.find((name) => DIFFERENCE[name] === code) ?? null;
}

/** The segment that holds a layer; the deepest one where it is out of range. */
export function segmentAt(segments: readonly SegmentDifference[], layer: number): SegmentDifference | undefined {
  return segments.find((segment) => layer <= segment.lastLayer) ?? segments.at(-1);
}

function compareLayer({ a, b }: Alignment, codesA: Uint8Array, codesB: Uint8Array): Uint8Array {
  return Uint8Array.from(a, (ofA, column) => {
    const inA = codesA[ofA] ?? FATE.absent;
    const inB = codesB[b[column] ?? -1] ?? FATE.absent;
    if (inA === FATE.absent && inB === FATE.absent) return DIFFERENCE.absent;
    if (inA === FATE.absent || inB === FATE.absent) return DIFFERENCE.alone;
    if (isActive(inA) === isActive(inB)) return isActive(inA) ? DIFFERENCE.both : DIFFERENCE.neither;
    return isActive(inA) ? DIFFERENCE.onlyA : DIFFERENCE.onlyB;
  });
}

function isActive(fate: number): boolean {
  return fate === FATE.computed || fate === FATE.revived || fate === FATE.reused;
}

function countDifferences(codes: Uint8Array): DifferenceCounts {
  const counts = { both: 0, onlyA: 0, onlyB: 0, neither: 0, alone: 0 };
  for (const code of codes) {
    const name = differences.find((each) => DIFFERENCE[each] === code);
    if (name) counts[name]++;
  }
  return counts;
}

function codesAt({ segments }: StepFates, layer: number): Uint8Array {
  return segments.find((segment) => layer <= segment.lastLayer)?.codes ?? new Uint8Array(0);
}

function lastLayerOf({ segments }: StepFates): number {
  return segments.at(-1)?.lastLayer ?? 1;
}
