// What became of every token in every segment of every step: one pass over the steps, one byte a token and segment.
// Pure; knows positions and layers, never colours.

import { parksPruned } from '@/lib/engine/plan';
import type { Mode, Position, StepRecord } from '@/lib/engine/types';
import { atOnce, type Sliceable } from '@/lib/slices';
import { activePositions, indexOfPosition, positionCount, type ViewTrace } from './select';

/** In the order of their codes. `absent`: the position did not exist yet in that step. */
export const fates = ['absent', 'out', 'parked', 'reused', 'computed', 'revived'] as const;
export type Fate = (typeof fates)[number];

/**
 * Codes of the bytes below. Higher codes are rarer and win where several tokens share a pixel.
 * - computed: ran through the segment in this step, for the first and only time.
 * - revived: likewise, but entered from the Aux Cache, in this segment or an earlier one of the step.
 * - reused: active, with KV from an earlier step.
 * - parked: inactive, without KV here, its hidden state waits in the Aux Cache.
 * - out: inactive in this step; has KV here, or is gone for good in a mode that revives nothing.
 */
export const FATE = { absent: 0, out: 1, parked: 2, reused: 3, computed: 4, revived: 5 } as const;

/** Tokens of one segment by fate. */
export type FateCounts = Readonly<Record<Exclude<Fate, 'absent'>, number>>;

export interface SegmentFates {
  readonly firstLayer: number;
  readonly lastLayer: number;
  /** Fate code by position. (position of the step + 1) */
  readonly codes: Uint8Array;
  readonly counts: FateCounts;
  /** Tokens with KV in these layers after the step. */
  readonly kv: number;
  /** Tokens whose Aux vector waits at the entrance of this segment after the step. */
  readonly aux: number;
}

export interface StepFates {
  readonly segments: readonly SegmentFates[];
}

interface Entry {
  readonly previous: Entry | null;
  readonly mode: Mode;
  readonly fates: StepFates;
  /** Deepest layer with KV after the step, by position; 0 before a token's first computation. */
  readonly depth: Uint16Array;
}

const cache = new WeakMap<StepRecord, Entry>();

/** Fates of all steps. Steps seen before are not computed again, so a streaming run costs one step at a time. */
export function traceFates(trace: ViewTrace): StepFates[] {
  return atOnce(followingFates(trace));
}

/** `traceFates`, a step at a time: after it `traceFates` only looks up. */
export function* followingFates(trace: ViewTrace): Sliceable<StepFates[]> {
  let previous: Entry | null = null;
  const result: StepFates[] = [];
  for (const step of trace.steps) {
    let entry = cache.get(step);
    if (!entry || entry.previous !== previous || entry.mode !== trace.config.mode) {
      entry = follow(previous, step, trace.config.mode);
      cache.set(step, entry);
      yield;
    }
    result.push(entry.fates);
    previous = entry;
  }
  return result;
}

function follow(previous: Entry | null, step: StepRecord, mode: Mode): Entry {
  const length = step.position + 1;
  const depth = new Uint16Array(length);
  if (previous) depth.set(previous.depth.subarray(0, length));
  const before = depth.slice();
  for (const { computed, lastLayer } of step.segments) for (const p of computed) depth[p] = lastLayer;

  const parks = parksPruned(mode);
  const revived = new Uint8Array(length);
  const segments = step.segments.map((segment, index): SegmentFates => {
    const { firstLayer, lastLayer } = segment;
    const codes = new Uint8Array(length);
    for (let p = 0; p < length; p++) {
      codes[p] = parks && (depth[p] ?? 0) < firstLayer ? FATE.parked : FATE.out;
    }
    for (const p of activePositions(step, index)) {
      codes[p] = (before[p] ?? 0) >= firstLayer ? FATE.reused : FATE.out;
    }
    for (const p of segment.revived) revived[p] = 1;
    for (const p of segment.computed) codes[p] = revived[p] ? FATE.revived : FATE.computed;

    let kv = 0;
    let aux = 0;
    for (let p = 0; p < length; p++) {
      const deepest = depth[p] ?? 0;
      if (deepest >= firstLayer) kv++;
      else if (parks && deepest === firstLayer - 1) aux++;
    }
    return { firstLayer, lastLayer, codes, counts: countFates(codes), kv, aux };
  });
  return { previous, mode, fates: { segments }, depth };
}

/** Counts a list of fate codes. */
function countFates(codes: Uint8Array): FateCounts {
  const counts = new Uint32Array(fates.length);
  for (let p = 0; p < codes.length; p++) {
    const code = codes[p] ?? 0;
    counts[code] = (counts[code] ?? 0) + 1;
  }
  const of = (fate: Fate) => counts[FATE[fate]] ?? 0;
  return {
    out: of('out'),
    parked: of('parked'),
    reused: of('reused'),
    computed: of('computed'),
    revived: of('revived'),
  };
}

