// The dialects of tokenizer.json: the SentencePiece ones of Llama 2, TinyLlama and Gemma, the byte-level ones of GPT-2, Qwen and Llama 3,
// each with a vocabulary of its bytes and a few merges. Whatever the dialect, pieces join to the prompt exactly.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTokenizer } from '@/lib/tokenizer/tokenizer';

const SPACE = '\u2581';

const special = [
  { id: 0, content: '<unk>', special: true },
  { id: 1, content: '<s>', special: true },
  { id: 2, content: '</s>', special: true },
];

const begins = {
  type: 'TemplateProcessing',
  single: [{ SpecialToken: { id: '<s>', type_id: 0 } }, { Sequence: { id: 'A', type_id: 0 } }],
  pair: [],
  special_tokens: { '<s>': { id: '<s>', ids: [1], tokens: ['<s>'] } },
};

function numbered(tokens: readonly string[]): Record<string, number> {
  return Object.fromEntries(tokens.map((token, i) => [token, i]));
}

const bytes = Array.from({ length: 256 }, (_, i) => `<0x${i.toString(16).toUpperCase().padStart(2, '0')}>`);
const merges = [`${SPACE} t`, `${SPACE}t h`, `${SPACE}th e`, 'i n', `${SPACE} ${SPACE}`];
const merged = merges.map((merge) => merge.replace(' ', ''));
const sentencePieceModel = {
  type: 'BPE',
  byte_fallback: true,
  unk_token: '<unk>',
  fuse_unk: true,
  vocab: numbered(['<unk>', '<s>', '</s>', ...bytes, SPACE, ...'theinabc.', ...merged]),
  merges,
};
const toSpace = { type: 'Replace', pattern: { String: SPACE }, content: ' ' };
const strip = { type: 'Strip', content: ' ', start: 1, stop: 0 };

const llama2 = {
  added_tokens: special,
  normalizer: {
    type: 'Sequence',
    normalizers: [
      { type: 'Prepend', prepend: SPACE },
      { type: 'Replace', pattern: { String: ' ' }, content: SPACE },
    ],
  },
  pre_tokenizer: null,
  post_processor: begins,
  decoder: { type: 'Sequence', decoders: [toSpace, { type: 'ByteFallback' }, { type: 'Fuse' }, strip] },
  model: sentencePieceModel,
};

const metaspace = {
  ...llama2,
  normalizer: null,
  pre_tokenizer: { type: 'Metaspace', replacement: SPACE, prepend_scheme: 'first', split: false },
  decoder: { type: 'Sequence', decoders: [toSpace, { type: 'ByteFallback' }, { type: 'Fuse' }, strip] },
};

const gemma = {
  ...llama2,
  normalizer: { type: 'Replace', pattern: { String: ' ' }, content: SPACE },
  pre_tokenizer: { type: 'Split', pattern: { String: ' ' }, behavior: 'MergedWithPrevious', invert: false },
  decoder: { type: 'Sequence', decoders: [toSpace, { type: 'ByteFallback' }, { type: 'Fuse' }] },
};

/** GPT-2's printable stand-in for each byte. */
const standIns = (() => {
  const printable = (byte: number) =>
    (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || (byte >= 0xae && byte <= 0xff);
  let next = 0x100;
  return Array.from({ length: 256 }, (_, byte) => String.fromCharCode(printable(byte) ? byte : next++));
})();
const byteMerges = ['\u0120 t', '\u0120t h', '\u0120th e', 'i n'];
const byteModel = {
  type: 'BPE',
  vocab: numbered([...standIns, ...byteMerges.map((merge) => merge.replace(' ', '')), '<|im_end|>']),
  merges: byteMerges,
};
const byteLevel = (pattern: string | null) => ({
  added_tokens: [{ id: 260, content: '<|im_end|>', special: true }],
  normalizer: pattern?.includes('(?i:') ? { type: 'NFC' } : null,
  pre_tokenizer: pattern
    ? {
        type: 'Sequence',
        pretokenizers: [
          { type: 'Split', pattern: { Regex: pattern }, behavior: 'Isolated', invert: false },
          { type: 'ByteLevel', add_prefix_space: false, trim_offsets: false, use_regex: false },
        ],
      }
    : { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true },
  post_processor: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: false },
  decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true },
  model: byteModel,
});

const qwen =
  "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
const llama3 =
  "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

const dialects: readonly [string, object][] = [
  ['Llama 2: a space is put before the text', llama2],
  ['TinyLlama: Metaspace', metaspace],
  ['Gemma: spaces replaced, none added', gemma],
  ['GPT-2: byte-level', byteLevel(null)],
  ['Qwen: byte-level with a pattern', byteLevel(qwen)],
  ['Llama 3: byte-level, digits by threes', byteLevel(llama3)],
];

const text = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({
    unit: fc.constantFrom(
      'the',
      ' the',
      ' ',
      '  ',
      '\n',
      '\n\n',
      "'S",
      '2024',
      'in',
      'é',
      'e\u0301',
      '日本',
      '👩‍👧',
      '.',
      '\t',
    ),
  }),
);

describe.each(dialects)('%s', (_, json) => {
  const tokenizer = createTokenizer(json);

  it('gives pieces that join to any text exactly', () => {
    fc.assert(
      fc.property(text, (prompt) => {
        const { ids, pieces } = tokenizer.encode(prompt);
        expect(pieces).toHaveLength(ids.length);
        expect(pieces.join('')).toBe(prompt);
        const bare = tokenizer.encode(prompt, true);
        expect(bare.pieces.join('')).toBe(prompt);
      }),
      { numRuns: 300 },
    );
  });

  it('spells an answer that goes on with a word as it is, its space included', () => {
    const { ids } = tokenizer.encode('the the in', true);
    expect(tokenizer.decode(ids.slice(-3)).endsWith(' in')).toBe(true);
    expect(tokenizer.pieces(ids).join('')).toBe(tokenizer.decode(ids));
  });
});

it('a first token comes where the dialect says so, and only once', () => {
  const begin = (json: object) => createTokenizer(json).encode('the').ids[0];
  expect([llama2, metaspace, gemma].map(begin)).toEqual([1, 1, 1]);
  expect(createTokenizer(byteLevel(qwen)).encode('the').ids).toEqual(
    createTokenizer(byteLevel(qwen)).encode('the', true).ids,
  );
});

it('tokens that a tokenizer adds beyond the model’s vocabulary are no fault until a prompt spells one', () => {
  const tokenizer = createTokenizer(byteLevel(qwen), undefined, 260);
  expect(tokenizer.encode('the').pieces.join('')).toBe('the');
  expect(() => tokenizer.encode('the<|im_end|>')).toThrow(
    'The prompt holds "<|im_end|>", which this model does not have: remove it.',
  );
});
