// StarCoder 2.
// Source: transformers/models/starcoder2/{configuration,modeling}_starcoder2.py.

import { z } from 'zod';
import { decoder, decoderFields, layerNorm, tiedByDefault } from './decoder';
import type { Family } from './family';
import { activationField, count, only, positive } from './fields';
import { checkpoint } from './names';
import { readWindows, windowFields } from './windows';

const schema = z.looseObject({
  ...decoderFields,
  ...tiedByDefault,
  ...windowFields,
  max_position_embeddings: count.default(4096),
  hidden_act: activationField('gelu_pytorch_tanh'),
  norm_epsilon: positive.default(1e-5),
  norm_type: only('layer_norm'),
  mlp_type: only('default'),
  use_bias: z.boolean().default(true),
});

export const starcoder2: Family = {
  modelTypes: ['starcoder2'],
  read(fields) {
    const config = fields.parse(schema);
    const bias = config.use_bias;
    return decoder(config, {
      norm: layerNorm(config.norm_epsilon),
      attention: { inputBias: bias, outputBias: bias, windows: readWindows(config, () => true) },
      mlp: { gated: false, activation: config.hidden_act, bias },
    });
  },
  ...checkpoint({ layer: { up: 'mlp.c_fc', down: 'mlp.c_proj' } }),
};
