// StableLM 2, and StableLM 3B.
// Source: transformers/models/stablelm/{configuration,modeling}_stablelm.py.

import { z } from 'zod';
import { decoder, decoderFields, layerNorm } from './decoder';
import type { Family } from './family';
import { activationField, count, only, positive } from './fields';
import { checkpoint } from './names';

const schema = z.looseObject({
  ...decoderFields,
  max_position_embeddings: count.default(4096),
  hidden_act: activationField('silu'),
  layer_norm_eps: positive.default(1e-5),
  use_qkv_bias: z.boolean().default(false),
  use_parallel_residual: z.boolean().default(false),
  // Its checkpoints keep one tensor for each head (StableLM 2 12B).
  qk_layernorm: only(false),
});

export const stablelm: Family = {
  modelTypes: ['stablelm'],
  read(fields) {
    const config = fields.parse(schema);
    return decoder(config, {
      norm: layerNorm(config.layer_norm_eps),
      rope: { partial: 0.25 },
      parallel: config.use_parallel_residual ? 'shared' : 'none',
      attention: { inputBias: config.use_qkv_bias },
      mlp: { gated: true, activation: config.hidden_act, bias: false },
    });
  },
  ...checkpoint({}),
};
