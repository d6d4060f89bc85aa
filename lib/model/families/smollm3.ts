// SmolLM 3: a Llama in which every fourth layer has no positions.
// Source: transformers/models/smollm3/{configuration,modeling}_smollm3.py.

import { z } from 'zod';
import { decoder, decoderFields, rmsNorm, tiedByDefault } from './decoder';
import type { Family } from './family';
import { activationField, count, invalid, positive } from './fields';
import { checkpoint } from './names';
import { readWindows, windowFields } from './windows';

const schema = z.looseObject({
  ...decoderFields,
  ...tiedByDefault,
  ...windowFields,
  hidden_act: activationField('silu'),
  rms_norm_eps: positive.default(1e-6),
  attention_bias: z.boolean().default(false),
  mlp_bias: z.boolean().default(false),
  /** 1 for a layer with rotary positions, 0 for one without. */
  no_rope_layers: z.array(z.union([z.literal(0), z.literal(1)])).nullish(),
  no_rope_layer_interval: count.default(4),
  use_sliding_window: z.boolean().default(false),
});

export const smollm3: Family = {
  modelTypes: ['smollm3'],
  read(fields) {
    const config = fields.parse(schema);
    const { no_rope_layers: listed, no_rope_layer_interval: interval } = config;
    if (listed && listed.length !== config.num_hidden_layers) {
      throw invalid(`no_rope_layers names ${listed.length} layers, num_hidden_layers is ${config.num_hidden_layers}`);
    }
    const rotated = (index: number) => (listed ? listed[index] === 1 : (index + 1) % interval !== 0);
    return decoder(config, {
      norm: rmsNorm(config.rms_norm_eps),
      rope: { theta: 2_000_000, rotated },
      attention: {
        inputBias: config.attention_bias,
        outputBias: config.attention_bias,
        windows: readWindows(config, (index) => !rotated(index), config.use_sliding_window),
      },
      mlp: { gated: true, activation: config.hidden_act, bias: config.mlp_bias },
    });
  },
  ...checkpoint({}),
};
