// Llama 1 to 3, TinyLlama, SmolLM 1 and 2, and all that calls itself a Llama.
// Source: transformers/models/llama/{configuration,modeling}_llama.py.

import { z } from 'zod';
import type { HeadRole, LayerRole } from '../layout';
import type { Family, WeightPlace } from './family';
import { count, invalid, plainRope, readHeadDim, readRope, ropeFields } from './fields';

// Where a field has a default it is transformers' default for LlamaConfig: the Hub's files leave such fields out.
const schema = z.looseObject({
  model_type: z.string(),
  vocab_size: count,
  hidden_size: count,
  intermediate_size: count,
  num_hidden_layers: count,
  num_attention_heads: count,
  num_key_value_heads: count.nullish(),
  head_dim: count.nullish(),
  hidden_act: z.literal('silu').default('silu'),
  max_position_embeddings: count.default(2048),
  rms_norm_eps: z.number().positive().default(1e-6),
  ...ropeFields,
  partial_rotary_factor: z.number().nullish(),
  tie_word_embeddings: z.boolean().default(false),
  attention_bias: z.boolean().default(false),
  mlp_bias: z.boolean().default(false),
});

export const llama: Family = {
  modelTypes: ['llama'],
  read(fields) {
    const config = fields.parse(schema);
    const headDim = readHeadDim(config);
    if (headDim % 2) throw invalid(`head_dim must be even for rotary positions, got ${headDim}`);
    if ((config.partial_rotary_factor ?? 1) !== 1) {
      throw invalid(`partial_rotary_factor must be 1, got ${config.partial_rotary_factor}`);
    }
    const layers = config.num_hidden_layers;
    return {
      family: config.model_type,
      layers,
      hidden: config.hidden_size,
      heads: config.num_attention_heads,
      kvHeads: config.num_key_value_heads ?? config.num_attention_heads,
      headDim,
      intermediate: config.intermediate_size,
      vocabSize: config.vocab_size,
      context: config.max_position_embeddings,
      embedding: { multiplier: 1, normed: false },
      norm: { kind: 'rms', epsilon: config.rms_norm_eps, gain: true, bias: false, place: 'pre', final: true },
      parallel: 'none',
      attention: {
        scale: headDim ** -0.5,
        softcap: null,
        inputBias: config.attention_bias,
        outputBias: config.attention_bias,
        qkNorm: null,
        windows: Array.from({ length: layers }, () => null),
      },
      positions: plainRope(readRope(config), headDim, layers),
      mlp: { gated: true, activation: 'silu', bias: config.mlp_bias },
      residualMultiplier: 1,
      head: { tied: config.tie_word_embeddings, bias: false, multiplier: 1, softcap: null },
      bosTokenId: null,
      eosTokenIds: [],
    };
  },
  layerWeight: (_, index, role) => ({ tensor: `model.layers.${index}.${layerNames[role]}` }),
  headWeight: ({ head }, role): WeightPlace => ({
    tensor: role === 'head' && head.tied ? headNames.embedding : headNames[role],
  }),
};

/** Names that most families of today share. */
export const layerNames: Readonly<Record<LayerRole, string>> = {
  attentionNorm: 'input_layernorm.weight',
  attentionNormBias: 'input_layernorm.bias',
  query: 'self_attn.q_proj.weight',
  queryBias: 'self_attn.q_proj.bias',
  key: 'self_attn.k_proj.weight',
  keyBias: 'self_attn.k_proj.bias',
  value: 'self_attn.v_proj.weight',
  valueBias: 'self_attn.v_proj.bias',
  queryNorm: 'self_attn.q_norm.weight',
  queryNormBias: 'self_attn.q_norm.bias',
  keyNorm: 'self_attn.k_norm.weight',
  keyNormBias: 'self_attn.k_norm.bias',
  output: 'self_attn.o_proj.weight',
  outputBias: 'self_attn.o_proj.bias',
  attentionPostNorm: 'post_attention_layernorm.weight',
  attentionPostNormBias: 'post_attention_layernorm.bias',
  mlpNorm: 'post_attention_layernorm.weight',
  mlpNormBias: 'post_attention_layernorm.bias',
  gate: 'mlp.gate_proj.weight',
  gateBias: 'mlp.gate_proj.bias',
  up: 'mlp.up_proj.weight',
  upBias: 'mlp.up_proj.bias',
  down: 'mlp.down_proj.weight',
  downBias: 'mlp.down_proj.bias',
  mlpPostNorm: 'post_feedforward_layernorm.weight',
  mlpPostNormBias: 'post_feedforward_layernorm.bias',
};

const headNames: Readonly<Record<HeadRole, string>> = {
  embedding: 'model.embed_tokens.weight',
  embeddingNorm: 'model.embed_norm.weight',
  embeddingNormBias: 'model.embed_norm.bias',
  positions: 'model.embed_positions.weight',
  finalNorm: 'model.norm.weight',
  finalNormBias: 'model.norm.bias',
  head: 'lm_head.weight',
  headBias: 'lm_head.bias',
};
