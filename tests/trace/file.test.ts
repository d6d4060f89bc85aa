// A run written to a file and read again, and every way such a file can be wrong.

import { describe, expect, it } from 'vitest';
import { AppError } from '@/lib/errors';
import { readComparison, readTraceFile, writeComparison, writeTrace } from '@/lib/trace/file';
import { tinyComparison } from './comparison';

function refusal(text: string): AppError {
  try {
    readComparison(text);
  } catch (thrown) {
    if (thrown instanceof AppError) return thrown;
  }
  throw new Error('the file was read');
}

describe('a run as a file', () => {
  it('comes back as it was, scores to within 1%', () => {
    const comparison = tinyComparison();
    const read = readComparison(writeComparison(comparison));
    const withoutScores = (value: unknown) =>
      JSON.parse(JSON.stringify(value, (key, v: unknown) => (key === 'scores' ? null : v)));
    expect(withoutScores(read)).toEqual(withoutScores(comparison));
    const scores = comparison.pruned.steps[0]?.segments[0]?.scores ?? [];
    const readScores = read.pruned.steps[0]?.segments[0]?.scores ?? [];
    expect(readScores).toHaveLength(scores.length);
    scores.forEach((score, i) => expect(Math.abs((readScores[i] ?? NaN) - score)).toBeLessThanOrEqual(score * 0.01));
  });

  it('is the same file when written again', () => {
    const once = writeComparison(readComparison(writeComparison(tinyComparison())));
    expect(writeComparison(readComparison(once))).toBe(once);
  });

  it('spells positions and scores compactly', () => {
    const text = writeComparison(tinyComparison());
    expect(text).toContain('"computed":"0+7"');
    expect(text).toContain('"scores":"q16:');
  });

  it('opens a single trace too, and says so where a comparison was wanted', () => {
    const text = writeTrace(tinyComparison().pruned);
    const opened = readTraceFile(text);
    expect(opened.kind === 'trace' && opened.trace.config.mode).toBe('lazyllm');
    expect(refusal(text).message).toMatch(/one lazyllm trace/);
  });
});

describe('a file that is no run', () => {
  it.each([
    ['nothing', '', /empty/],
    ['rubbish', '\u0000\u0001PNG', /not JSON/],
    ['a number', '42', /not a LazyLens run/],
    ['some other JSON', '{"name":"x"}', /no version/],
    ['null', 'null', /not a LazyLens run/],
    ['a list', '[1,2]', /not a LazyLens run/],
    ['a newer version', '{"version":7,"kind":"comparison"}', /version 7.*newer.*reads version 1/],
    ['an older version', '{"version":0,"kind":"comparison"}', /version 0/],
    ['another kind', '{"version":1,"kind":"gallery"}', /"gallery"/],
  ])('is refused with words: %s', (_, text, words) => {
    const error = refusal(text);
    expect(error.code).toBe('trace-invalid');
    expect(error.message).toMatch(words);
  });

  it('names the place of the damage', () => {
    const comparison = JSON.parse(writeComparison(tinyComparison())) as { pruned: { steps: { nextId: unknown }[] } };
    comparison.pruned.steps[1] = { ...comparison.pruned.steps[1], nextId: 'x' };
    expect(refusal(JSON.stringify(comparison)).message).toContain('pruned.steps.1.nextId');
  });

  it('is refused when cut off', () => {
    const text = writeComparison(tinyComparison());
    expect(refusal(text.slice(0, text.length / 2)).message).toMatch(/not JSON/);
  });
});
