// Mistral 7B and its kin.
// Source: transformers/models/mistral/{configuration,modeling}_mistral.py.

import { z } from 'zod';
import { decoder, decoderFields, rmsNorm } from './decoder';
import type { Family } from './family';
import { activationField, positive } from './fields';
import { checkpoint } from './names';
import { readWindows, windowFields } from './windows';

const schema = z.looseObject({
  ...decoderFields,
  ...windowFields,
  hidden_act: activationField('silu'),
  rms_norm_eps: positive.default(1e-6),
});

export const mistral: Family = {
  modelTypes: ['mistral'],
  read(fields) {
    const config = fields.parse(schema);
    return decoder(config, {
      norm: rmsNorm(config.rms_norm_eps),
      attention: { windows: readWindows(config, () => true) },
      mlp: { gated: true, activation: config.hidden_act, bias: false },
    });
  },
  ...checkpoint({}),
};
