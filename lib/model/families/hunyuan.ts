// Hunyuan V1, dense: a Llama whose queries and keys are normed after RoPE.
// Source: transformers/models/hunyuan_v1_dense/{configuration,modeling}_hunyuan_v1_dense.py.

import { z } from 'zod';
import { decoder, decoderFields, headRmsNorm, rmsNorm } from './decoder';
import type { Family } from './family';
import { activationField, only, positive } from './fields';
import { checkpoint } from './names';

const schema = z.looseObject({
  ...decoderFields,
  hidden_act: activationField('silu'),
  rms_norm_eps: positive.default(1e-5),
  attention_bias: z.boolean().default(false),
  // Keys and values shared between layers.
  use_cla: only(false),
});

export const hunyuan: Family = {
  modelTypes: ['hunyuan_v1_dense'],
  read(fields) {
    const config = fields.parse(schema, { attention_head_dim: 'head_dim' });
    return decoder(config, {
      norm: rmsNorm(config.rms_norm_eps),
      attention: {
        inputBias: config.attention_bias,
        outputBias: config.attention_bias,
        qkNorm: { ...headRmsNorm, afterRope: true },
      },
      mlp: { gated: true, activation: config.hidden_act, bias: false },
    });
  },
  ...checkpoint({ layer: { queryNorm: 'self_attn.query_layernorm', keyNorm: 'self_attn.key_layernorm' } }),
};
