// What decoder-only transformers share: the fields of config.json that most spell alike, and a ModelSpec of which a family says only
// what is its own.

import { z } from 'zod';
import type { ModelSpec } from '../spec';
import { count, readHeadDim } from './fields';
import { readRope, ropeFields, type RopeTraits } from './rope';

/** Fields of most families, with the defaults of most; a family's schema may override any. */
export const decoderFields = {
  model_type: z.string(),
  vocab_size: count,
  hidden_size: count,
  intermediate_size: count,
  num_hidden_layers: count,
  num_attention_heads: count,
  num_key_value_heads: count.nullish(),
  head_dim: count.nullish(),
  tie_word_embeddings: z.boolean().default(false),
  ...ropeFields,
};

/** For families whose head is tied where the file does not say. */
export const tiedByDefault = { tie_word_embeddings: z.boolean().default(true) };

export type DecoderConfig = z.output<z.ZodObject<typeof decoderFields>>;

/** A family's own parts; what is absent is as in Llama. */
export interface Traits {
  readonly norm: ModelSpec['norm'];
  readonly mlp: ModelSpec['mlp'];
  readonly attention?: Partial<ModelSpec['attention']>;
  readonly rope?: RopeTraits;
  /** Positions other than by one table of rotations. */
  readonly positions?: ModelSpec['positions'];
  readonly parallel?: ModelSpec['parallel'];
  readonly embedding?: Partial<ModelSpec['embedding']>;
  readonly residualMultiplier?: number;
  readonly head?: Partial<ModelSpec['head']>;
}

/** The spec of a decoder-only transformer. Throws AppError `model-invalid` naming a field that cannot be run. */
export function decoder(config: DecoderConfig, traits: Traits): ModelSpec {
  const headDim = readHeadDim(config);
  const layers = config.num_hidden_layers;
  const context = config.max_position_embeddings;
  const windows = traits.attention?.windows ?? Array.from({ length: layers }, () => null);
  return {
    family: config.model_type,
    layers,
    hidden: config.hidden_size,
    heads: config.num_attention_heads,
    kvHeads: config.num_key_value_heads ?? config.num_attention_heads,
    headDim,
    intermediate: config.intermediate_size,
    vocabSize: config.vocab_size,
    context,
    embedding: { multiplier: 1, normed: false, ...traits.embedding },
    norm: traits.norm,
    parallel: traits.parallel ?? 'none',
    attention: {
      scale: headDim ** -0.5,
      softcap: null,
      inputBias: false,
      outputBias: false,
      qkNorm: null,
      ...traits.attention,
      // A window as long as the context hides nothing, and layers without one take faster kernels.
      windows: windows.map((window) => (window === null || window >= context ? null : window)),
    },
    positions: traits.positions ?? readRope(config, traits.rope ?? {}, headDim, layers),
    mlp: traits.mlp,
    residualMultiplier: traits.residualMultiplier ?? 1,
    head: { tied: config.tie_word_embeddings, bias: false, multiplier: 1, softcap: null, ...traits.head },
    bosTokenId: null,
    eosTokenIds: [],
  };
}

/** Root-mean-square norms with a gain. */
export function rmsNorm(epsilon: number, place: ModelSpec['norm']['place'] = 'pre'): ModelSpec['norm'] {
  return { kind: 'rms', epsilon, gain: true, bias: false, place, final: true };
}

/** Layer norms before attention and MLP, with a gain; with a bias unless told. */
export function layerNorm(epsilon: number, bias = true): ModelSpec['norm'] {
  return { kind: 'layer', epsilon, gain: true, bias, place: 'pre', final: true };
}

/** Root-mean-square norms of queries and keys, over each head, before RoPE. */
export const headRmsNorm = { kind: 'rms', over: 'head', perHead: false, bias: false, afterRope: false } as const;
