// GPT-J 6B: attention and MLP side by side on one norm, rotated pairs side by side.
// Source: transformers/models/gptj/{configuration,modeling}_gptj.py.

import { z } from 'zod';
import { decoder, decoderFields, layerNorm } from './decoder';
import type { Family } from './family';
import { activationField, count, invalid, positive, readHeadDim } from './fields';
import { gptNames } from './gpt2';
import { checkpoint } from './names';

const schema = z.looseObject({
  ...decoderFields,
  intermediate_size: count.nullish(),
  activation_function: activationField('gelu_new'),
  layer_norm_epsilon: positive.default(1e-5),
  rotary_dim: count.default(64),
});

export const gptj: Family = {
  modelTypes: ['gptj'],
  read(fields) {
    const config = fields.parse(schema, gptNames);
    const headDim = readHeadDim(config);
    if (config.rotary_dim > headDim) throw invalid(`rotary_dim ${config.rotary_dim} exceeds the head size ${headDim}`);
    return decoder(
      { ...config, intermediate_size: config.intermediate_size ?? 4 * config.hidden_size },
      {
        norm: layerNorm(config.layer_norm_epsilon),
        rope: { dims: config.rotary_dim, interleaved: true },
        parallel: 'shared',
        mlp: { gated: false, activation: config.activation_function, bias: true },
        head: { bias: true },
      },
    );
  },
  ...checkpoint({
    layers: 'transformer.h',
    layer: {
      attentionNorm: 'ln_1',
      query: 'attn.q_proj',
      key: 'attn.k_proj',
      value: 'attn.v_proj',
      output: 'attn.out_proj',
      up: 'mlp.fc_in',
      down: 'mlp.fc_out',
    },
    head: { embedding: 'transformer.wte', finalNorm: 'transformer.ln_f' },
  }),
};
