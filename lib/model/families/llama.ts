// Llama 1 to 3, TinyLlama, SmolLM 1 and 2, XGen, and all that calls itself a Llama.
// Source: transformers/models/llama/{configuration,modeling}_llama.py.

import { z } from 'zod';
import { decoder, decoderFields, rmsNorm } from './decoder';
import type { Family } from './family';
import { activationField, only, positive } from './fields';
import { checkpoint } from './names';

// Where a field has a default it is transformers' default for the family, here and in all others: the Hub's files leave it out.
const schema = z.looseObject({
  ...decoderFields,
  hidden_act: activationField('silu'),
  rms_norm_eps: positive.default(1e-6),
  attention_bias: z.boolean().default(false),
  mlp_bias: z.boolean().default(false),
  rope_interleaved: only(false),
});

export const llama: Family = {
  modelTypes: ['llama'],
  read(fields) {
    const config = fields.parse(schema, { max_sequence_length: 'max_position_embeddings' });
    return decoder(config, {
      norm: rmsNorm(config.rms_norm_eps),
      attention: { inputBias: config.attention_bias, outputBias: config.attention_bias },
      mlp: { gated: true, activation: config.hidden_act, bias: config.mlp_bias },
    });
  },
  ...checkpoint({}),
};
