// The catalog's numbers, held to those that the model cards publish.

import { describe, expect, it } from 'vitest';
import { bundledModel, bundledSpec } from '@/lib/model/catalog';
import { parseConfig } from '@/lib/model/config';
import { parseModelAddress } from '@/lib/model/hub/address';
import { hubModels, specOf, storedSize } from '@/lib/model/hub/models';
import { parameterCount } from '@/lib/model/parameters';
import { hubConfigs } from '../../fixtures/hubConfigs';

const find = (repository: string) => hubModels.find((model) => model.repository === repository)!;

/** As the Hub counts the tensors of each checkpoint; XGen's follows from its config.json. */
const published: Record<string, number> = {
  'HuggingFaceTB/SmolLM2-135M-Instruct': 134_515_008,
  'google/gemma-3-270m': 268_098_176,
  'HuggingFaceTB/SmolLM2-360M-Instruct': 361_821_120,
  'Qwen/Qwen2.5-0.5B-Instruct': 494_032_768,
  'Qwen/Qwen3-0.6B': 596_049_920,
  'google/gemma-3-1b-it': 999_885_952,
  'TinyLlama/TinyLlama-1.1B-Chat-v1.0': 1_100_048_384,
  'meta-llama/Llama-3.2-1B-Instruct': 1_235_814_400,
  'meta-llama/Llama-2-7b-hf': 6_738_415_616,
  'meta-llama/Llama-2-7b-chat-hf': 6_738_415_616,
  'Salesforce/xgen-7b-8k-base': 6_895_702_016,
};

describe('the catalog', () => {
  it('counts the parameters of every model as they are published', () => {
    const counted = hubModels.map((model) => [model.repository, parameterCount(specOf(model))]);
    expect(Object.fromEntries(counted)).toEqual(published);
  });

  it('and of the bundled one', () => {
    expect(parameterCount(bundledSpec)).toBe(bundledModel.parameters);
  });

  it.each(
    hubModels.filter(({ repository }) => repository in hubConfigs).map((model) => [model.repository, model] as const),
  )('%s has the architecture that its config.json on the Hub says', (repository, model) => {
    const {
      bosTokenId: _bos,
      eosTokenIds: _eos,
      ...said
    } = parseConfig(hubConfigs[repository as keyof typeof hubConfigs]);
    expect(specOf(model)).toMatchObject(said);
  });

  it('names repositories that can be asked for', () => {
    for (const { repository, tokenizerFrom } of hubModels) {
      for (const name of [repository, tokenizerFrom ?? repository]) {
        expect(parseModelAddress(name)).toMatchObject({ kind: 'hub', repository: name });
      }
    }
    expect(new Set(hubModels.map(({ repository }) => repository)).size).toBe(hubModels.length);
  });

  it('knows that Qwen3 stores its head beside the same embedding, and Llama 3.2 does not', () => {
    expect(storedSize(find('Qwen/Qwen3-0.6B'))).toBe(751_632_384 * 2);
    expect(storedSize(find('meta-llama/Llama-3.2-1B-Instruct'))).toBe(1_235_814_400 * 2);
  });

  it('begins with what is quick to fetch', () => {
    const sizes = hubModels.map((model) => parameterCount(specOf(model)));
    expect(sizes).toEqual([...sizes].sort((a, b) => a - b));
  });
});
