// OLMo 1, 2 and 3.
// Source: transformers/models/{olmo,olmo2,olmo3}/{configuration,modeling}_*.py.

import { z } from 'zod';
import { decoder, decoderFields, rmsNorm } from './decoder';
import type { Family } from './family';
import { activationField, count, positive, readHeadDim } from './fields';
import { checkpoint } from './names';
import { readRope, type RopePositions } from './rope';
import { readWindows, windowFields } from './windows';

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

const rowNorm = { kind: 'rms', over: 'row', perHead: false, bias: false, afterRope: false } as const;

export const olmo2: Family = {
  modelTypes: ['olmo2'],
  read(fields) {
    const config = fields.parse(schema);
    const bias = config.attention_bias;
    return decoder(config, {
      norm: rmsNorm(config.rms_norm_eps, 'post'),
      attention: { inputBias: bias, outputBias: bias, qkNorm: rowNorm },
      mlp: { gated: true, activation: config.hidden_act, bias: false },
    });
  },
  ...checkpoint({}),
};

const schema3 = schema.extend({ ...windowFields, sliding_window: count.default(4096) });

export const olmo3: Family = {
  modelTypes: ['olmo3'],
  read(fields) {
    const config = fields.parse(schema3);
    const bias = config.attention_bias;
    const windows = readWindows(config, (index) => (index + 1) % 4 !== 0);
    const positions = readRope(config, {}, readHeadDim(config), config.num_hidden_layers);
    return decoder(config, {
      norm: rmsNorm(config.rms_norm_eps, 'post'),
      attention: { inputBias: bias, outputBias: bias, qkNorm: rowNorm, windows },
      positions: plainInWindows(positions, windows),
      mlp: { gated: true, activation: config.hidden_act, bias: false },
    });
  },
  ...checkpoint({}),
};

/** Layers with a window rotate without the scaling of the others. */
function plainInWindows(positions: RopePositions, windows: readonly (number | null)[]): RopePositions {
  const [table] = positions.tables;
  if (!table || table.scaling.type === 'none') return positions;
  return {
    ...positions,
    tables: [table, { theta: table.theta, scaling: { type: 'none' } }],
    layers: windows.map((window) => (window === null ? 0 : 1)),
  };
}
