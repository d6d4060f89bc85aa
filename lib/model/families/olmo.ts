// OLMo 1, 2 and 3.
// Source: transformers/models/{olmo,olmo2,olmo3}/{configuration,modeling}_*.py.

import { z } from 'zod';
import { decoder, decoderFields, rmsNorm } from './decoder';
import type { Family } from './family';
import { activationField, positive } from './fields';
import { checkpoint } from './names';

const schema = z.looseObject({
  ...decoderFields,
  hidden_act: activationField('silu'),
  rms_norm_eps: positive.default(1e-5),
  attention_bias: z.boolean().default(false),
  clip_qkv: z.null('clipping of queries, keys and values is not computed').optional(),
});

export const olmo: Family = {
  modelTypes: ['olmo'],
  read(fields) {
    const config = fields.parse(schema);
    return decoder(config, {
      norm: { kind: 'layer', epsilon: 1e-5, gain: false, bias: false, place: 'pre', final: true },
      attention: { inputBias: config.attention_bias, outputBias: config.attention_bias },
      mlp: { gated: true, activation: config.hidden_act, bias: false },
    });
  },
  ...checkpoint({}),
};

export const olmo2: Family = {
  modelTypes: ['olmo2'],
  read(fields) {
    const config = fields.parse(schema);
    return decoder(config, {
      norm: rmsNorm(config.rms_norm_eps, 'post'),
      attention: {
        inputBias: config.attention_bias,
        outputBias: config.attention_bias,
        qkNorm: { kind: 'rms', over: 'row', perHead: false, bias: false, afterRope: false },
      },
      mlp: { gated: true, activation: config.hidden_act, bias: false },
    });
  },
  ...checkpoint({}),
};
