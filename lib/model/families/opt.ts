// OPT: learned positions that begin at row 2, ReLU.
// Source: transformers/models/opt/{configuration,modeling}_opt.py.

import { z } from 'zod';
import { decoder, decoderFields, layerNorm, tiedByDefault } from './decoder';
import type { Family } from './family';
import { activationField, count, invalid, only } from './fields';
import { checkpoint } from './names';

const schema = z.looseObject({
  ...decoderFields,
  ...tiedByDefault,
  activation_function: activationField('relu'),
  enable_bias: z.boolean().default(true),
  // False in OPT 350M only: norms after each residual sum.
  do_layer_norm_before: only(true),
  word_embed_proj_dim: count.nullish(),
  layer_norm_elementwise_affine: z.boolean().default(true),
  _remove_final_layer_norm: z.boolean().default(false),
});

export const opt: Family = {
  modelTypes: ['opt'],
  read(fields) {
    const config = fields.parse(schema, { ffn_dim: 'intermediate_size' });
    const { word_embed_proj_dim: embeddingWidth, layer_norm_elementwise_affine: affine } = config;
    if ((embeddingWidth ?? config.hidden_size) !== config.hidden_size) {
      throw invalid(`word_embed_proj_dim ${embeddingWidth} must be hidden_size ${config.hidden_size}`);
    }
    const bias = config.enable_bias;
    return decoder(config, {
      norm: { ...layerNorm(1e-5), gain: affine, bias: affine, final: !config._remove_final_layer_norm },
      positions: { kind: 'learned', offset: 2 },
      attention: { inputBias: bias, outputBias: bias },
      mlp: { gated: false, activation: config.activation_function, bias },
    });
  },
  ...checkpoint({
    layers: 'model.decoder.layers',
    layer: {
      attentionNorm: 'self_attn_layer_norm',
      output: 'self_attn.out_proj',
      mlpNorm: 'final_layer_norm',
      up: 'fc1',
      down: 'fc2',
    },
    head: {
      embedding: 'model.decoder.embed_tokens',
      positions: 'model.decoder.embed_positions',
      finalNorm: 'model.decoder.final_layer_norm',
    },
  }),
};
