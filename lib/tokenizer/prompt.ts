// From what the user typed to what the model gets: text, a chat message, or token ids. Knows no page.

import type { ModelFiles } from '@/lib/model/files';
import { AppError } from '@/lib/errors';
import { type ChatTemplate, openChatTemplate } from './chat';
import { createIdTokenizer, parseIds } from './ids';
import { openTokenizer } from './open';
import type { Tokenizer } from './tokenizer';

/** What turns prompts into tokens for one model. */
export interface Prompting {
  /** What the model gets for a typed text; `chat` puts the template around it. Throws AppError `input-invalid` or `tokenizer-invalid`. */
  encode(typed: string, chat: boolean): PromptInput;
  readonly tokenizer: Tokenizer;
  /** Null where the model has none, as base models. */
  readonly template: ChatTemplate | null;
  /** Why prompts can only be token ids, in a sentence; null where the model's text can be read. */
  readonly onlyIds: string | null;
}

export interface PromptInput {
  readonly ids: number[];
  /** What the model gets, as text. */
  readonly text: string;
  /** The text of each id; joined they are `text`. */
  readonly pieces: string[];
}

/**
 * Opens tokenizer and chat template. Where there is no tokenizer, or none that can be read, prompts are token ids and `onlyIds` says
 * why; null stands for a model without files. Throws what `files` throws.
 */
export async function openPrompting(
  files: ModelFiles | null,
  vocabSize: number,
  signal?: AbortSignal,
): Promise<Prompting> {
  const none = (onlyIds: string) => prompting(createIdTokenizer(vocabSize), null, onlyIds);
  if (!files) return none('Random weights have no tokenizer.');
  try {
    const tokenizer = await openTokenizer(files, vocabSize, signal);
    if (!tokenizer) return none(await missingTokenizer(files, signal));
    return prompting(tokenizer, await openChatTemplate(files, signal), null);
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === 'tokenizer-invalid') return none(`${thrown.message}.`);
    throw thrown;
  }
}

function prompting(tokenizer: Tokenizer, template: ChatTemplate | null, onlyIds: string | null): Prompting {
  const encode = (typed: string, chat: boolean): PromptInput => {
    const ids = onlyIds === null ? parseIds(typed, tokenizer.vocabSize) : null;
    if (ids) {
      const pieces = tokenizer.pieces(ids);
      return { ids, text: pieces.join(''), pieces };
    }
    const text = chat && template ? template.render(typed) : typed;
    // A template spells the first token itself.
    const encoded = tokenizer.encode(text, chat && template !== null);
    return { ...encoded, text: encoded.pieces.join('') };
  };
  // What was counted while typing is what runs: a long prompt takes some 50 ms the first time.
  let last: { readonly typed: string; readonly chat: boolean; readonly input: PromptInput } | null = null;
  return {
    tokenizer,
    template,
    onlyIds,
    encode(typed, chat) {
      if (last?.typed !== typed || last.chat !== chat) last = { typed, chat, input: encode(typed, chat) };
      return last.input;
    },
  };
}

/** Names the tokenizer that a model has instead of a tokenizer.json, as far as its files tell. */
async function missingTokenizer(files: ModelFiles, signal: AbortSignal | undefined): Promise<string> {
  const config = (await files.text('tokenizer_config.json', signal)) ?? '';
  const named = /"tokenizer_class"\s*:\s*"(\w+)"/.exec(config)?.[1];
  const code = config.includes('"auto_map"') ? ', which is Python code' : '';
  const instead = named ? `: its tokenizer is ${named}${code}` : '';
  return `${files.id} has no tokenizer.json${instead}.`;
}
