// Choosing the next token from logits. Knows vocabulary numbers only; randomness comes in as an argument.

import type { TokenId } from './types';

/** The largest logit; ties to the lowest id. */
export function argmax(logits: ArrayLike<number>): TokenId {
  let best = 0;
  for (let id = 1; id < logits.length; id++) {
    if ((logits[id] ?? -Infinity) > (logits[best] ?? -Infinity)) best = id;
  }
  return best;
}

/**
 * The next token: greedy where `temperature` is 0, else drawn from softmax(logits / temperature) with one number of `random`.
 * Logits must be finite.
 */
export function chooseToken(logits: ArrayLike<number>, temperature: number, random: () => number): TokenId {
  const best = argmax(logits);
  if (temperature === 0) return best;
  const max = logits[best] ?? 0;
  const weights = Float64Array.from(logits, (logit) => Math.exp((logit - max) / temperature)); // (V)
  let rest = random() * weights.reduce((sum, weight) => sum + weight, 0);
  for (let id = 0; id < weights.length; id++) {
    rest -= weights[id] ?? 0;
    if (rest < 0) return id;
  }
  // Only rounding leads here.
  return best;
}

/** The `count` largest logits with their ids, largest first; ties to the lowest id. */
export function topLogits(logits: ArrayLike<number>, count: number): [TokenId, number][] {
  const top: [TokenId, number][] = [];
  for (let id = 0; id < logits.length; id++) {
    const logit = logits[id] ?? -Infinity;
    if (top.length === count && logit <= (top[count - 1]?.[1] ?? Infinity)) continue;
    let place = top.length;
    while (place > 0 && (top[place - 1]?.[1] ?? Infinity) < logit) place--;
    top.splice(place, 0, [id, logit]);
    if (top.length > count) top.pop();
  }
  return top;
}

/** Index of the first value that is NaN or infinite; -1 where all are finite. */
export function firstNonFinite(values: ArrayLike<number>): number {
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) return i;
  return -1;
}

/** Uniform numbers in [0, 1), the same for the same seed (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
