// How far a pruned generation is from full prefill. Pure; knows logits and token ids.

import { argmax } from '@/lib/engine/sample';
import type { TokenId } from '@/lib/engine/types';
import type { Comparison } from '@/lib/trace/schema';

/** What fidelity needs of one side: logits of the first step (V), and every output token. */
export interface Outcome {
  readonly logits: Float32Array;
  readonly ids: readonly TokenId[];
}

/** Compares the first-token distributions and the outputs. Both sides must be of one model. */
export function fidelityOf(full: Outcome, pruned: Outcome): Comparison['fidelity'] {
  return {
    argmaxEqual: argmax(full.logits) === argmax(pruned.logits),
    kl: klDivergence(full.logits, pruned.logits),
    maxLogitDifference: full.logits.reduce((max, x, i) => Math.max(max, Math.abs(x - (pruned.logits[i] ?? x))), 0),
    firstDifference: firstDifference(full.ids, pruned.ids),
  };
}

/** KL(p || q) in nats of softmax(p), softmax(q), in f64; never below 0, which only rounding could give. (V), (V) */
export function klDivergence(p: ArrayLike<number>, q: ArrayLike<number>): number {
  const logNormP = logSumExp(p);
  const logNormQ = logSumExp(q);
  let sum = 0;
  for (let i = 0; i < p.length; i++) {
    const logP = (p[i] ?? 0) - logNormP;
    const logQ = (q[i] ?? 0) - logNormQ;
    sum += Math.exp(logP) * (logP - logQ);
  }
  return Math.max(0, sum);
}

/** Index of the first token that differs, also where one output ends before the other; null where they are equal. */
export function firstDifference(a: readonly TokenId[], b: readonly TokenId[]): number | null {
  const shorter = Math.min(a.length, b.length);
  for (let i = 0; i < shorter; i++) if (a[i] !== b[i]) return i;
  return a.length === b.length ? null : shorter;
}

function logSumExp(logits: ArrayLike<number>): number {
  let max = -Infinity;
  for (let i = 0; i < logits.length; i++) max = Math.max(max, logits[i] ?? -Infinity);
  let sum = 0;
  for (let i = 0; i < logits.length; i++) sum += Math.exp((logits[i] ?? -Infinity) - max);
  return max + Math.log(sum);
}
