// A model's chat template: a user's message as the text that the model was trained to answer. Knows no tokenizer and no page.

import { Template } from '@huggingface/jinja';
import { z } from 'zod';
import { AppError, toAppError } from '@/lib/errors';
import type { ModelFiles } from '@/lib/model/files';

export interface ChatTemplate {
  /** The conversation of one user message, up to where the model's answer begins. Throws AppError `tokenizer-invalid`. */
  render(message: string): string;
  /** The message in a text that `render` gave; null where the text is not one. */
  message(rendered: string): string | null;
}

/**
 * The template of a model: chat_template.jinja, or `chat_template` of tokenizer_config.json, a text or a list of named ones. Null where
 * there is none, as in base models. Throws AppError `tokenizer-invalid` where it cannot be read, and what `files` throws.
 */
export async function openChatTemplate(files: ModelFiles, signal?: AbortSignal): Promise<ChatTemplate | null> {
  const config = parseConfig((await files.text('tokenizer_config.json', signal)) ?? '{}');
  // Asked for only where the config leaves it open: browsers log every file that is not there.
  const source = 'chat_template' in config ? templateOf(config) : await files.text('chat_template.jinja', signal);
  return source === null ? null : chatTemplate(source, specialTokens(config));
}

/** A template from its source; `tokens` are the variables it may use besides the messages (`bos_token`). */
export function chatTemplate(source: string, tokens: Readonly<Record<string, string>>): ChatTemplate {
  let template: Template;
  try {
    template = new Template(source);
  } catch (thrown) {
    throw unusable(thrown);
  }
  const render = (message: string): string => {
    try {
      const messages = [{ role: 'user', content: message }];
      return template.render({ ...tokens, messages, tools: null, add_generation_prompt: true, enable_thinking: false });
    } catch (thrown) {
      throw unusable(thrown);
    }
  };
  return {
    render,
    message(rendered) {
      const [before, after, ...more] = render(PROBE).split(PROBE);
      if (before === undefined || after === undefined || more.length > 0) return null;
      const fits = rendered.length >= before.length + after.length;
      if (!fits || !rendered.startsWith(before) || !rendered.endsWith(after)) return null;
      return rendered.slice(before.length, rendered.length - after.length);
    },
  };
}

/**
 * Whether a model with a template was trained to chat, by its name: base models say so, save Qwen 2's, whose plain names are the base
 * models and which have a template all the same.
 */
export function isInstruct(name: string, family: string): boolean {
  if (/(^|[-_.\s/])(base|pt|pretrained)([-_.\s]|$)/i.test(name)) return false;
  return family !== 'qwen2' || /instruct|chat|-it\b|coder|assistant|distill/i.test(name);
}

/** A word that no template holds. */
const PROBE = 'lazylens-probe-7f3a';

const tokenSchema = z.union([z.string(), z.object({ content: z.string() }).transform(({ content }) => content)]);

const configSchema = z.looseObject({
  chat_template: z
    .union([
      z.string(),
      z.array(z.object({ name: z.string(), template: z.string() })),
      z.record(z.string(), z.string()),
    ])
    .nullish(),
});

type TokenizerConfig = z.output<typeof configSchema>;

function parseConfig(text: string): TokenizerConfig {
  try {
    return configSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new AppError(
      'tokenizer-invalid',
      'tokenizer_config.json: chat_template must be a text, or a list of texts with names; use the file of this model',
      { cause },
    );
  }
}

function templateOf({ chat_template: template }: TokenizerConfig): string | null {
  if (typeof template === 'string') return template;
  const named = Array.isArray(template)
    ? template.map(({ name, template: source }): [string, string] => [name, source])
    : Object.entries(template ?? {});
  return named.find(([name]) => name === 'default')?.[1] ?? named[0]?.[1] ?? null;
}

/** Every `..._token` of tokenizer_config.json, as transformers hands them to a template. */
function specialTokens(config: TokenizerConfig): Record<string, string> {
  return Object.fromEntries(
    Object.entries(config).flatMap(([name, value]) => {
      const token = name.endsWith('_token') ? tokenSchema.safeParse(value) : null;
      return token?.success ? [[name, token.data]] : [];
    }),
  );
}

function unusable(thrown: unknown): AppError {
  const { message } = toAppError(thrown);
  return new AppError('tokenizer-invalid', `chat_template: ${message}; send the prompt as plain text instead`, {
    cause: thrown,
  });
}
