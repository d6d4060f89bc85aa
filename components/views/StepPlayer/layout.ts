// Numbers behind the step player: bars of candidates, caches by segment, and the strip of work over steps. Draws nothing.

import type { StepRecord, TokenId } from '@/lib/engine/types';
import { stepWork, traceFates, type StepFates } from '@/lib/trace/fate';
import type { ViewTrace } from '@/lib/trace/select';

export interface Candidate {
  readonly id: TokenId;
  readonly logit: number;
  /** Likelihood against the first candidate: exp(logit - highest), 0..1. */
  readonly odds: number;
  readonly chosen: boolean;
}

/** The ten best next tokens. */
export function candidates(step: StepRecord): Candidate[] {
  const highest = step.top[0]?.[1] ?? 0;
  return step.top.map(([id, logit]) => ({ id, logit, odds: Math.exp(logit - highest), chosen: id === step.nextId }));
}

export interface CacheBar {
  readonly layers: string;
  readonly computed: number;
  readonly revived: number;
  readonly kv: number;
  readonly aux: number;
  /** Shares of all positions of the step. */
  readonly kvShare: number;
  readonly auxShare: number;
}

/** KV and Aux entries by segment after a step. */
export function cacheBars(step: StepFates, record: StepRecord): CacheBar[] {
  const all = record.position + 1;
  return step.segments.map(({ firstLayer, lastLayer, counts, kv, aux }) => ({
    layers: firstLayer === lastLayer ? `${firstLayer}` : `${firstLayer}–${lastLayer}`,
    computed: counts.computed,
    revived: counts.revived,
    kv,
    aux,
    kvShare: kv / all,
    auxShare: aux / all,
  }));
}

export interface StripBar {
  readonly x: number;
  readonly width: number;
  /** Heights from the bottom: tokens new to the model, then revived ones on top. */
  readonly computed: number;
  readonly revived: number;
  /** The prefill is cut off at full height: on the decode steps' scale it would be the only thing to see. */
  readonly clipped: boolean;
  readonly tokenLayers: number;
}

/** Work of each step in token-layers, on the scale of the decode steps. */
export function stripBars(trace: ViewTrace, width: number, height: number): StripBar[] {
  const work = stepWork(trace);
  const decode = work.slice(1).map(({ computed, revived }) => computed + revived);
  const most = decode.reduce((a, b) => Math.max(a, b), 0) || Math.max(1, work[0]?.computed ?? 1);
  const pitch = width / Math.max(1, work.length);
  return work.map(({ computed, revived }, at) => {
    const sum = computed + revived;
    const clipped = sum > most;
    const scale = clipped ? height / sum : height / most;
    return {
      x: at * pitch,
      width: pitch,
      computed: computed * scale,
      revived: revived * scale,
      clipped,
      tokenLayers: sum,
    };
  });
}

/** What one decode step adds, for a sentence: tokens revived somewhere in the step. */
export function revivedTokens(trace: ViewTrace, at: number): number {
  return trace.steps[at]?.segments.reduce((sum, { revived }) => sum + revived.length, 0) ?? 0;
}

/** Fates of a step, or undefined while it has not arrived. */
export function fatesOfStep(trace: ViewTrace, at: number): StepFates | undefined {
  return traceFates(trace)[at];
}
