// Command R and R+ (`cohere`), Command R7B and A (`cohere2`: windows in three layers of four, no positions in the fourth).
// Source: transformers/models/{cohere,cohere2}/{configuration,modeling}_*.py.

import { z } from 'zod';
import { decoder, decoderFields, layerNorm, tiedByDefault } from './decoder';
import type { Family } from './family';
import { activationField, count, only, positive } from './fields';
import { checkpoint } from './names';
import { readWindows, windowFields } from './windows';

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

const schema2 = schema.extend({
  ...windowFields,
  sliding_window: count.nullable().default(4096),
  sliding_window_pattern: count.nullish(),
  _sliding_window_pattern: count.nullish(),
  use_qk_norm: only(false),
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

export const cohere2: Family = {
  modelTypes: ['cohere2'],
  read(fields) {
    const config = fields.parse(schema2);
    const pattern = config.sliding_window_pattern ?? config._sliding_window_pattern ?? 4;
    const windows = readWindows(config, (index) => (index + 1) % pattern !== 0);
    return decoder(config, {
      norm: layerNorm(config.layer_norm_eps, false),
      rope: { interleaved: true, rotated: (index) => windows[index] !== null },
      parallel: 'shared',
      attention: { inputBias: config.attention_bias, outputBias: config.attention_bias, windows },
      mlp: { gated: true, activation: config.hidden_act, bias: false },
      head: { multiplier: config.logit_scale },
    });
  },
  ...checkpoint({}),
};
