import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '@/lib/engine/sample';
import {
  packPositions,
  packScores,
  packScoresCoarsely,
  positionsSchema,
  scoresSchema,
  unpackPositions,
} from '@/lib/trace/pack';

const ascending = fc
  .tuple(fc.constantFrom(20, 400, 10_000), fc.array(fc.nat(9_999), { maxLength: 300 }))
  .map(([below, list]) => [...new Set(list.map((position) => position % below))].sort((a, b) => a - b));
const scores = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 300 });

describe('packed positions', () => {
  it('give any ascending list back', () => {
    fc.assert(
      fc.property(ascending, (list) => {
        expect(unpackPositions(packPositions(list))).toEqual(list);
      }),
    );
  });

  it('cross a thread as typed arrays, under the same rules', () => {
    expect(positionsSchema.parse(Int32Array.of(0, 2, 5))).toEqual([0, 2, 5]);
    expect(scoresSchema.parse(Float64Array.of(0.1, 1 / 3))).toEqual([0.1, 1 / 3]);
    for (const list of [
      [2, 2],
      [3, 1],
      [-1, 4],
    ]) {
      expect(positionsSchema.safeParse(Int32Array.from(list)).success).toBe(false);
    }
  });

  it('refuse what is not ascending, not a list, or longer than the limit', () => {
    expect(positionsSchema.safeParse([3, 3]).success).toBe(false);
    expect(positionsSchema.safeParse([5, 2]).success).toBe(false);
    expect(positionsSchema.safeParse('1,0').success).toBe(false);
    expect(positionsSchema.safeParse('1,x').success).toBe(false);
    expect(unpackPositions('0+999999999')).toBeNull();
    expect(unpackPositions('bits:%')).toBeNull();
  });
});

describe('packed scores', () => {
  it('stay within a 50,000th of the largest when fine', () => {
    fc.assert(
      fc.property(scores, (list) => {
        const max = Math.max(0, ...list);
        const back = scoresSchema.parse(packScores(list));
        list.forEach((score, i) => expect(Math.abs((back[i] ?? NaN) - score)).toBeLessThanOrEqual(max * 2e-5));
      }),
    );
  });

  it('stay within 12% each when coarse, down to a hundred-thousandth of the largest', () => {
    fc.assert(
      fc.property(scores, (list) => {
        const max = Math.max(0, ...list);
        const back = scoresSchema.parse(packScoresCoarsely(list));
        expect(back).toHaveLength(list.length);
        list.forEach((score, i) => {
          if (score > max * 1e-5) expect(Math.abs((back[i] ?? NaN) / score - 1)).toBeLessThan(0.12);
          else expect(back[i]).toBeLessThanOrEqual(max * 1.3e-5);
        });
      }),
    );
  });

  it('keep their order when coarse, so that the threshold still parts kept from pruned', () => {
    fc.assert(
      fc.property(scores, (list) => {
        const sorted = [...list].sort((a, b) => a - b);
        const back = scoresSchema.parse(packScoresCoarsely(sorted));
        back.forEach((score, i) => expect(score).toBeGreaterThanOrEqual(back[i - 1] ?? 0));
      }),
    );
  });

  it('refuse strings of another spelling', () => {
    for (const text of ['', 'q16:1', 'q16:1:AA', 'log:x:##', 'log:1:"', 'f16:1:AAAA']) {
      expect(scoresSchema.safeParse(text).success).toBe(false);
    }
  });
});

it('keeps 4,096 tokens x 3 pruning layers x 32 steps below 200 kB compressed', () => {
  const random = createRandom(1);
  const gaussian = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const steps = Array.from({ length: 32 }, (_, step) =>
    [4096, 2048, 1024].map((active) => {
      // Attention over many tokens is near log-normal; which tokens are kept is taken at random, the worst case for packing.
      const list = Array.from({ length: active }, () => Math.exp(1.5 * gaussian()) / 10_000);
      const kept = Array.from({ length: active }, (_, position) => position).filter(() => random() < 0.5);
      return { scores: step === 0 ? packScores(list) : packScoresCoarsely(list), kept: packPositions(kept) };
    }),
  );
  expect(deflateRawSync(JSON.stringify(steps)).length).toBeLessThan(200_000);
});
