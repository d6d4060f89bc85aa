// A tokenizer from a model's files, wherever they are.

import type { ModelFiles } from '@/lib/model/files';
import { createTokenizer, type Tokenizer } from './tokenizer';

/**
 * Reads tokenizer.json and tokenizer_config.json; null where there is no tokenizer.json. `vocabSize` is the model's, which must hold
 * every id. Throws AppError `tokenizer-invalid`, and what `files` throws.
 */
export async function openTokenizer(
  files: ModelFiles,
  vocabSize: number,
  signal?: AbortSignal,
): Promise<Tokenizer | null> {
  const json = await files.text('tokenizer.json', signal);
  if (json === null) return null;
  return createTokenizer(json, (await files.text('tokenizer_config.json', signal)) ?? undefined, vocabSize);
}
