// Phi 1, 1.5 and 2.
// Source: transformers/models/phi/{configuration,modeling}_phi.py.

import { z } from 'zod';
import { decoder, decoderFields, layerNorm } from './decoder';
import type { Family } from './family';
import { activationField, positive } from './fields';
import { checkpoint } from './names';

const schema = z.looseObject({
  ...decoderFields,
  hidden_act: activationField('gelu_new'),
  layer_norm_eps: positive.default(1e-5),
  qk_layernorm: z.boolean().default(false),
});

export const phi: Family = {
  modelTypes: ['phi'],
  read(fields) {
    const config = fields.parse(schema);
    const qkNorm = { kind: 'layer', over: 'head', perHead: false, bias: true, afterRope: false } as const;
    return decoder(config, {
      norm: layerNorm(config.layer_norm_eps),
      rope: { partial: 0.5 },
      parallel: 'shared',
      attention: { inputBias: true, outputBias: true, qkNorm: config.qk_layernorm ? qkNorm : null },
      mlp: { gated: false, activation: config.hidden_act, bias: true },
      head: { bias: true },
    });
  },
  ...checkpoint({
    layer: {
      queryNorm: 'self_attn.q_layernorm',
      keyNorm: 'self_attn.k_layernorm',
      output: 'self_attn.dense',
      up: 'mlp.fc1',
      down: 'mlp.fc2',
    },
    head: { finalNorm: 'model.final_layernorm' },
  }),
};
