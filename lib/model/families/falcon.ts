// Falcon: 7B (one key-value head), RW (ALiBi), and the new decoder architecture of 11B, 40B and 180B.
// Source: transformers/models/falcon/{configuration,modeling}_falcon.py.

import { z } from 'zod';
import type { ModelSpec } from '../spec';
import { decoder, decoderFields, layerNorm, tiedByDefault } from './decoder';
import type { Family } from './family';
import { activationField, count, invalid, positive, readHeadDim } from './fields';
import { groupedQkv } from './fused';
import { type Checkpoint, checkpoint } from './names';

const schema = z.looseObject({
  ...decoderFields,
  ...tiedByDefault,
  intermediate_size: count.nullish(),
  num_kv_heads: count.nullish(),
  activation: activationField('gelu'),
  layer_norm_epsilon: positive.default(1e-5),
  bias: z.boolean().default(false),
  alibi: z.boolean().default(false),
  multi_query: z.boolean().default(true),
  parallel_attn: z.boolean().default(true),
  new_decoder_architecture: z.boolean().default(false),
  num_ln_in_parallel_attn: z.union([z.literal(1), z.literal(2)]).nullish(),
});

const places: Checkpoint = {
  layers: 'transformer.h',
  layer: {
    query: 'self_attention.query_key_value',
    key: 'self_attention.query_key_value',
    value: 'self_attention.query_key_value',
    output: 'self_attention.dense',
    up: 'mlp.dense_h_to_4h',
    down: 'mlp.dense_4h_to_h',
  },
  head: { embedding: 'transformer.word_embeddings', finalNorm: 'transformer.ln_f' },
  within: groupedQkv,
};
const oneNorm = checkpoint(places);
const twoNorms = checkpoint({ ...places, layer: { ...places.layer, attentionNorm: 'ln_attn', mlpNorm: 'ln_mlp' } });

type Config = z.output<typeof schema>;

export const falcon: Family = {
  modelTypes: ['falcon'],
  read(fields) {
    const config = fields.parse(schema, {
      n_embed: 'hidden_size',
      n_layer: 'num_hidden_layers',
      n_head: 'num_attention_heads',
      n_head_kv: 'num_kv_heads',
      ffn_hidden_size: 'intermediate_size',
    });
    const scale = readHeadDim(config) ** -0.5;
    return decoder(
      {
        ...config,
        num_key_value_heads: kvHeads(config),
        intermediate_size: config.intermediate_size ?? 4 * config.hidden_size,
      },
      {
        norm: layerNorm(config.layer_norm_epsilon),
        parallel: parallel(config),
        ...(config.alibi ? { positions: { kind: 'alibi', factor: scale } } : {}),
        attention: { inputBias: config.bias, outputBias: config.bias },
        mlp: { gated: false, activation: config.activation, bias: config.bias },
      },
    );
  },
  layerWeight: (spec, index, role) =>
    (spec.parallel === 'separate' ? twoNorms : oneNorm).layerWeight(spec, index, role),
  headWeight: (spec, role) => oneNorm.headWeight(spec, role),
};

/** `num_kv_heads` counts in the new decoder architecture only: 7B's file gives 71 and means 1. */
function kvHeads(config: Config): number {
  if (config.new_decoder_architecture) return config.num_kv_heads ?? config.num_attention_heads;
  return config.multi_query ? 1 : config.num_attention_heads;
}

function parallel(config: Config): ModelSpec['parallel'] {
  if (config.new_decoder_architecture && !config.parallel_attn) {
    throw invalid('parallel_attn false is not supported with new_decoder_architecture');
  }
  if (config.new_decoder_architecture) return (config.num_ln_in_parallel_attn ?? 2) === 2 ? 'separate' : 'shared';
  return config.parallel_attn ? 'shared' : 'none';
}
