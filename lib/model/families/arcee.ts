// Arcee AFM: a Llama with squared ReLU and no gate.
// Source: transformers/models/arcee/{configuration,modeling}_arcee.py.

import { z } from 'zod';
import { decoder, decoderFields, rmsNorm } from './decoder';
import type { Family } from './family';
import { activationField, count, positive } from './fields';
import { checkpoint } from './names';

const schema = z.looseObject({
  ...decoderFields,
  max_position_embeddings: count.default(4096),
  hidden_act: activationField('relu2'),
  rms_norm_eps: positive.default(1e-5),
  attention_bias: z.boolean().default(false),
  mlp_bias: z.boolean().default(false),
});

export const arcee: Family = {
  modelTypes: ['arcee'],
  read(fields) {
    const config = fields.parse(schema);
    return decoder(config, {
      norm: rmsNorm(config.rms_norm_eps),
      attention: { inputBias: config.attention_bias, outputBias: config.attention_bias },
      mlp: { gated: false, activation: config.hidden_act, bias: config.mlp_bias },
    });
  },
  ...checkpoint({}),
};
