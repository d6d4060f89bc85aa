// Qwen 2, 2.5 and 3, dense.
// Source: transformers/models/{qwen2,qwen3}/{configuration,modeling}_*.py.

import { z } from 'zod';
import { decoder, decoderFields, headRmsNorm, rmsNorm } from './decoder';
import type { Family } from './family';
import { activationField, type ConfigFields, positive } from './fields';
import { checkpoint } from './names';
import { readWindows, windowFields } from './windows';

const schema = z.looseObject({
  ...decoderFields,
  ...windowFields,
  hidden_act: activationField('silu'),
  rms_norm_eps: positive.default(1e-6),
  attention_bias: z.boolean().default(false),
  use_sliding_window: z.boolean().default(false),
  max_window_layers: z.number().int().nonnegative().default(28),
});

function readConfig(fields: ConfigFields) {
  const config = fields.parse(schema);
  const slides = (index: number) => index >= config.max_window_layers;
  return { config, windows: readWindows(config, slides, config.use_sliding_window) };
}

export const qwen2: Family = {
  modelTypes: ['qwen2'],
  read(fields) {
    const { config, windows } = readConfig(fields);
    return decoder(config, {
      norm: rmsNorm(config.rms_norm_eps),
      attention: { inputBias: true, windows },
      mlp: { gated: true, activation: config.hidden_act, bias: false },
    });
  },
  ...checkpoint({}),
};

export const qwen3: Family = {
  modelTypes: ['qwen3'],
  read(fields) {
    const { config, windows } = readConfig(fields);
    const bias = config.attention_bias;
    return decoder(
      { ...config, head_dim: config.head_dim ?? 128 },
      {
        norm: rmsNorm(config.rms_norm_eps),
        attention: { inputBias: bias, outputBias: bias, qkNorm: headRmsNorm, windows },
        mlp: { gated: true, activation: config.hidden_act, bias: false },
      },
    );
  },
  ...checkpoint({}),
};
