import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { prefillStages } from '@/lib/learn/facts';
import { keptOf, type Passage, passageHolding, passagesOf, scoreGuess, wordsOf } from '@/lib/learn/guess';
import { chooseBlindly, type UrnWord } from '@/lib/learn/odds';
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
    expect(score).toMatchObject({ tokens: 6, kept: 3, marked: 3, hits: 2 });
  });

  it('gives full marks, and no luck, to the model’s own choice', () => {
    for (const stage of prefillStages(pruned)) {
      for (const each of passagesOf(pruned.input.pieces)) {
        const kept = keptOf(each, stage);
        const single = { ...each, words: range(each.first, each.last).map((p) => ({ first: p, last: p, text: 'x' })) };
        const own = new Set(kept.map((position) => position - each.first));
        const score = scoreGuess(single, kept, own);
        expect([score.hits, score.marked]).toEqual([kept.length, kept.length]);
        if (kept.length > 3 && kept.length < score.tokens - 3) expect(score.blind.luck).toBeLessThan(0.001);
      }
    }
  });

  it('is held against words, as they are marked, not against single tokens', () => {
    // Two of four words, one of which has two kept tokens: three of the six pairs hold it.
    expect(scoreGuess(passage, [10, 11], new Set([0, 1])).blind).toEqual({ marked: 3, hits: 1, luck: 1 / 2 });
    const directory = readComparison(readFileSync('public/experiments/directory.json', 'utf8')).pruned;
    const second = passagesOf(directory.input.pieces)[1]!;
    const cude = second.words.findIndex(({ text }) => text.trim() === 'cude');
    const score = scoreGuess(second, keptOf(second, prefillStages(directory)[1]!), new Set([cude]));
    expect(score.hits).toBe(2);
    expect(1 / score.blind.luck).toBeCloseTo(9, 0);
  });
});

describe('choosing blindly', () => {
  const word = fc
    .record({ tokens: fc.integer({ min: 1, max: 4 }), kept: fc.double({ min: 0, max: 1, noNaN: true }) })
    .map(({ tokens, kept }): UrnWord => ({ tokens, good: Math.round(tokens * kept) }));
  const guess = fc.array(word, { maxLength: 9 }).chain((urn) =>
    fc.record({
      urn: fc.constant(urn),
      drawn: fc.integer({ min: 0, max: urn.length }),
      found: fc.integer({ min: 0, max: 12 }),
    }),
  );

  it('has the odds and means that all subsets have, counted one by one', () => {
    fc.assert(
      fc.property(guess, ({ urn, drawn, found }) => {
        const subsets = Array.from({ length: 2 ** urn.length }, (_, bits) => urn.filter((_, i) => (bits >> i) & 1));
        const draws = subsets.filter((subset) => subset.length === drawn);
        const sumOf = (draw: UrnWord[], key: keyof UrnWord) => draw.reduce((sum, each) => sum + each[key], 0);
        const mean = (of: (draw: UrnWord[]) => number) => draws.reduce((sum, draw) => sum + of(draw), 0) / draws.length;
        const blind = chooseBlindly(urn, drawn, found);
        expect(blind.luck).toBeCloseTo(
          mean((draw) => Number(sumOf(draw, 'good') >= found)),
          12,
        );
        expect(blind.hits).toBeCloseTo(
          mean((draw) => sumOf(draw, 'good')),
          10,
        );
        expect(blind.marked).toBeCloseTo(
          mean((draw) => sumOf(draw, 'tokens')),
          10,
        );
      }),
    );
  });

  it('keeps its odds between 0 and 1, and its mean, in an urn as large as a passage', () => {
    const urn = Array.from({ length: 120 }, (_, i): UrnWord => ({ tokens: 1 + (i % 3), good: i % 2 }));
    let mean = 0;
    for (let found = 1; found <= 60; found++) mean += chooseBlindly(urn, 60, found).luck;
    expect(mean).toBeCloseTo(chooseBlindly(urn, 60, 0).hits, 8);
    expect(chooseBlindly(urn, 60, 0).luck).toBe(1);
    expect(chooseBlindly(urn, 60, 61).luck).toBe(0);
  });
});

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

function words(...bounds: [number, number][]): Passage['words'] {
  return bounds.map(([first, last]) => ({ first, last, text: 'word' }));
}
