// How far two runs' distributions of the first token are apart, as far as ten recorded logits tell. Knows logits only.

import type { StepRecord } from '@/lib/engine/types';

export interface FirstTokenDifference {
  /** Whether both rank the same token first; null where a run has no candidate recorded. */
  readonly sameArgmax: boolean | null;
  /** Candidates that stand among the recorded logits of both. */
  readonly shared: number;
  /** KL(A || B) in nats between both distributions given that one of the shared candidates comes: exact. Null where none is shared. */
  readonly klAmongShared: number | null;
  /** Lower bound of KL(A || B) in nats over the whole vocabulary. */
  readonly klAtLeast: number;
}

/**
 * Compares the first token's candidates of two runs of one vocabulary. The logits beyond the recorded ones are unknown, save that none
 * is higher than the last recorded, so probabilities are only bounded. With S the shared candidates the chain rule gives
 * KL(A || B) >= A(S) KL(A|S || B|S), and A(S) is at least what it would be were all other logits as high as that last one. There is no
 * such upper bound: B may give anything to what was not recorded.
 */
export function compareFirstToken(
  a: Pick<StepRecord, 'top'>,
  b: Pick<StepRecord, 'top'>,
  vocabSize: number,
): FirstTokenDifference {
  const logitsB = new Map(b.top);
  const pairs = a.top.flatMap(([id, logit]) => {
    const other = logitsB.get(id);
    return other === undefined ? [] : [[logit, other] as const];
  });
  const [firstA, firstB] = [a.top[0], b.top[0]];
  const sameArgmax = firstA && firstB ? firstA[0] === firstB[0] : null;
  if (pairs.length === 0) return { sameArgmax, shared: 0, klAmongShared: null, klAtLeast: 0 };

  const [normA, normB] = [logSumExp(pairs.map(([x]) => x)), logSumExp(pairs.map(([, y]) => y))];
  const kl = pairs.reduce((sum, [x, y]) => sum + Math.exp(x - normA) * (x - normA - (y - normB)), 0);
  const klAmongShared = Math.max(0, kl); // rounding alone could give less
  const lowest = a.top.at(-1)?.[1] ?? -Infinity;
  const others = Math.log(Math.max(0, vocabSize - a.top.length)) + lowest;
  const highestNorm = logSumExp([...a.top.map(([, logit]) => logit), others]);
  return { sameArgmax, shared: pairs.length, klAmongShared, klAtLeast: Math.exp(normA - highestNorm) * klAmongShared };
}

function logSumExp(logits: readonly number[]): number {
  const highest = Math.max(...logits);
  return highest + Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit - highest), 0));
}
