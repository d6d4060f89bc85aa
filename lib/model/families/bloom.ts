// BLOOM: positions by linear biases (ALiBi), a norm after the embedding.
// Source: transformers/models/bloom/{configuration,modeling}_bloom.py.

import { z } from 'zod';
import { decoder, decoderFields, layerNorm, tiedByDefault } from './decoder';
import type { Family } from './family';
import { count, only, positive } from './fields';
import { groupedQkv } from './fused';
import { checkpoint } from './names';

const schema = z.looseObject({
  ...decoderFields,
  ...tiedByDefault,
  intermediate_size: count.nullish(),
  layer_norm_epsilon: positive.default(1e-5),
  apply_residual_connection_post_layernorm: only(false),
});

export const bloom: Family = {
  modelTypes: ['bloom'],
  read(fields) {
    const config = fields.parse(schema, {
      n_embed: 'hidden_size',
      n_layer: 'num_hidden_layers',
      n_head: 'num_attention_heads',
      seq_length: 'max_position_embeddings',
    });
    return decoder(
      { ...config, intermediate_size: 4 * config.hidden_size },
      {
        norm: layerNorm(config.layer_norm_epsilon),
        embedding: { normed: true },
        positions: { kind: 'alibi', factor: 1 },
        attention: { inputBias: true, outputBias: true },
        mlp: { gated: false, activation: 'gelu-tanh', bias: true },
      },
    );
  },
  ...checkpoint({
    layers: 'transformer.h',
    layer: {
      query: 'self_attention.query_key_value',
      key: 'self_attention.query_key_value',
      value: 'self_attention.query_key_value',
      output: 'self_attention.dense',
      up: 'mlp.dense_h_to_4h',
      down: 'mlp.dense_4h_to_h',
    },
    head: {
      embedding: 'transformer.word_embeddings',
      embeddingNorm: 'transformer.word_embeddings_layernorm',
      finalNorm: 'transformer.ln_f',
    },
    within: groupedQkv,
  }),
};
