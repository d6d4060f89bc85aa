// Command R.
// Source: transformers/models/cohere/{configuration,modeling}_cohere.py.

import { z } from 'zod';
import { decoder, decoderFields, layerNorm, tiedByDefault } from './decoder';
import type { Family } from './family';
import { activationField, count, positive } from './fields';
import { checkpoint } from './names';

const schema = z.looseObject({
  ...decoderFields,
  ...tiedByDefault,
  max_position_embeddings: count.default(8192),
  hidden_act: activationField('silu'),
  layer_norm_eps: positive.default(1e-5),
  logit_scale: positive.default(0.0625),
  attention_bias: z.boolean().default(false),
  use_qk_norm: z.boolean().default(false),
});

export const cohere: Family = {
  modelTypes: ['cohere'],
  read(fields) {
    const config = fields.parse(schema);
    const qkNorm = { kind: 'layer', over: 'head', perHead: true, bias: false, afterRope: false } as const;
    return decoder(config, {
      norm: layerNorm(config.layer_norm_eps, false),
      rope: { interleaved: true },
      parallel: 'shared',
      attention: {
        inputBias: config.attention_bias,
        outputBias: config.attention_bias,
        qkNorm: config.use_qk_norm ? qkNorm : null,
      },
      mlp: { gated: true, activation: config.hidden_act, bias: false },
      head: { multiplier: config.logit_scale },
    });
  },
  ...checkpoint({
    within({ heads, kvHeads, headDim }, role) {
      if (role === 'queryNorm') return { shape: [heads, headDim] };
      if (role === 'keyNorm') return { shape: [kvHeads, headDim] };
      return {};
    },
  }),
};
