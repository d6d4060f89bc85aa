import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keepCount, select } from '@/lib/engine/policy';

const state = { keep: 0.5, sinks: 0, forced: [] as number[] };

describe('keepCount', () => {
  it('rounds up, keeps at least one, and is not disturbed by floating point', () => {
    expect(keepCount(0.7, 10)).toBe(7);
    expect(0.07 * 100).toBeGreaterThan(7);
    expect(keepCount(0.07, 100)).toBe(7);
    expect(keepCount(0.55, 100)).toBe(55);
    expect(keepCount(0.7, 11)).toBe(8);
    expect(keepCount(0.001, 10)).toBe(1);
    expect(keepCount(1, 8192)).toBe(8192);
  });

  it('gives exact counts for percentages of any prompt', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: 8192 }), (percent, n) => {
        expect(keepCount(percent / 100, n)).toBe(Math.max(1, Number((BigInt(percent * n) + 99n) / 100n)));
      }),
    );
  });
});

describe('select', () => {
  it('keeps the highest scores, in order of position', () => {
    expect(select([0.1, 0.4, 0.2, 0.3], { ...state, active: [2, 5, 7, 9], last: 9 })).toEqual([5, 9]);
    expect(select([0.1, 0.4, 0.3, 0.2], { ...state, keep: 0.75, active: [2, 5, 7, 9], last: 9 })).toEqual([5, 7, 9]);
  });

  it('keeps the last token whatever its score', () => {
    expect(select([0.4, 0.3, 0.2, 0], { ...state, active: [0, 1, 2, 3], last: 3 })).toEqual([0, 3]);
    expect(select([0.9, 0], { ...state, keep: 0.01, active: [0, 1], last: 1 })).toEqual([1]);
  });

  it('breaks ties to the higher position', () => {
    expect(select([0.2, 0.2, 0.2, 0.2, 0.2, 0], { ...state, active: [0, 1, 2, 3, 4, 5], last: 5 })).toEqual([3, 4, 5]);
  });

  it('counts sinks inside the budget, and keeps them all where they exceed it', () => {
    const active = [0, 1, 2, 3, 4, 5];
    const scores = [0, 0, 0.1, 0.5, 0.4, 0];
    expect(select(scores, { ...state, active, last: 5, sinks: 1 })).toEqual([0, 3, 5]);
    expect(select(scores, { ...state, active, last: 5, sinks: 4 })).toEqual([0, 1, 2, 3, 5]);
    expect(select(scores, { ...state, active, last: 5, sinks: 9 })).toEqual(active);
  });

  it('counts forced positions inside the budget likewise', () => {
    const active = [0, 2, 4, 6, 8, 9];
    const scores = [0.9, 0.8, 0.7, 0, 0, 0];
    expect(select(scores, { ...state, active, last: 9, forced: [8, 9] })).toEqual([0, 8, 9]);
    expect(select(scores, { ...state, keep: 0.1, active, last: 9, forced: [6, 8, 9] })).toEqual([6, 8, 9]);
  });

  it('keeps everything at ratio 1', () => {
    expect(select([0, 0, 0], { ...state, keep: 1, active: [1, 4, 6], last: 6 })).toEqual([1, 4, 6]);
  });

  it('agrees with sorting all positions by score, whatever is tied or forced', () => {
    const entry = fc.record({
      score: fc.constantFrom(0, 0.1, 0.2, 0.3),
      gap: fc.integer({ min: 1, max: 3 }),
      stays: fc.boolean(),
    });
    const keep = fc.double({ min: 0.001, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.array(entry, { minLength: 1, maxLength: 30 }), keep, fc.nat(4), (entries, ratio, sinks) => {
        let at = -1;
        const active = entries.map(({ gap }) => (at += gap));
        const last = active.at(-1) ?? 0;
        const forced = active.filter((_, i) => entries[i]?.stays);
        const stays = (p: number) => p === last || p < sinks || forced.includes(p);
        const score = (p: number) => (stays(p) ? Infinity : (entries[active.indexOf(p)]?.score ?? 0));
        const ranked = [...active].sort((a, b) => (score(a) === score(b) ? b - a : score(b) - score(a)));
        const count = Math.max(keepCount(ratio, active.length), active.filter(stays).length);
        const expected = ranked.slice(0, count).sort((a, b) => a - b);
        const scores = Float32Array.from(entries, (e) => e.score);
        expect(select(scores, { active, keep: ratio, sinks, last, forced })).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });
});
