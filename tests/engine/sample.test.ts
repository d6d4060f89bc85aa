import { describe, expect, it } from 'vitest';
import { argmax, chooseToken, createRandom, firstNonFinite, topLogits } from '@/lib/engine/sample';

describe('argmax', () => {
  it('breaks ties to the lowest id', () => {
    expect(argmax([1, 3, 3, 2])).toBe(1);
    expect(argmax([-5, -7])).toBe(0);
  });
});

describe('chooseToken', () => {
  it('is greedy at temperature 0, and asks for no random number', () => {
    const never = () => {
      throw new Error('drawn');
    };
    expect(chooseToken([0, 5, 2], 0, never)).toBe(1);
  });

  it('draws tokens as often as softmax(logits / temperature) says', () => {
    const random = createRandom(7);
    const logits = [0, 1, 2];
    const counts = [0, 0, 0];
    for (let i = 0; i < 20_000; i++) {
      const id = chooseToken(logits, 0.5, random);
      counts[id] = (counts[id] ?? 0) + 1;
    }
    const weights = logits.map((logit) => Math.exp(logit / 0.5));
    const sum = weights.reduce((a, b) => a + b);
    counts.forEach((count, id) => expect(Math.abs(count / 20_000 - (weights[id] ?? 0) / sum)).toBeLessThan(0.015));
  });

  it('copes with logits far apart', () => {
    expect(chooseToken([-1000, 1000], 0.01, () => 0.999999)).toBe(1);
    expect(chooseToken([-1000, 1000], 0.01, () => 0)).toBe(1);
  });
});

describe('createRandom', () => {
  it('gives the same numbers for the same seed, others for another, all in [0, 1)', () => {
    const take = (seed: number) => Array.from({ length: 100 }, createRandom(seed));
    expect(take(1)).toEqual(take(1));
    expect(take(1)).not.toEqual(take(2));
    expect(take(3).every((x) => x >= 0 && x < 1)).toBe(true);
  });
});

describe('topLogits', () => {
  it('gives the largest first, ties to the lowest id', () => {
    expect(topLogits([1, 4, 2, 4, 3], 3)).toEqual([
      [1, 4],
      [3, 4],
      [4, 3],
    ]);
    expect(topLogits([2, 1], 10)).toEqual([
      [0, 2],
      [1, 1],
    ]);
  });

  it('agrees with sorting', () => {
    const random = createRandom(5);
    const logits = Float32Array.from({ length: 500 }, () => Math.round(random() * 60));
    const sorted = [...logits.entries()].sort(([a, x], [b, y]) => y - x || a - b).slice(0, 10);
    expect(topLogits(logits, 10)).toEqual(sorted);
  });
});

it('firstNonFinite finds NaN and infinities', () => {
  expect(firstNonFinite([1, 2])).toBe(-1);
  expect(firstNonFinite([1, NaN, Infinity])).toBe(1);
  expect(firstNonFinite(Float32Array.of(1, 2, -Infinity))).toBe(2);
});
