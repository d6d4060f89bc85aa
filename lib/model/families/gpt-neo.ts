// GPT-Neo and TinyStories: learned positions, every second layer with a window, queries and keys unscaled.
// Source: transformers/models/gpt_neo/{configuration,modeling}_gpt_neo.py.

import { z } from 'zod';
import { decoder, decoderFields, layerNorm, tiedByDefault } from './decoder';
import type { Family } from './family';
import { activationField, count, invalid, positive } from './fields';
import { checkpoint } from './names';

const kind = z.enum(['global', 'local']);

const schema = z.looseObject({
  ...decoderFields,
  ...tiedByDefault,
  intermediate_size: count.nullish(),
  activation_function: activationField('gelu_new'),
  layer_norm_epsilon: positive.default(1e-5),
  window_size: count.default(256),
  /** Kinds of layers in turn, and how often they repeat: [[["global", "local"], 6]]. */
  attention_types: z.array(z.tuple([z.array(kind), count])),
});

export const gptNeo: Family = {
  modelTypes: ['gpt_neo'],
  read(fields) {
    const config = fields.parse(schema, { num_layers: 'num_hidden_layers', num_heads: 'num_attention_heads' });
    const kinds = config.attention_types.flatMap(([kinds, times]) => Array.from({ length: times }, () => kinds).flat());
    if (kinds.length !== config.num_hidden_layers) {
      throw invalid(`attention_types names ${kinds.length} layers, num_layers is ${config.num_hidden_layers}`);
    }
    return decoder(
      { ...config, intermediate_size: config.intermediate_size ?? 4 * config.hidden_size },
      {
        norm: layerNorm(config.layer_norm_epsilon),
        positions: { kind: 'learned', offset: 0 },
        attention: {
          scale: 1,
          outputBias: true,
          windows: kinds.map((kind) => (kind === 'local' ? config.window_size : null)),
        },
        mlp: { gated: false, activation: config.activation_function, bias: true },
      },
    );
  },
  ...checkpoint({
    layers: 'transformer.h',
    layer: {
      attentionNorm: 'ln_1',
      query: 'attn.attention.q_proj',
      key: 'attn.attention.k_proj',
      value: 'attn.attention.v_proj',
      output: 'attn.attention.out_proj',
      mlpNorm: 'ln_2',
      up: 'mlp.c_fc',
      down: 'mlp.c_proj',
    },
    head: { embedding: 'transformer.wte', positions: 'transformer.wpe', finalNorm: 'transformer.ln_f' },
  }),
};
