// Medians, quartiles and ratios of timed repeats.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Sample } from '@/lib/trace/schema';
import { describeRatio, describeSpeedup, summarize, summarizeSamples, summarizeSide } from '@/lib/trace/statistics';

const sample = (mode: Sample['mode'], ttftMs: number, decodeMs: number[]): Sample => ({
  mode,
  ttftMs,
  decodeMs,
  totalMs: ttftMs + decodeMs.reduce((a, b) => a + b, 0),
});

describe('summarize', () => {
  it('interpolates quartiles as R type 7 and NumPy do', () => {
    expect(summarize([4, 1, 3, 2])).toEqual({ n: 4, min: 1, q1: 1.75, median: 2.5, q3: 3.25, max: 4 });
    expect(summarize([10, 20, 30, 40, 50])).toEqual({ n: 5, min: 10, q1: 20, median: 30, q3: 40, max: 50 });
  });

  it('sorts numbers as numbers', () => {
    expect(summarize([100, 9, 20])?.median).toBe(20);
  });

  it('makes one value its own quartiles, and nothing of no values', () => {
    expect(summarize([7])).toEqual({ n: 1, min: 7, q1: 7, median: 7, q3: 7, max: 7 });
    expect(summarize([])).toBeNull();
  });

  it('orders its five numbers, whatever the order of the values, and changes none of them', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1 }), (values) => {
        const before = [...values];
        const { min, q1, median, q3, max } = summarize(values) ?? { min: 1, q1: 0, median: 0, q3: 0, max: 0 };
        expect(values).toEqual(before);
        expect(summarize([...values].reverse())).toEqual(summarize(values));
        expect(min <= q1 && q1 <= median && median <= q3 && q3 <= max).toBe(true);
      }),
    );
  });
});

describe('summarizeSamples', () => {
  it('divides medians, so that one slow repeat does not decide', () => {
    const { speedup } = summarizeSamples([
      sample('full', 100, [5]),
      sample('lazyllm', 50, [5]),
      sample('full', 100, [5]),
      sample('lazyllm', 50, [5]),
      sample('full', 100, [5]),
      sample('lazyllm', 900, [5]),
    ]);
    expect(speedup).toBe(2);
  });

  it('keeps every raw time of both sides in the order they ran', () => {
    const { full, pruned } = summarizeSamples([
      sample('full', 3, []),
      sample('static', 9, []),
      sample('full', 1, []),
      sample('static', 7, []),
    ]);
    expect(full.ttftMs).toEqual([3, 1]);
    expect(pruned.ttftMs).toEqual([9, 7]);
  });

  it('names no speed-up where a side has no repeat', () => {
    expect(summarizeSamples([sample('full', 3, [])]).speedup).toBeNull();
  });
});

describe('summarizeSide', () => {
  it('measures TTFT in decode steps and as a share of the generation', () => {
    const side = summarizeSide([sample('full', 210, [10, 10])]);
    expect(side.ttftPerDecodeStep).toBe(21);
    expect(side.ttftShare).toBeCloseTo(210 / 230);
  });

  it('says nothing of decode steps where the answer was one token', () => {
    const side = summarizeSide([sample('full', 210, [])]);
    expect(side.decodeStep).toBeNull();
    expect(side.ttftPerDecodeStep).toBeNull();
    expect(side.ttftShare).toBe(1);
  });
});

describe('describeRatio', () => {
  it('gives ratio and spread in the same direction', () => {
    expect(describeRatio(2.09, [1.92, 2.27])).toBe('2.09× faster (1.92× – 2.27×)');
    expect(describeRatio(1 / 2.09, [1 / 2.27, 1 / 1.92])).toBe('2.09× slower (1.92× – 2.27×)');
    expect(describeRatio(1, [0.9, 1.2])).toBe('no faster (0.90× – 1.20×)');
  });

  it('says nothing of a spread that is none', () => {
    expect(describeRatio(0.5, [0.5, 0.5])).toBe('2.00× slower');
    expect(describeRatio(2, null)).toBe('2.00× faster');
  });
});

describe('describeSpeedup', () => {
  it('calls slower slower', () => {
    expect(describeSpeedup(0.5)).toBe('2.00× slower');
    expect(describeSpeedup(2.2)).toBe('2.20× faster');
    expect(describeSpeedup(1.004)).toBe('no faster');
  });
});
