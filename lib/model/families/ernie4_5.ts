// ERNIE 4.5, dense: a Llama with rotated pairs side by side.
// Source: transformers/models/ernie4_5/{configuration,modeling}_ernie4_5.py.

import { z } from 'zod';
import { decoder, decoderFields, rmsNorm, tiedByDefault } from './decoder';
import type { Family } from './family';
import { activationField, count, positive } from './fields';
import { checkpoint } from './names';

const schema = z.looseObject({
  ...decoderFields,
  ...tiedByDefault,
  head_dim: count.default(128),
  max_position_embeddings: count.default(131_072),
  hidden_act: activationField('silu'),
  rms_norm_eps: positive.default(1e-5),
  use_bias: z.boolean().default(false),
});

export const ernie: Family = {
  modelTypes: ['ernie4_5'],
  read(fields) {
    const config = fields.parse(schema);
    const bias = config.use_bias;
    return decoder(config, {
      norm: rmsNorm(config.rms_norm_eps),
      rope: { theta: 500_000, interleaved: true },
      attention: { inputBias: bias, outputBias: bias },
      mlp: { gated: true, activation: config.hidden_act, bias },
    });
  },
  ...checkpoint({}),
};
