// GPT-2 and DistilGPT-2: learned positions; projections stored transposed, as Conv1D.
// Source: transformers/models/gpt2/{configuration,modeling}_gpt2.py.

import { z } from 'zod';
import { decoder, decoderFields, layerNorm, tiedByDefault } from './decoder';
import type { Family } from './family';
import { activationField, count, only, positive } from './fields';
import { stackedQkv } from './fused';
import { checkpoint } from './names';

/** Spellings of GPT-2 and GPT-J for what others call otherwise. */
export const gptNames = {
  n_embd: 'hidden_size',
  n_layer: 'num_hidden_layers',
  n_head: 'num_attention_heads',
  n_positions: 'max_position_embeddings',
  n_ctx: 'max_position_embeddings',
  n_inner: 'intermediate_size',
};

const schema = z.looseObject({
  ...decoderFields,
  ...tiedByDefault,
  intermediate_size: count.nullish(),
  max_position_embeddings: count.default(1024),
  activation_function: activationField('gelu_new'),
  layer_norm_epsilon: positive.default(1e-5),
  scale_attn_weights: z.boolean().default(true),
  scale_attn_by_inverse_layer_idx: only(false),
  add_cross_attention: only(false),
});

export const gpt2: Family = {
  modelTypes: ['gpt2'],
  read(fields) {
    const config = fields.parse(schema, gptNames);
    return decoder(
      { ...config, intermediate_size: config.intermediate_size ?? 4 * config.hidden_size },
      {
        norm: layerNorm(config.layer_norm_epsilon),
        positions: { kind: 'learned', offset: 0 },
        attention: { inputBias: true, outputBias: true, ...(config.scale_attn_weights ? {} : { scale: 1 }) },
        mlp: { gated: false, activation: config.activation_function, bias: true },
      },
    );
  },
  ...checkpoint({
    layers: 'transformer.h',
    layer: {
      attentionNorm: 'ln_1',
      query: 'attn.c_attn',
      key: 'attn.c_attn',
      value: 'attn.c_attn',
      output: 'attn.c_proj',
      mlpNorm: 'ln_2',
      up: 'mlp.c_fc',
      down: 'mlp.c_proj',
    },
    head: { embedding: 'transformer.wte', positions: 'transformer.wpe', finalNorm: 'transformer.ln_f' },
    within(spec, role) {
      const { shape, ...place } = stackedQkv(spec, role);
      if (shape) return { ...place, shape: [...shape].reverse(), ...(shape.length > 1 ? { transposed: true } : {}) };
      return role === 'output' || role === 'up' || role === 'down' ? { transposed: true } : {};
    },
  }),
};
