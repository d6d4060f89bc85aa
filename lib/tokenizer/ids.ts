// A prompt that is written as token ids: `ids: 1, 42, 7`. For models without a tokenizer, and for exact experiments.

import type { TokenId } from '@/lib/engine/types';
import { AppError } from '@/lib/errors';

const PREFIX = /^\s*ids:/i;

/**
 * The ids of a prompt that begins with `ids:`; null for a prompt of text. Throws AppError `input-invalid` naming what is no id of a
 * vocabulary of `vocabSize`.
 */
export function parseIds(text: string, vocabSize: number): TokenId[] | null {
  if (!PREFIX.test(text)) return null;
  const words = text
    .replace(PREFIX, '')
    .split(/[\s,;[\]]+/)
    .filter(Boolean);
  return words.map((word, index) => {
    const id = Number(word);
    if (/^\d+$/.test(word) && id < vocabSize) return id;
    const why = /^\d+$/.test(word) ? `is outside the vocabulary of ${vocabSize}` : 'is no token id';
    throw new AppError(
      'input-invalid',
      `"${word}", number ${index + 1} after "ids:", ${why}: write ids such as 1, 42, 7.`,
    );
  });
}

/** The prompt that `parseIds` reads as these ids. */
export function spellIds(ids: readonly TokenId[]): string {
  return `ids: ${ids.join(', ')}`;
}
