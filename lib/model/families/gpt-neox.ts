// GPT-NeoX 20B, Pythia, Dolly 2, RedPajama: attention and MLP side by side, each on a norm of its own.
// Source: transformers/models/gpt_neox/{configuration,modeling}_gpt_neox.py.

import { z } from 'zod';
import { decoder, decoderFields, layerNorm } from './decoder';
import type { Family } from './family';
import { activationField, positive } from './fields';
import { groupedQkv } from './fused';
import { checkpoint } from './names';

const schema = z.looseObject({
  ...decoderFields,
  hidden_act: activationField('gelu'),
  layer_norm_eps: positive.default(1e-5),
  attention_bias: z.boolean().default(true),
  use_parallel_residual: z.boolean().default(true),
});

export const gptNeox: Family = {
  modelTypes: ['gpt_neox'],
  read(fields) {
    const config = fields.parse(schema, { rotary_pct: 'partial_rotary_factor', rotary_emb_base: 'rope_theta' });
    return decoder(config, {
      norm: layerNorm(config.layer_norm_eps),
      rope: { partial: 0.25 },
      parallel: config.use_parallel_residual ? 'separate' : 'none',
      attention: { inputBias: config.attention_bias, outputBias: config.attention_bias },
      mlp: { gated: false, activation: config.hidden_act, bias: true },
    });
  },
  ...checkpoint({
    layers: 'gpt_neox.layers',
    layer: {
      query: 'attention.query_key_value',
      key: 'attention.query_key_value',
      value: 'attention.query_key_value',
      output: 'attention.dense',
      up: 'mlp.dense_h_to_4h',
      down: 'mlp.dense_4h_to_h',
    },
    head: { embedding: 'gpt_neox.embed_in', finalNorm: 'gpt_neox.final_layer_norm', head: 'embed_out' },
    within: groupedQkv,
  }),
};
