// GLM-4 9B as `glm`, and its successors of 2025 as `glm4`.
// Source: transformers/models/{glm,glm4}/{configuration,modeling}_*.py.

import { z } from 'zod';
import type { ModelSpec } from '../spec';
import { decoder, decoderFields, rmsNorm } from './decoder';
import type { Family } from './family';
import { activationField, type ConfigFields, count, positive } from './fields';
import { stackedGateUp } from './fused';
import { checkpoint } from './names';

const schema = z.looseObject({
  ...decoderFields,
  head_dim: count.default(128),
  max_position_embeddings: count.default(131_072),
  hidden_act: activationField('silu'),
  rms_norm_eps: positive.default(1.5625e-7),
  attention_bias: z.boolean().default(true),
});

function read(fields: ConfigFields, place: ModelSpec['norm']['place']): ModelSpec {
  const config = fields.parse(schema);
  return decoder(config, {
    norm: rmsNorm(config.rms_norm_eps, place),
    rope: { partial: 0.5, interleaved: true },
    attention: { inputBias: config.attention_bias },
    mlp: { gated: true, activation: config.hidden_act, bias: false },
  });
}

const fusedMlp = { gate: 'mlp.gate_up_proj', up: 'mlp.gate_up_proj' };

export const glm: Family = {
  modelTypes: ['glm'],
  read: (fields) => read(fields, 'pre'),
  ...checkpoint({ layer: fusedMlp, within: stackedGateUp }),
};

export const glm4: Family = {
  modelTypes: ['glm4'],
  read: (fields) => read(fields, 'both'),
  ...checkpoint({
    layer: { ...fusedMlp, attentionPostNorm: 'post_self_attn_layernorm', mlpPostNorm: 'post_mlp_layernorm' },
    within: stackedGateUp,
  }),
};
