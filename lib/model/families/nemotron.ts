// Nemotron 3 and 4, Minitron: layer norms whose gains are stored less 1, squared ReLU, half of each head rotated.
// Source: transformers/models/nemotron/{configuration,modeling}_nemotron.py.

import { z } from 'zod';
import { decoder, decoderFields, layerNorm } from './decoder';
import type { Family } from './family';
import { activationField, count, positive } from './fields';
import { checkpoint } from './names';

const schema = z.looseObject({
  ...decoderFields,
  max_position_embeddings: count.default(4096),
  hidden_act: activationField('relu2'),
  norm_eps: positive.default(1e-5),
  attention_bias: z.boolean().default(false),
  mlp_bias: z.boolean().default(false),
});

export const nemotron: Family = {
  modelTypes: ['nemotron'],
  read(fields) {
    const config = fields.parse(schema);
    return decoder(config, {
      norm: layerNorm(config.norm_eps),
      rope: { partial: 0.5 },
      attention: { inputBias: config.attention_bias, outputBias: config.attention_bias },
      mlp: { gated: false, activation: config.hidden_act, bias: config.mlp_bias },
    });
  },
  ...checkpoint({ within: (_, role) => (role.endsWith('Norm') ? { plus: 1 } : {}) }),
};
