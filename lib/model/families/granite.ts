// Granite 3, dense: a Llama with multipliers.
// Source: transformers/models/granite/{configuration,modeling}_granite.py.

import { z } from 'zod';
import { decoder, decoderFields, rmsNorm } from './decoder';
import type { Family } from './family';
import { activationField, positive } from './fields';
import { checkpoint } from './names';

const schema = z.looseObject({
  ...decoderFields,
  hidden_act: activationField('silu'),
  rms_norm_eps: positive.default(1e-6),
  attention_bias: z.boolean().default(false),
  mlp_bias: z.boolean().default(false),
  embedding_multiplier: positive.default(1),
  attention_multiplier: positive.default(1),
  residual_multiplier: positive.default(1),
  logits_scaling: positive.default(1),
});

export const granite: Family = {
  modelTypes: ['granite'],
  read(fields) {
    const config = fields.parse(schema);
    return decoder(config, {
      norm: rmsNorm(config.rms_norm_eps),
      embedding: { multiplier: config.embedding_multiplier },
      attention: {
        scale: config.attention_multiplier,
        inputBias: config.attention_bias,
        outputBias: config.attention_bias,
      },
      mlp: { gated: true, activation: config.hidden_act, bias: config.mlp_bias },
      residualMultiplier: config.residual_multiplier,
      head: { multiplier: 1 / config.logits_scaling },
    });
  },
  ...checkpoint({}),
};
