// EXAONE 4: norms on the results of attention and MLP; where some layers have a window, the others have no positions.
// Source: transformers/models/exaone4/{configuration,modeling}_exaone4.py.

import { z } from 'zod';
import { decoder, decoderFields, headRmsNorm, rmsNorm } from './decoder';
import type { Family } from './family';
import { activationField, invalid, positive } from './fields';
import { checkpoint } from './names';
import { readWindows, windowFields } from './windows';

const schema = z.looseObject({
  ...decoderFields,
  ...windowFields,
  hidden_act: activationField('silu'),
  rms_norm_eps: positive.default(1e-5),
});

export const exaone4: Family = {
  modelTypes: ['exaone4'],
  read(fields) {
    const config = fields.parse(schema);
    if (config.sliding_window && !config.layer_types) {
      throw invalid(`layer_types is missing: which layers does sliding_window ${config.sliding_window} hold for?`);
    }
    const windows = readWindows(config, () => false);
    return decoder(config, {
      norm: rmsNorm(config.rms_norm_eps, 'post'),
      rope: { rotated: (index) => !config.sliding_window || windows[index] !== null },
      attention: { qkNorm: headRmsNorm, windows },
      mlp: { gated: true, activation: config.hidden_act, bias: false },
    });
  },
  ...checkpoint({}),
};
