// Prompts that are written as token ids: `ids: 1, 42, 7`. For models without a tokenizer, and for exact experiments.

import type { TokenId } from '@/lib/engine/types';
import { AppError } from '@/lib/errors';
import type { Tokenizer } from './tokenizer';

const PREFIX = /^\s*ids:/i;

/**
 * The ids of a prompt that begins with `ids:`; null for any other. Throws AppError `input-invalid` naming what is no id of a
 * vocabulary of `vocabSize`.
 */
export function parseIds(text: string, vocabSize: number): TokenId[] | null {
  return PREFIX.test(text) ? readIds(text.replace(PREFIX, ''), vocabSize) : null;
}

/** The prompt that `parseIds` reads as these ids. */
export function spellIds(ids: readonly TokenId[]): string {
  return `ids: ${ids.join(', ')}`;
}

/** Stands in where a model has no tokenizer: the text of a token is its id. Reads lists of ids, with `ids:` before them or without. */
export function createIdTokenizer(vocabSize: number): Tokenizer {
  const pieces = (ids: readonly TokenId[]) => ids.map((id, i) => (i < ids.length - 1 ? `${id} ` : String(id)));
  return {
    vocabSize,
    encode(text) {
      if (!PREFIX.test(text) && !/^\s*\d/.test(text)) {
        throw new AppError(
          'input-invalid',
          'This prompt is text, and the model has no tokenizer here: write token ids.',
        );
      }
      const ids = readIds(text.replace(PREFIX, ''), vocabSize);
      return { ids, pieces: pieces(ids) };
    },
    decode: (ids) => pieces(ids).join(''),
    pieces,
  };
}

function readIds(list: string, vocabSize: number): TokenId[] {
  const words = list.split(/[\s,;[\]]+/).filter(Boolean);
  return words.map((word, index) => {
    const isNumber = /^\d+$/.test(word);
    if (isNumber && Number(word) < vocabSize) return Number(word);
    const shown = word.length > 24 ? `${word.slice(0, 24)}…` : word;
    const why = isNumber ? `outside the vocabulary of ${vocabSize.toLocaleString('en')}` : 'no token id';
    throw new AppError(
      'input-invalid',
      `"${shown}", number ${index + 1} of the list, is ${why}: write ids such as 1, 42, 7.`,
    );
  });
}
