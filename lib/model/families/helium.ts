// Helium 1: a Llama with rotated pairs side by side.
// Source: transformers/models/helium/{configuration,modeling}_helium.py.

import { z } from 'zod';
import { decoder, decoderFields, rmsNorm } from './decoder';
import type { Family } from './family';
import { activationField, count, positive } from './fields';
import { checkpoint } from './names';

const schema = z.looseObject({
  ...decoderFields,
  head_dim: count.default(128),
  max_position_embeddings: count.default(4096),
  hidden_act: activationField('silu'),
  rms_norm_eps: positive.default(1e-8),
  attention_bias: z.boolean().default(false),
  mlp_bias: z.boolean().default(false),
});

export const helium: Family = {
  modelTypes: ['helium'],
  read(fields) {
    const config = fields.parse(schema);
    return decoder(config, {
      norm: rmsNorm(config.rms_norm_eps),
      rope: { theta: 100_000, interleaved: true },
      attention: { inputBias: config.attention_bias },
      mlp: { gated: true, activation: config.hidden_act, bias: config.mlp_bias },
    });
  },
  ...checkpoint({}),
};
