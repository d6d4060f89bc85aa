import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { createTokenizer, type Tokenizer } from '@/lib/tokenizer/tokenizer';

const folder = new URL('../../public/models/lens-28m/', import.meta.url);
let json: string;
let config: string;
let tokenizer: Tokenizer;
beforeAll(async () => {
  json = await readFile(new URL('tokenizer.json', folder), 'utf8');
  config = await readFile(new URL('tokenizer_config.json', folder), 'utf8');
  tokenizer = createTokenizer(json, config, 8192);
});

const unicode = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom('\n', ' ', '\t', 'a', 'é', 'e\u0301', '👩‍👧', '日', '7', '\ufeff', '</s>', '\u0000'),
  }),
);

describe('encode', () => {
  it('begins with the token that starts a sequence, whose piece is empty', () => {
    const { ids, pieces } = tokenizer.encode('The pass key is 48213.');
    expect(ids[0]).toBe(1);
    expect(pieces[0]).toBe('');
    expect(pieces.slice(-6)).toEqual(['4', '8', '2', '1', '3', '.']);
    expect(tokenizer.encode('')).toEqual({ ids: [1], pieces: [''] });
  });

  it('gives pieces that join to the text exactly, for any text', () => {
    fc.assert(
      fc.property(unicode, (text) => {
        const { ids, pieces } = tokenizer.encode(text);
        expect(pieces).toHaveLength(ids.length);
        expect(pieces.join('')).toBe(text);
      }),
      { numRuns: 500 },
    );
  });

  it('gives a character spread over several tokens to the token that completes it', () => {
    const { pieces } = tokenizer.encode('日');
    expect(pieces).toEqual(['', '', '', '日']);
  });

  it('keeps a special token that the prompt spells out as text of the prompt', () => {
    const { ids, pieces } = tokenizer.encode('a</s>b');
    expect(ids[2]).toBe(2);
    expect(pieces).toEqual(['', 'a', '</s>', 'b']);
  });

  it('gives text back whole where the tokenizer normalizes it first', () => {
    const normalizing = createTokenizer({ ...JSON.parse(json), normalizer: { type: 'NFC' } }, config);
    const text = 'café e\u0301t\u00e9 cafe\u0301 end';
    const { ids, pieces } = normalizing.encode(text);
    expect(ids).toEqual(tokenizer.encode(text.normalize('NFC')).ids);
    expect(pieces.join('')).toBe(text);
    expect(pieces.slice(-1)).toEqual([' end']);
  });
});

describe('decode', () => {
  it('gives back what was encoded, without special tokens', () => {
    fc.assert(
      fc.property(unicode, (text) => {
        fc.pre(!text.includes('</s>'));
        expect(tokenizer.decode(tokenizer.encode(text).ids)).toBe(text);
      }),
    );
    expect(tokenizer.pieces([36, 2])).toEqual(['B', '']);
  });

  it('shows bytes that form no character as replacement characters instead of failing', () => {
    const [, first, second] = tokenizer.encode('日').ids;
    expect(tokenizer.decode([first ?? 0, second ?? 0])).toBe('\ufffd');
    expect(tokenizer.pieces([first ?? 0, 36])).toEqual(['', '\ufffdB']);
    expect(tokenizer.decode([])).toBe('');
    expect(tokenizer.pieces([99_999])).toEqual(['']);
  });
});

describe('createTokenizer', () => {
  const message = (make: () => unknown): string => {
    try {
      make();
    } catch (thrown) {
      expect(thrown).toMatchObject({ name: 'AppError', code: 'tokenizer-invalid' });
      return (thrown as Error).message;
    }
    throw new Error('nothing was thrown');
  };

  it('reads SentencePiece spelling: U+2581 for a space, <0x0A> for a byte', () => {
    const sentencePiece = createTokenizer({
      added_tokens: [{ id: 0, content: '<s>', special: true }],
      normalizer: {
        type: 'Sequence',
        normalizers: [{ type: 'Replace', pattern: { String: ' ' }, content: '\u2581' }],
      },
      pre_tokenizer: null,
      post_processor: {
        type: 'TemplateProcessing',
        single: [{ SpecialToken: { id: '<s>', type_id: 0 } }, { Sequence: { id: 'A', type_id: 0 } }],
        pair: [],
        special_tokens: { '<s>': { id: '<s>', ids: [0], tokens: ['<s>'] } },
      },
      decoder: {
        type: 'Sequence',
        decoders: [
          { type: 'Replace', pattern: { String: '\u2581' }, content: ' ' },
          { type: 'ByteFallback' },
          { type: 'Fuse' },
        ],
      },
      model: {
        type: 'BPE',
        byte_fallback: true,
        unk_token: null,
        vocab: { '<s>': 0, a: 1, '\u2581': 2, '\u2581a': 3, '<0xC3>': 4, '<0xA9>': 5 },
        merges: ['\u2581 a'],
      },
    });
    expect(sentencePiece.encode('a aé')).toEqual({ ids: [0, 1, 3, 4, 5], pieces: ['', 'a', ' a', '', 'é'] });
  });

  it('says what is wrong with a file that is no tokenizer', () => {
    expect(message(() => createTokenizer('<html>'))).toBe('tokenizer.json: it is not JSON; get the file again');
    expect(message(() => createTokenizer({}))).toMatch(
      /^tokenizer.json: model: .*use the tokenizer.json of this model$/,
    );
    expect(message(() => createTokenizer(json, '{'))).toMatch(/^tokenizer_config.json: it is not JSON/);
    const parsed: object = JSON.parse(json);
    expect(message(() => createTokenizer({ ...parsed, pre_tokenizer: { type: 'Runes' } }))).toMatch(
      /^tokenizer.json: .*Runes/,
    );
    expect(message(() => createTokenizer({ ...parsed, decoder: { type: 'WordPiece' } }))).toMatch(
      'decoder WordPiece is not supported (ByteLevel, Metaspace and ByteFallback are); choose a tokenizer.json with',
    );
  });

  it('refuses a vocabulary larger than the model’s', () => {
    expect(message(() => createTokenizer(json, config, 160))).toBe(
      "tokenizer.json: it has 8192 tokens but the model's vocabulary has 160; use the tokenizer.json of this model",
    );
  });
});
