// Models of the Hub that LazyLens knows by name, for a start. What is said here of a repository was not asked of the Hub: sizes follow
// from shapes, licences and contexts are as published, and a download shows what the server really has. Plain values.

import { syntheticConfigs } from '../catalog';
import { parseConfig } from '../config';
import { parameterCount } from '../parameters';
import type { ModelSpec } from '../spec';

export interface HubModel {
  /** `owner/name`. */
  readonly repository: string;
  /** Whose fields of config.json it has: a name in `syntheticConfigs`. */
  readonly shape: string;
  /** Instruct models expect a chat message, base models a text to continue. */
  readonly tuned: 'base' | 'instruct';
  /** The licence has to be accepted on the Hub, and a token given. */
  readonly gated: boolean;
  /** As the Hub spells it. */
  readonly licence: string;
  /** Bytes of a stored weight. */
  readonly storedBytes: 2 | 4;
  /** The file holds the head too, though it is the embedding. */
  readonly storesTiedHead: boolean;
  /** Another repository whose tokenizer.json serves, where this one has none that can be read. */
  readonly tokenizerFrom: string | null;
  /** What a user should know before the download; null where there is nothing to say. */
  readonly note: string | null;
}

const common = { gated: false, storedBytes: 2, storesTiedHead: false, tokenizerFrom: null, note: null } as const;

export const hubModels: readonly HubModel[] = [
  {
    ...{ ...common, repository: 'HuggingFaceTB/SmolLM2-135M-Instruct', shape: 'SmolLM2-135M' },
    ...{ tuned: 'instruct', licence: 'apache-2.0' },
  },
  {
    ...{ ...common, repository: 'google/gemma-3-270m', shape: 'gemma-3-270m' },
    ...{ tuned: 'base', licence: 'gemma', gated: true },
  },
  {
    ...{ ...common, repository: 'HuggingFaceTB/SmolLM2-360M-Instruct', shape: 'SmolLM2-360M' },
    ...{ tuned: 'instruct', licence: 'apache-2.0' },
  },
  {
    ...{ ...common, repository: 'Qwen/Qwen2.5-0.5B-Instruct', shape: 'Qwen2.5-0.5B' },
    ...{ tuned: 'instruct', licence: 'apache-2.0' },
  },
  {
    ...{ ...common, repository: 'Qwen/Qwen3-0.6B', shape: 'Qwen3-0.6B' },
    ...{ tuned: 'instruct', licence: 'apache-2.0', storesTiedHead: true },
    note: 'Thinks before it answers: allow many new tokens.',
  },
  {
    ...{ ...common, repository: 'google/gemma-3-1b-it', shape: 'gemma-3-1b' },
    ...{ tuned: 'instruct', licence: 'gemma', gated: true },
  },
  {
    ...{ ...common, repository: 'TinyLlama/TinyLlama-1.1B-Chat-v1.0', shape: 'TinyLlama-1.1B' },
    ...{ tuned: 'instruct', licence: 'apache-2.0' },
  },
  {
    ...{ ...common, repository: 'meta-llama/Llama-3.2-1B-Instruct', shape: 'Llama-3.2-1B' },
    ...{ tuned: 'instruct', licence: 'llama3.2', gated: true },
  },
  {
    ...{ ...common, repository: 'meta-llama/Llama-2-7b-hf', shape: 'Llama-2-7B' },
    ...{ tuned: 'base', licence: 'llama2', gated: true },
    note: 'One of the paper’s two models.',
  },
  {
    ...{ ...common, repository: 'meta-llama/Llama-2-7b-chat-hf', shape: 'Llama-2-7B' },
    ...{ tuned: 'instruct', licence: 'llama2', gated: true },
  },
  {
    ...{ ...common, repository: 'Salesforce/xgen-7b-8k-base', shape: 'XGen-7B-8K' },
    ...{ tuned: 'base', licence: 'apache-2.0', storedBytes: 4, tokenizerFrom: 'openai-community/gpt2' },
    note: 'The paper’s long-context model. Its tokenizer is Python code, so GPT-2’s is taken: the same ids, save for runs of spaces. A repository that has PyTorch .bin files only is refused before the download.',
  },
];

/** Architecture of a known model. */
export function specOf({ shape }: Pick<HubModel, 'shape'>): ModelSpec {
  return parseConfig(syntheticConfigs[shape]);
}

/** Bytes of its safetensors files, without their headers of some kilobytes. */
export function storedSize(model: HubModel): number {
  const spec = specOf(model);
  const again = model.storesTiedHead && spec.head.tied ? spec.vocabSize * spec.hidden : 0;
  return (parameterCount(spec) + again) * model.storedBytes;
}
