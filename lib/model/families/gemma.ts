// Gemma 1 and 2, and the text models of Gemma 3.
// Source: transformers/models/{gemma,gemma2,gemma3}/{configuration,modeling}_*.py.

import { z } from 'zod';
import type { HeadRole, LayerRole } from '../layout';
import type { ModelSpec } from '../spec';
import { decoder, decoderFields, headRmsNorm, rmsNorm, tiedByDefault } from './decoder';
import type { Family } from './family';
import { activationField, count, only, positive } from './fields';
import { checkpoint } from './names';
import { readRopeTable } from './rope';
import { readWindows, windowFields } from './windows';

const shared = {
  ...decoderFields,
  ...tiedByDefault,
  head_dim: count.default(256),
  max_position_embeddings: count.default(8192),
  rms_norm_eps: positive.default(1e-6),
  attention_bias: z.boolean().default(false),
  use_bidirectional_attention: only(false),
};

const gemmaSchema = z.looseObject({
  ...shared,
  // The first files on the Hub say `hidden_act: "gelu"`; the models were trained with its approximation, and transformers runs that.
  hidden_act: z.enum(['gelu', 'gelu_pytorch_tanh']).nullish(),
  hidden_activation: z.literal('gelu_pytorch_tanh').nullish(),
});

const laterSchema = z.looseObject({
  ...shared,
  ...windowFields,
  hidden_activation: activationField('gelu_pytorch_tanh'),
  query_pre_attn_scalar: positive.default(256),
  sliding_window: count.nullable().default(4096),
  attn_logit_softcapping: positive.nullish(),
  final_logit_softcapping: positive.nullish(),
});

/** Gains are stored less 1. */
const gainLessOne = (_: ModelSpec, role: LayerRole | HeadRole) => (role.endsWith('Norm') ? { plus: 1 } : {});

export const gemma: Family = {
  modelTypes: ['gemma'],
  read(fields) {
    const config = fields.parse(gemmaSchema);
    return decoder(config, {
      norm: rmsNorm(config.rms_norm_eps),
      embedding: { multiplier: Math.sqrt(config.hidden_size) },
      attention: { inputBias: config.attention_bias, outputBias: config.attention_bias },
      mlp: { gated: true, activation: 'gelu-tanh', bias: false },
    });
  },
  ...checkpoint({ within: gainLessOne }),
};

export const gemma2: Family = {
  modelTypes: ['gemma2'],
  read(fields) {
    const config = fields.parse(
      laterSchema.extend({
        attn_logit_softcapping: positive.nullable().default(50),
        final_logit_softcapping: positive.nullable().default(30),
      }),
    );
    return later(config, { windows: readWindows(config, (index) => index % 2 === 0) });
  },
  ...checkpoint({ layer: { mlpNorm: 'pre_feedforward_layernorm' }, within: gainLessOne }),
};

const gemma3Schema = laterSchema.extend({
  max_position_embeddings: count.default(131_072),
  sliding_window_pattern: count.nullish(),
  _sliding_window_pattern: count.nullish(),
  rope_local_base_freq: positive.default(10_000),
  /** Today's spelling: parameters by kind of layer. */
  rope_parameters: z.looseObject({ full_attention: z.looseObject({}), sliding_attention: z.looseObject({}) }).nullish(),
});

export const gemma3: Family = {
  modelTypes: ['gemma3_text'],
  read(fields) {
    const config = fields.parse(gemma3Schema);
    const pattern = config.sliding_window_pattern ?? config._sliding_window_pattern ?? 6;
    const slides = (index: number) => (index + 1) % pattern !== 0;
    const { head_dim: headDim, rope_parameters: today, rope_local_base_freq: theta } = config;
    const types = config.layer_types;
    return later(config, {
      qkNorm: headRmsNorm,
      windows: readWindows(config, slides),
      positions: {
        kind: 'rope',
        dims: headDim,
        interleaved: false,
        tables: [
          readRopeTable({ ...config, rope_parameters: today?.full_attention }, headDim, 1_000_000),
          today
            ? readRopeTable({ ...config, rope_theta: theta, rope_parameters: today.sliding_attention }, headDim)
            : { theta, scaling: { type: 'none' } },
        ],
        layers: Array.from({ length: config.num_hidden_layers }, (_, index) =>
          (types ? types[index] === 'sliding_attention' : slides(index)) ? 1 : 0,
        ),
      },
    });
  },
  ...checkpoint({ layer: { mlpNorm: 'pre_feedforward_layernorm' }, within: gainLessOne }),
};

/** What Gemma 2 and 3 share. */
function later(
  config: z.output<typeof laterSchema>,
  own: Partial<ModelSpec['attention']> & { positions?: ModelSpec['positions'] },
): ModelSpec {
  const { positions, ...attention } = own;
  return decoder(config, {
    norm: rmsNorm(config.rms_norm_eps, 'both'),
    embedding: { multiplier: Math.sqrt(config.hidden_size) },
    attention: {
      scale: config.query_pre_attn_scalar ** -0.5,
      softcap: config.attn_logit_softcapping ?? null,
      inputBias: config.attention_bias,
      outputBias: config.attention_bias,
      ...attention,
    },
    ...(positions ? { positions } : {}),
    mlp: { gated: true, activation: config.hidden_activation, bias: false },
    head: { softcap: config.final_logit_softcapping ?? null },
  });
}
