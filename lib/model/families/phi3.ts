// Phi 3, 3.5 and 4: a Llama with fused projections.
// Source: transformers/models/phi3/{configuration,modeling}_phi3.py.

import { z } from 'zod';
import { decoder, decoderFields, rmsNorm } from './decoder';
import type { Family } from './family';
import { activationField, count, positive } from './fields';
import { stackedGateUp, stackedQkv } from './fused';
import { checkpoint } from './names';
import { readWindows, windowFields } from './windows';

const schema = z.looseObject({
  ...decoderFields,
  ...windowFields,
  max_position_embeddings: count.default(4096),
  original_max_position_embeddings: count.default(4096),
  hidden_act: activationField('silu'),
  rms_norm_eps: positive.default(1e-5),
});

export const phi3: Family = {
  modelTypes: ['phi3'],
  read(fields) {
    const config = fields.parse(schema);
    return decoder(config, {
      norm: rmsNorm(config.rms_norm_eps),
      rope: { partial: 1 },
      attention: { windows: readWindows(config, () => true) },
      mlp: { gated: true, activation: config.hidden_act, bias: false },
    });
  },
  ...checkpoint({
    layer: {
      query: 'self_attn.qkv_proj',
      key: 'self_attn.qkv_proj',
      value: 'self_attn.qkv_proj',
      gate: 'mlp.gate_up_proj',
      up: 'mlp.gate_up_proj',
    },
    within: (spec, role) => ({ ...stackedQkv(spec, role), ...stackedGateUp(spec, role) }),
  }),
};
