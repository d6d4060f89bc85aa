// Exact match and token F1 by LongBench's rules.

import { describe, expect, it } from 'vitest';
import { checkAnswer, normalizeAnswer } from '@/lib/trace/answer';

describe('normalizeAnswer', () => {
  it('drops case, punctuation, articles and repeated spaces', () => {
    expect(normalizeAnswer('  The Cat, (a tabby)  sat. ')).toBe('cat tabby sat');
  });

  it('keeps articles that are parts of words', () => {
    expect(normalizeAnswer('Theanna')).toBe('theanna');
  });
});

describe('checkAnswer', () => {
  it('matches after normalization and reads the first line only', () => {
    expect(checkAnswer(' Vienna.\nQuestion: next', 'vienna')).toEqual({ exact: true, contained: true, f1: 1 });
  });

  it('counts shared words once for each time they stand in both', () => {
    const { exact, f1 } = checkAnswer('in the dark dark cellar', 'in the cellar');
    expect(exact).toBe(false);
    expect(f1).toBeCloseTo((2 * 2) / (4 + 2));
  });

  it('finds the answer in a sentence of the first paragraph, and not in what follows', () => {
    expect(checkAnswer('Sure!\nThe pass key is **48213**.', '48213')).toMatchObject({ exact: false, contained: true });
    expect(checkAnswer('I do not know.\n\nQuestion: 48213?', '48213').contained).toBe(false);
  });

  it('gives nothing for an answer that shares no word, and for none', () => {
    expect(checkAnswer('48213', '48214')).toEqual({ exact: false, contained: false, f1: 0 });
    expect(checkAnswer('', 'Rome')).toEqual({ exact: false, contained: false, f1: 0 });
  });

  it('does not call a longer number right because it holds the expected one', () => {
    expect(checkAnswer('482135', '48213')).toMatchObject({ exact: false, contained: false });
  });
});
