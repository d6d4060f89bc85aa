import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { prefillStages } from '@/lib/learn/facts';
import { atLeast, keptOf, type Passage, passageHolding, passagesOf, scoreGuess, wordsOf } from '@/lib/learn/guess';
import { readComparison } from '@/lib/trace/file';

const { pruned, expected } = readComparison(readFileSync('public/experiments/passkey.json', 'utf8'));
const texts = (pieces: string[]) => wordsOf(pieces).map(({ text }) => text);

describe('words to mark', () => {
  it('join the tokens of a word or number, and leave signs alone', () => {
    expect(texts(['', 'Dar', 'ning', ' key', ' ', '4', '8', '.', '\n', ' don', "'t"])).toEqual([
      'Darning',
      ' key',
      ' 48',
      '.',
      '\n',
      " don't",
    ]);
  });

  it('cover every token once and spell the prompt, whatever the pieces', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('', ' ', '\n', 'a', ' b', '7', '.', " '", 'é', '\n\n', ' the')),
        (pieces) => {
          const words = wordsOf(pieces);
          expect(words.map(({ text }) => text).join('')).toBe(pieces.join(''));
          expect(words.flatMap(({ first, last }) => range(first, last))).toEqual(pieces.map((_, p) => p));
        },
      ),
    );
  });
});

describe('passages', () => {
  const passages = passagesOf(pruned.input.pieces);

  it('are paragraphs that a hand can mark, in order, without overlap', () => {
    expect(passages.length).toBeGreaterThan(2);
    let end = -1;
    for (const { first, last, words } of passages) {
      expect(first).toBeGreaterThan(end);
      expect(last - first + 1).toBeGreaterThanOrEqual(24);
      expect(last - first + 1).toBeLessThanOrEqual(120);
      expect(words.flatMap((word) => range(word.first, word.last))).toEqual(range(first, last));
      expect(words[0]?.text.trim()).not.toBe('');
      expect(words.at(-1)?.text.trim()).not.toBe('');
      end = last;
    }
  });

  it('include the one that holds the answer, and none for a text that stands nowhere', () => {
    const index = passageHolding(passages, expected ?? '');
    expect(passages[index]?.words.some(({ text }) => text === ' 48213')).toBe(true);
    expect(passageHolding(passages, 'no such words')).toBe(-1);
    expect(passageHolding(passages, '')).toBe(-1);
  });

  it('make one of a prompt that is too short to be cut, and none of an empty one', () => {
    expect(passagesOf(['', 'Hello', ' there'])).toMatchObject([{ first: 0, last: 2 }]);
    expect(passagesOf([])).toEqual([]);
  });
});

describe('the score', () => {
  const passage: Passage = { first: 10, last: 15, words: words([10, 11], [12, 12], [13, 13], [14, 15]) };

  it('counts tokens, not words, and tells hits from misses', () => {
    const score = scoreGuess(passage, [10, 13, 15], new Set([0, 2]));
    expect(score.verdicts).toEqual(['hit', 'wrong', 'rest', 'hit', 'rest', 'missed']);
    expect(score).toMatchObject({ tokens: 6, kept: 3, marked: 3, hits: 2, chance: 1.5 });
  });

  it('gives full marks, and no luck, to the model’s own choice', () => {
    for (const stage of prefillStages(pruned)) {
      for (const each of passagesOf(pruned.input.pieces)) {
        const kept = keptOf(each, stage);
        const single = { ...each, words: range(each.first, each.last).map((p) => ({ first: p, last: p, text: 'x' })) };
        const own = new Set(kept.map((position) => position - each.first));
        const score = scoreGuess(single, kept, own);
        expect([score.hits, score.marked]).toEqual([kept.length, kept.length]);
        if (kept.length > 3 && kept.length < score.tokens - 3) expect(score.luck).toBeLessThan(0.001);
      }
    }
  });

  it('expects by chance what blind marking finds on average', () => {
    fc.assert(
      fc.property(draws(), ({ tokens, good, drawn }) => {
        let mean = 0;
        for (let hits = 1; hits <= drawn; hits++) mean += atLeast({ tokens, good, drawn, hits });
        expect(mean).toBeCloseTo((drawn * good) / tokens, 8);
      }),
    );
  });

  it('knows the odds of a small urn: both of two among four, drawn in two', () => {
    expect(atLeast({ tokens: 4, good: 2, drawn: 2, hits: 2 })).toBeCloseTo(1 / 6, 12);
    expect(atLeast({ tokens: 4, good: 2, drawn: 2, hits: 0 })).toBe(1);
    expect(atLeast({ tokens: 4, good: 2, drawn: 2, hits: 3 })).toBe(0);
  });
});

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

function words(...bounds: [number, number][]): Passage['words'] {
  return bounds.map(([first, last]) => ({ first, last, text: 'word' }));
}

function draws() {
  return fc.integer({ min: 1, max: 200 }).chain((tokens) =>
    fc.record({
      tokens: fc.constant(tokens),
      good: fc.integer({ min: 0, max: tokens }),
      drawn: fc.integer({ min: 0, max: tokens }),
    }),
  );
}
