// The numbers that the lesson says about a recorded run. Pure: a comparison in, numbers out; knows no words and no screen.

import type { LayerCost } from '@/lib/engine/cost';
import { workDone } from '@/lib/engine/cost';
import type { Position } from '@/lib/engine/types';
import { traceFates } from '@/lib/trace/fate';
import type { Stage } from '@/lib/trace/select';
import { activePositions, indexOfPosition, stagesOf } from '@/lib/trace/select';
import type { Trace } from '@/lib/trace/schema';
import type { SideTiming } from '@/lib/trace/statistics';

/** The scored prunings of the prefill, by depth. */
export function prefillStages(trace: Trace): Stage[] {
  const prefill = trace.steps[0];
  return prefill ? stagesOf(trace, prefill) : [];
}

/** Prompt tokens that run through each segment of the prefill, by depth. (S + 1) */
export function aliveBySegment(trace: Trace): number[] {
  const prefill = trace.steps[0];
  return prefill ? prefill.segments.map((_, s) => activePositions(prefill, s).length) : [];
}

/** Token-layers that the prefill computed, and those of a full prefill. */
export function prefillWork(trace: Trace): { readonly computed: number; readonly all: number } {
  const { layers } = trace.model.spec;
  return { computed: workDone(trace.steps, layers).prefillTokenLayers, all: trace.input.ids.length * layers };
}

/** The smallest number of tokens that together hold `share` (0..1) of all weight. */
export function tokensHolding(scores: readonly number[], share: number): number {
  const wanted = share * scores.reduce((sum, score) => sum + score, 0);
  let held = 0;
  let count = 0;
  for (const score of [...scores].sort((a, b) => b - a)) {
    if (held >= wanted) break;
    held += score;
    count++;
  }
  return count;
}

/** Tokens whose weight is below an equal share. */
export function belowEqualShare(scores: readonly number[]): number {
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  return scores.filter((score) => score < mean).length;
}

/** Position with the highest score of a stage. */
export function heaviest({ active, scores }: Stage): Position {
  let best = 0;
  scores.forEach((score, i) => {
    if (score > (scores[best] ?? 0)) best = i;
  });
  return active[best] ?? 0;
}

/** Hidden states that wait at the entrance of each segment after the prefill; the first segment has none. (S + 1) */
export function parkedAfterPrefill(trace: Trace): { readonly firstLayer: number; readonly waiting: number }[] {
  return (traceFates(trace)[0]?.segments ?? []).map(({ firstLayer, aux }) => ({ firstLayer, waiting: aux }));
}

/** Tokens revived at the entrance of each segment of a step, where there are any. */
export function revivedIn(trace: Trace, step: number): { readonly firstLayer: number; readonly count: number }[] {
  return (trace.steps[step]?.segments ?? []).flatMap(({ firstLayer, revived }) =>
    revived.length > 0 ? [{ firstLayer, count: revived.length }] : [],
  );
}

/** A whole word as one token: easier to talk of than a piece of one. */
const wholeWord = (pieces: readonly string[], position: Position) =>
  /^ \p{L}{3,}$/u.test(pieces[position] ?? '') && !/^\p{L}/u.test(pieces[position + 1] ?? '');

/** A prompt token, a whole word if possible, that prefill pruned at the first stage and a decode step revived first; null where none was. */
export function firstRevived(trace: Trace): { readonly position: Position; readonly step: number } | null {
  for (const [step, { segments }] of trace.steps.entries()) {
    const { revived = [] } = segments[1] ?? {};
    const before = segments[0]?.scores ?? [];
    // The one that the new token wants most stands for the others.
    const wanted = revived
      .filter((position) => position < trace.input.ids.length)
      .sort((a, b) => (before[b] ?? 0) - (before[a] ?? 0));
    const position = wanted.find((each) => wholeWord(trace.input.pieces, each)) ?? wanted[0];
    if (position !== undefined) return { position, step };
  }
  return null;
}

/** First and last position, both included. */
export interface Range {
  readonly first: Position;
  readonly last: Position;
}

/** Tokens of a range that enter each segment of the prefill. (S + 1) */
export function survivors(trace: Trace, { first, last }: Range): number[] {
  const prefill = trace.steps[0];
  if (!prefill) return [];
  return prefill.segments.map(
    (_, s) => activePositions(prefill, s).filter((position) => position >= first && position <= last).length,
  );
}

/** Whether the prefill let a position through to its last layers. */
export function survives(trace: Trace, position: Position): boolean {
  const prefill = trace.steps[0];
  if (!prefill) return false;
  return indexOfPosition(activePositions(prefill, prefill.segments.length - 1), position) >= 0;
}

/** FLOPs of a prefill over n tokens. */
export interface PrefillCost {
  /** Projections and MLP: in step with n. */
  readonly perToken: number;
  /** Attention: with the square of n. */
  readonly attention: number;
  /** Prefill's FLOPs / those of one decode step after it. */
  readonly decodeSteps: number;
}

export function prefillCost(cost: LayerCost, layers: number, n: number): PrefillCost {
  const perToken = layers * cost.perToken * n;
  const attention = layers * cost.attention * n * n;
  // The n-th token attends to n keys: the derivative of the square.
  const decode = layers * (cost.perToken + 2 * cost.attention * n);
  return { perToken, attention, decodeSteps: (perToken + attention) / decode };
}

/** Time of an answer of n tokens in ms, every decode step at the side's median; null where a time is missing. */
export function answerMs({ ttft, decodeStep }: SideTiming, n: number): number | null {
  return ttft && decodeStep ? ttft.median + (n - 1) * decodeStep.median : null;
}

/**
 * Length of the answer, in tokens, from which full prefill is done no later than the pruned side: its first token is later, its
 * decode steps are faster. 1 where it is no later from the start, null where it never catches up or a time is missing.
 */
export function breakEven(full: SideTiming, pruned: SideTiming): number | null {
  if (!full.ttft || !pruned.ttft || !full.decodeStep || !pruned.decodeStep) return null;
  const lead = full.ttft.median - pruned.ttft.median;
  const lost = pruned.decodeStep.median - full.decodeStep.median;
  if (lead <= 0) return 1;
  return lost > 0 ? Math.ceil(1 + lead / lost) : null;
}