/** Fate of one token at a layer (counted from 1) of a step. */
export function fateAt(step: StepFates | undefined, layer: number, position: Position): Fate {
  const segment = step?.segments.find((s) => layer <= s.lastLayer) ?? step?.segments.at(-1);
  return fates[segment?.codes[position] ?? FATE.absent] ?? 'absent';
}

/** Codes at a layer of a step, one a position. */
export function codesAtLayer(step: StepFates | undefined, layer: number): Uint8Array {
  const segment = step?.segments.find((s) => layer <= s.lastLayer) ?? step?.segments.at(-1);
  return segment?.codes ?? new Uint8Array(0);
}

/** One thing that happened to a token. */
export type TokenEvent =
  | {
      readonly type: 'computed' | 'revived';
      readonly step: number;
      readonly firstLayer: number;
      readonly lastLayer: number;
    }
  | {
      readonly type: 'pruned';
      readonly step: number;
      readonly layer: number;
      readonly score: number | null;
      /** Whether its hidden state went to the Aux Cache here, having no KV further on. */
      readonly parked: boolean;
    };

export interface TokenTimeline {
  /** Fate codes, one row a step, one column a segment of that step. */
  readonly rows: readonly (readonly number[])[];
  /** Computations, prunings and revivals, in order. Steps that only repeat the previous pruning are left out. */
  readonly events: readonly TokenEvent[];
}

/** The life of one token over all steps. */
export function tokenTimeline(trace: ViewTrace, position: Position): TokenTimeline {
  const all = traceFates(trace);
  const rows = all.map(({ segments }) => segments.map(({ codes }) => codes[position] ?? FATE.absent));
  const events: TokenEvent[] = [];
  let prunedBefore = -1;
  trace.steps.forEach((step, at) => {
    const row = rows[at] ?? [];
    if (row[0] === FATE.absent) return;
    let pruned = -1;
    let ran: { type: 'computed' | 'revived'; step: number; firstLayer: number; lastLayer: number } | null = null;
    step.segments.forEach((segment, index) => {
      const code = row[index];
      if (code === FATE.computed || code === FATE.revived) {
        if (ran) ran.lastLayer = segment.lastLayer;
        else {
          ran = {
            type: code === FATE.revived ? 'revived' : 'computed',
            step: at,
            firstLayer: segment.firstLayer,
            lastLayer: segment.lastLayer,
          };
          events.push(ran);
        }
      }
      const gone = (code === FATE.parked || code === FATE.out) && pruned < 0 && index > 0;
      if (!gone) return;
      const boundary = step.segments[index - 1];
      pruned = boundary?.lastLayer ?? 0;
      if (pruned === prunedBefore && !ran) return;
      const place = indexOfPosition(activePositions(step, index - 1), position);
      const score = boundary?.scores?.[place] ?? null;
      events.push({ type: 'pruned', step: at, layer: pruned, score, parked: code === FATE.parked });
    });
    prunedBefore = pruned;
  });
  return { rows, events };
}

/** What a step brought back at the entrance of each segment. */
export interface Revival {
  readonly segment: number;
  /** Pruning layer whose selection brought the tokens back: the last one before the segment. */
  readonly layer: number;
  readonly tokens: readonly { readonly position: Position; readonly score: number | null }[];
}

/** Tokens revived in a step, by segment, highest score first. */
export function revivalsOf(step: StepRecord): Revival[] {
  return step.segments.flatMap((segment, index): Revival[] => {
    if (segment.revived.length === 0) return [];
    const boundary = step.segments[index - 1];
    const active = index > 0 ? activePositions(step, index - 1) : [];
    const tokens = segment.revived.map((position) => {
      const score = boundary?.scores?.[indexOfPosition(active, position)];
      return { position, score: score ?? null };
    });
    tokens.sort((a, b) => (b.score ?? 0) - (a.score ?? 0) || a.position - b.position);
    return [{ segment: index, layer: boundary?.lastLayer ?? 0, tokens }];
  });
}

/** Number of tokens computed and revived in each step, summed over layers: the work of the step in token-layers. */
export function stepWork(trace: ViewTrace): { computed: number; revived: number; cached: number }[] {
  return traceFates(trace).map(({ segments }) => {
    const work = { computed: 0, revived: 0, cached: 0 };
    for (const { counts, firstLayer, lastLayer } of segments) {
      const layers = lastLayer - firstLayer + 1;
      work.computed += counts.computed * layers;
      work.revived += counts.revived * layers;
      work.cached += counts.reused * layers;
    }
    return work;
  });
}

/** Share of prompt tokens ever computed, one entry a segment of the last step (the paper's "% of prompt token computed"). */
export function promptComputed(trace: ViewTrace): number[] {
  const length = Math.min(trace.input.ids.length, positionCount(trace));
  const last = trace.steps.at(-1);
  if (!last) return [];
  traceFates(trace);
  const depth = cache.get(last)?.depth ?? new Uint16Array(0);
  return last.segments.map(({ firstLayer }) => {
    let count = 0;
    for (let p = 0; p < length; p++) if ((depth[p] ?? 0) >= firstLayer) count++;
    return count / length;
  });
}
