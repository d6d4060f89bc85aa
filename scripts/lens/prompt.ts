// From what the user gave to token ids, with their text where the model has a tokenizer.

import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { AppError, unreachable } from '@/lib/errors';
import type { TokenId } from '@/lib/engine/types';
import { folderFiles } from '@/lib/model/folder';
import type { ModelSpec } from '@/lib/model/spec';
import { openTokenizer as openTokenizerOf } from '@/lib/tokenizer/open';
import type { Tokenizer } from '@/lib/tokenizer/tokenizer';
import type { Trace } from '@/lib/trace/schema';
import type { PromptOptions } from './options';

/** The tokenizer of a model's folder; null where it has no tokenizer.json. Throws AppError `tokenizer-invalid`. */
export async function openTokenizer(folder: string, spec: ModelSpec): Promise<Tokenizer | null> {
  if (folder.startsWith('synthetic:')) return null;
  return openTokenizerOf(folderFiles(folder), spec.vocabSize);
}

/** Ids, text and pieces of the prompt. Throws AppError `input-invalid` or `tokenizer-invalid`. */
export async function readPrompt(
  prompt: PromptOptions,
  model: { folder: string; spec: ModelSpec; tokenizer: Tokenizer | null },
): Promise<Trace['input']> {
  switch (prompt.kind) {
    case 'text':
      return encode(prompt.text, model, '--prompt');
    case 'file':
      return encode(await readText(prompt.path), model, `the prompt file "${prompt.path}"`);
    case 'ids': {
      const ids = await readIds(prompt.path, model.spec);
      const pieces = model.tokenizer?.pieces(ids) ?? ids.map(() => '');
      return { ids, text: pieces.join(''), pieces };
    }
    default:
      return unreachable(prompt);
  }
}

/** A JSON array of token ids of the model's vocabulary. Throws AppError `input-invalid`. */
export async function readIds(path: string, spec: ModelSpec): Promise<TokenId[]> {
  const text = await readText(path);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw refused(`"${path}" is not JSON; write an array of token ids, for example [1,42,7]`, cause);
  }
  const parsed = z.array(z.number().int().nonnegative()).safeParse(json);
  if (!parsed.success) {
    const at = parsed.error.issues[0]?.path[0];
    const culprit =
      at === undefined || !Array.isArray(json)
        ? 'it holds no array'
        : `item ${String(at)} is ${JSON.stringify(json[Number(at)])}`;
    throw refused(`"${path}" must be an array of token ids: ${culprit}`);
  }
  const ids = parsed.data;
  if (ids.length === 0) throw refused(`"${path}" holds no token ids; the prompt is empty`);
  const wrong = ids.findIndex((id) => id >= spec.vocabSize);
  if (wrong >= 0) {
    throw refused(`token id ${ids[wrong]} at position ${wrong} is outside the model's vocabulary of ${spec.vocabSize}`);
  }
  return ids;
}

/** Refuses a sequence longer than the model was made for. Throws AppError `input-invalid`. */
export function checkLength(promptLength: number, maxNewTokens: number, { context }: ModelSpec): void {
  if (promptLength + maxNewTokens <= context) return;
  const asked = maxNewTokens ? ` and --max-new ${maxNewTokens}` : '';
  const remedy = maxNewTokens && promptLength < context ? 'shorten it or lower --max-new' : 'shorten it';
  throw refused(
    `a prompt of ${promptLength} tokens${asked} exceeds the model's context of ${context} tokens; ${remedy}`,
  );
}

function encode(
  text: string,
  { folder, tokenizer }: { folder: string; tokenizer: Tokenizer | null },
  source: string,
): Trace['input'] {
  if (text.trim() === '') throw refused(`${source} is empty; write something first`);
  if (!tokenizer) {
    throw new AppError(
      'tokenizer-invalid',
      `"${folder}" has no tokenizer.json to read text with; add it or give --ids`,
    );
  }
  return { ...tokenizer.encode(text), text };
}

async function readText(path: string): Promise<string> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw refused(`"${path}" cannot be read; check the path`, cause);
  });
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw refused(`"${path}" is not UTF-8 text; save it as UTF-8`, cause);
  }
}

function refused(message: string, cause?: unknown): AppError {
  return new AppError('input-invalid', message, { cause });
}
