// Whether a prompt fits the model, and in words why not. Pure.

import { toAppError } from '@/lib/errors';
import type { Prompting } from '@/lib/tokenizer/prompt';
import type { ChosenModel } from '@/components/engine/model';

export interface PromptLength {
  /** Null while the tokenizer is not there. */
  readonly tokens: number | null;
  readonly context: number;
  /** Room that the new tokens take. */
  readonly reserved: number;
  /** Why the prompt cannot be run; null where it can. */
  readonly problem: string | null;
}

/** Measures a prompt against a context window; `tokens` includes the first token that the tokenizer adds. */
export function measurePrompt(text: string, tokens: number | null, context: number, reserved: number): PromptLength {
  return { tokens, context, reserved, problem: problemOf(text, tokens, context, reserved) };
}

/** Measures what a model gets for a typed text; `prompting` is null while the tokenizer is not there. */
export function promptLengthOf(
  text: string,
  prompting: Prompting | null,
  { chat, context }: Pick<ChosenModel, 'chat' | 'context'>,
  reserved: number,
): PromptLength {
  if (!prompting || text.trim() === '') return measurePrompt(text, null, context, reserved);
  try {
    return measurePrompt(text, prompting.encode(text, chat).ids.length, context, reserved);
  } catch (thrown) {
    return { tokens: null, context, reserved, problem: toAppError(thrown).message };
  }
}

function problemOf(text: string, tokens: number | null, context: number, reserved: number): string | null {
  if (text.trim() === '') return 'The prompt is empty: type one or choose a preset.';
  if (tokens === null) return null;
  const excess = tokens + reserved - context;
  if (excess <= 0) return null;
  if (tokens <= context - 1) {
    return `${tokens.toLocaleString('en')} prompt tokens leave room for ${context - tokens} new ones: lower the new tokens by ${excess}, or shorten the prompt.`;
  }
  const over = (tokens + 1 - context).toLocaleString('en');
  return `The prompt is ${over} tokens too long for this model: shorten it to run. Nothing was cut off.`;
}
