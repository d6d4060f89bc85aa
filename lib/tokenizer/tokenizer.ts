// Text to token ids and back, around @huggingface/tokenizers. Knows tokenizer.json; no model and no page.

import { Tokenizer as HubTokenizer } from '@huggingface/tokenizers';
import { z } from 'zod';
import { AppError } from '@/lib/errors';
import { piecesOf, type Spelling, type StoredToken } from './pieces';

export interface Tokenizer {
  /**
   * Token ids of a text, with the special tokens that the tokenizer adds (usually a first one) unless `bare`, and the text of each
   * id: joined, the pieces give the text back exactly. Throws AppError `tokenizer-invalid` where it has no token for part of the
   * text, `input-invalid` where the text spells a special token that the model does not have.
   */
  encode(text: string, bare?: boolean): { ids: number[]; pieces: string[] };
  /** The text of output ids; special tokens give ''. */
  decode(ids: readonly number[]): string;
  /** The text of each output id; joined they give `decode`. */
  pieces(ids: readonly number[]): string[];
  /** One more than the largest id. */
  readonly vocabSize: number;
}

/**
 * Makes a tokenizer from tokenizer.json and tokenizer_config.json, as text or parsed; the latter may be absent. `modelVocabSize`
 * is the model's vocabulary, which must hold every id but those of added tokens (Gemma 3 adds one for images). Throws AppError
 * `tokenizer-invalid` naming the component that is not known, or both sizes.
 */
export function createTokenizer(tokenizerJson: unknown, tokenizerConfig?: unknown, modelVocabSize?: number): Tokenizer {
  const json = parse(tokenizerSchema, tokenizerJson, 'tokenizer.json');
  const config = parse(configSchema, tokenizerConfig ?? {}, 'tokenizer_config.json');
  const spelling = spellingOf(json);
  let tokenizer: HubTokenizer;
  let vocabulary: StoredToken[];
  let added: { before: number; after: number };
  try {
    // Cleaning up spaces would make text that the model did not write.
    tokenizer = new HubTokenizer(json, { ...config, clean_up_tokenization_spaces: false });
    vocabulary = readVocabulary(tokenizer);
    added = addedAround(tokenizer);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw invalid(`${reason}; ${REMEDY}`, cause);
  }
  const limit = modelVocabSize ?? vocabulary.length;
  const { length: baseSize } = vocabulary.filter((token, id) => !token.added || id < limit);
  if (baseSize > limit || vocabulary.length < limit * LEAST_SHARE) {
    throw invalid(
      `it has ${vocabulary.length} tokens but the model's vocabulary has ${limit}; use the tokenizer.json of this model`,
    );
  }

  const pieces = (ids: readonly number[]) =>
    piecesOf(
      ids.map((id) => vocabulary[id]),
      spelling,
    );
  return {
    vocabSize: vocabulary.length,
    pieces,
    decode: (ids) => pieces(ids).join(''),
    encode(text, bare = false) {
      const { ids } = tokenizer.encode(text, { add_special_tokens: !bare });
      const unknown = ids.findIndex((id) => !Number.isInteger(id));
      if (unknown >= 0) throw invalid(`it has no token for part of the text; use the tokenizer.json of this model`);
      const foreign = ids.find((id) => id >= limit);
      if (foreign !== undefined) {
        const spelled = vocabulary[foreign]?.text ?? '';
        throw new AppError(
          'input-invalid',
          `The prompt holds "${spelled}", which this model does not have: remove it.`,
        );
      }
      const [before, after] = bare ? [0, 0] : [added.before, added.after];
      const own = ids.slice(before, ids.length - after);
      const ownPieces = piecesOf(
        own.map((id) => vocabulary[id]),
        spelling,
        true,
      );
      const blanks = (length: number) => Array<string>(length).fill('');
      return { ids, pieces: [...blanks(before), ...fitted(ownPieces, text), ...blanks(after)] };
    },
  };
}

/** A vocabulary may be padded, by some 2% at most in published models: a tokenizer with fewer tokens is another model's. */
const LEAST_SHARE = 0.75;

const REMEDY = 'choose a tokenizer.json with the same vocabulary from another place, or write token ids';

/** A component by its type; those that hold others have them in a list. */
const componentSchema = z.looseObject({
  type: z.string(),
  decoders: z.array(z.looseObject({ type: z.string() })).optional(),
});

const tokenizerSchema = z.looseObject({
  model: z.looseObject({ type: z.string().optional(), vocab: z.unknown() }),
  decoder: componentSchema.nullish(),
  added_tokens: z.array(z.looseObject({ id: z.number().int().nonnegative(), content: z.string() })).default([]),
});

const configSchema = z.looseObject({});

function parse<T>(schema: z.ZodType<T>, json: unknown, file: string): T {
  let value = json;
  if (typeof json === 'string') {
    try {
      value = JSON.parse(json);
    } catch (cause) {
      throw new AppError('tokenizer-invalid', `${file}: it is not JSON; get the file again`, { cause });
    }
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const where = issue?.path.length ? `${issue.path.join('.')}: ` : '';
  throw new AppError('tokenizer-invalid', `${file}: ${where}${issue?.message}; use the ${file} of this model`);
}

function spellingOf({ decoder }: z.output<typeof tokenizerSchema>): Spelling {
  const types = (decoder?.decoders ?? (decoder ? [decoder] : [])).map(({ type }) => type);
  if (types.includes('ByteLevel')) return 'byte-level';
  if (types.some((type) => ['Metaspace', 'ByteFallback', 'Replace'].includes(type))) return 'metaspace';
  const named = types.length ? `decoder ${types.join(', ')} is` : 'a tokenizer without decoder is';
  throw invalid(`${named} not supported (ByteLevel, Metaspace and ByteFallback are); ${REMEDY}`);
}

function readVocabulary(tokenizer: HubTokenizer): StoredToken[] {
  const vocabulary: StoredToken[] = [];
  const addedTokens = tokenizer.get_added_tokens_decoder();
  for (const [text, id] of tokenizer.get_vocab(true)) {
    const token = addedTokens.get(id);
    vocabulary[id] = { text, added: token !== undefined, special: token?.special ?? false };
  }
  return vocabulary;
}

/** How many special tokens the post-processor puts before and after a text. */
function addedAround(tokenizer: HubTokenizer): { before: number; after: number } {
  const bare = tokenizer.encode('a', { add_special_tokens: false }).ids;
  const full = tokenizer.encode('a').ids;
  const before = Math.max(0, full.indexOf(bare[0] ?? -1));
  return { before, after: full.length - before - bare.length };
}

/**
 * Pieces that join to `text` exactly. They do so already unless the tokenizer changed the text before splitting it (a normal form,
 * spaces stripped); then the first token of the part that differs gets that part of the text whole.
 */
function fitted(pieces: readonly string[], text: string): string[] {
  if (pieces.join('') === text) return [...pieces];
  let start = 0;
  let first = 0;
  for (; first < pieces.length - 1 && text.startsWith(pieces[first] ?? '', start); first++) {
    start += pieces[first]?.length ?? 0;
  }
  let end = text.length;
  let last = pieces.length - 1;
  for (; last > first; last--) {
    const piece = pieces[last] ?? '';
    if (end - piece.length < start || !text.endsWith(piece, end)) break;
    end -= piece.length;
  }
  return pieces.map((piece, i) => {
    if (i < first || i > last) return piece;
    return i === first ? text.slice(start, end) : '';
  });
}

function invalid(message: string, cause?: unknown): AppError {
  return new AppError('tokenizer-invalid', `tokenizer.json: ${message}`, { cause });
}
