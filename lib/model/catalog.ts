// The models that LazyLens knows by name: the bundled one, and shapes to time with random weights. Plain values only.

import type { ModelSpec } from './spec';

/** What the page tells of a model before it is loaded. */
export interface CatalogEntry {
  readonly id: string;
  /** Folder of config.json, model.safetensors, tokenizer.json and tokenizer_config.json. */
  readonly url: string;
  readonly parameters: number;
  /** Size of model.safetensors. */
  readonly sizeBytes: number;
  /** Longest sequence, prompt and output together. */
  readonly context: number;
  readonly layers: number;
  readonly licence: string;
  readonly summary: string;
}

export const bundledModel: CatalogEntry = {
  id: 'lens-28m',
  url: '/models/lens-28m',
  parameters: 28_324_224,
  sizeBytes: 30_134_624,
  context: 2048,
  layers: 16,
  licence: 'MIT',
  summary: 'A small Llama trained for LazyLens on public-domain books and retrieval tasks.',
};

/** Shapes that can be timed with random weights, as `synthetic:<name>`. */
export const syntheticShapes: Readonly<Record<string, ModelSpec>> = {
  'lens-28m': shape({
    layers: 16,
    hidden: 384,
    heads: 6,
    kvHeads: 2,
    intermediate: 1024,
    vocabSize: 8192,
    context: 2048,
    rope: { theta: 10_000, scaling: { type: 'none' } },
  }),
  'SmolLM2-135M': shape({
    layers: 30,
    hidden: 576,
    heads: 9,
    kvHeads: 3,
    intermediate: 1536,
    vocabSize: 49_152,
    context: 8192,
    rope: { theta: 100_000, scaling: { type: 'none' } },
  }),
  'Llama-3.2-1B': shape({
    layers: 16,
    hidden: 2048,
    heads: 32,
    kvHeads: 8,
    intermediate: 8192,
    vocabSize: 128_256,
    context: 131_072,
    rope: {
      theta: 500_000,
      scaling: { type: 'llama3', factor: 32, lowFreqFactor: 1, highFreqFactor: 4, originalContext: 8192 },
    },
  }),
};

type Sizes = Pick<
  ModelSpec,
  'layers' | 'hidden' | 'heads' | 'kvHeads' | 'intermediate' | 'vocabSize' | 'context' | 'rope'
>;

/** What the three shapes share. Random weights say nothing, so no token ends a generation. */
function shape(sizes: Sizes): ModelSpec {
  return {
    family: 'llama',
    headDim: 64,
    normEpsilon: 1e-5,
    tiedEmbeddings: true,
    attentionBias: false,
    mlpBias: false,
    bosTokenId: null,
    eosTokenIds: [],
    ...sizes,
  };
}
