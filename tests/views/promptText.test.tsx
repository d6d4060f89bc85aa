import fc from 'fast-check';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { estimateLines, textBlocks } from '@/components/views/PromptText/blocks';
import { describeEvent, findMatches, textPieces } from '@/components/views/PromptText/layout';
import { TokenSpans } from '@/components/views/PromptText/TokenSpans';
import { tokenTimeline } from '@/lib/trace/fate';
import { traceWords } from '@/lib/trace/select';
import { makeTrace } from '../fixtures/trace';

const plain = (markup: string) =>
  markup
    .replace(/<[^>]*>/g, '')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#x27;/g, "'")
    .replace(/&amp;/g, '&');

describe('the prompt as text', () => {
  it('holds the characters of the prompt and no others, so that a copy is the original', () => {
    const anyPieces = fc.array(fc.oneof(fc.string(), fc.constantFrom('', '\n', ' the', '\t', '<b>', '  ', '—')), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(anyPieces, (pieces) => {
        expect(plain(renderToStaticMarkup(<TokenSpans pieces={pieces} offset={0} />))).toBe(pieces.join(''));
      }),
    );
  });

  it('marks line breaks and special tokens without adding text', () => {
    expect(renderToStaticMarkup(<TokenSpans pieces={['', ' a', '\n']} offset={7} />)).toMatchInlineSnapshot(`
      "<span class="token" data-p="7" data-sign="◆"></span><span class="token" data-p="8"> a</span><span class="token" data-p="9" data-sign="↵">
      </span>"
    `);
  });

  it('says so where the pieces do not spell the text', () => {
    const trace = makeTrace();
    const words = traceWords(trace);
    expect(textPieces(trace, words).aligned).toBe(true);
    const other = { ...trace, input: { ...trace.input, text: `${trace.input.text}!` } };
    expect(textPieces(other, words).aligned).toBe(false);
  });
});

describe('blocks of a long prompt', () => {
  const anyPieces = fc.array(fc.constantFrom(' the', 'x', '\n', '', '.\n\n', ' pass'), { maxLength: 1500 });

  it('hold every token once, in order, none of them many', () => {
    fc.assert(
      fc.property(anyPieces, fc.nat(500), (pieces, first) => {
        const blocks = textBlocks(pieces, first);
        expect(blocks.flatMap((block) => block.pieces)).toEqual(pieces);
        let next = first;
        for (const block of blocks) {
          expect(block.first).toBe(next);
          expect(block.pieces.length).toBeLessThanOrEqual(512);
          next += block.pieces.length;
        }
      }),
    );
  });

  it('end at line breaks where there are any, and else before a word', () => {
    const lines = Array.from({ length: 100 }, () => [' some', ' words', ' and', ' an', ' end', '\n']).flat();
    for (const block of textBlocks(lines)) expect(block.pieces.at(-1)).toBe('\n');
    const words = Array.from({ length: 2000 }, (_, i) => (i % 3 ? 'x' : ' x'));
    for (const block of textBlocks(words)) expect(block.pieces[0]).toBe(' x');
  });

  it('are estimated by their line breaks and by how much fits on a line', () => {
    expect(estimateLines({ first: 0, pieces: ['one\n', 'two\n'] }, 80)).toBe(2);
    expect(estimateLines({ first: 0, pieces: ['x'.repeat(100)] }, 40)).toBe(3);
  });
});

describe('find in prompt', () => {
  it('finds a text over token borders, letter case aside', () => {
    expect(findMatches([' The', ' pass', 'key', ' is', ' PASSKEY'], 'passkey')).toEqual([
      { first: 1, last: 2 },
      { first: 4, last: 4 },
    ]);
    expect(findMatches(['a', 'b'], '')).toEqual([]);
    expect(findMatches(['a', 'b'], 'x')).toEqual([]);
  });

  it('names exactly the tokens that hold the match', () => {
    const letters = fc.array(fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 3 }), { maxLength: 30 });
    fc.assert(
      fc.property(letters, fc.constantFrom('a', 'ab', 'ba', 'bab'), (pieces, query) => {
        const matches = findMatches(pieces, query);
        expect(matches.length).toBe(pieces.join('').split(query).length - 1);
        for (const { first, last } of matches) expect(pieces.slice(first, last + 1).join('')).toContain(query);
      }),
    );
  });
});

describe('the life of a token in words', () => {
  it('tells computing, pruning and revival in order', () => {
    const trace = makeTrace({ prompt: 60, decodeSteps: 8, seed: 4 });
    const lives = trace.input.ids.map((_, p) => tokenTimeline(trace, p).events);
    const revived = lives.find((events) => events.some(({ type }) => type === 'revived'));
    expect(revived?.slice(0, 5).map(describeEvent)).toMatchInlineSnapshot(`
      [
        "prefill: computed in layers 1–3",
        "prefill: pruned after layer 3 with score 0.00144, parked in Aux",
        "decode step 1: revived, ran through layers 4–6",
        "decode step 1: pruned after layer 6 with score 0.00476, parked in Aux",
        "decode step 2: pruned after layer 3 with score 0.00343",
      ]
    `);
  });
});
