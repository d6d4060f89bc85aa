// Whether a prompt fits the model, and in words why not. Pure.

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
