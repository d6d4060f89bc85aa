// The models that LazyLens knows by name: the bundled one, and shapes to time with random weights. Plain values only.

import { parseConfig } from './config';
import type { ModelSpec } from './spec';

/** What the page tells of a model before it is loaded. */
export interface CatalogEntry {
  readonly id: string;
  /** Folder of config.json, model.safetensors, tokenizer.json and tokenizer_config.json. */
  readonly url: string;
  readonly parameters: number;
  /** Size of model.safetensors. */
  readonly sizeBytes: number;
  /** Longest sequence, prompt and output together. */
  readonly context: number;
  readonly layers: number;
  readonly licence: string;
  readonly summary: string;
}

export const bundledModel: CatalogEntry = {
  id: 'lens-28m',
  url: '/models/lens-28m',
  parameters: 28_324_224,
  sizeBytes: 30_134_624,
  context: 2048,
  layers: 16,
  licence: 'MIT',
  summary: 'A small Llama trained for LazyLens on public-domain books and retrieval tasks.',
};

/** What the shapes below share: a Llama with tied embeddings. Random weights say nothing, so no token ends a generation. */
const llamaShape = { model_type: 'llama', head_dim: 64, rms_norm_eps: 1e-5, tie_word_embeddings: true };

const gemma3Shape = {
  model_type: 'gemma3_text',
  rms_norm_eps: 1e-6,
  num_attention_heads: 4,
  num_key_value_heads: 1,
  head_dim: 256,
  query_pre_attn_scalar: 256,
  vocab_size: 262_144,
  max_position_embeddings: 32_768,
  sliding_window: 512,
  sliding_window_pattern: 6,
  rope_theta: 1_000_000,
  rope_local_base_freq: 10_000,
};

/** Shapes that can be timed with random weights, as `synthetic:<name>`: each the fields of a config.json. */
export const syntheticConfigs: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'lens-28m': {
    ...llamaShape,
    num_hidden_layers: 16,
    hidden_size: 384,
    num_attention_heads: 6,
    num_key_value_heads: 2,
    intermediate_size: 1024,
    vocab_size: 8192,
    max_position_embeddings: 2048,
  },
  'SmolLM2-135M': {
    ...llamaShape,
    num_hidden_layers: 30,
    hidden_size: 576,
    num_attention_heads: 9,
    num_key_value_heads: 3,
    intermediate_size: 1536,
    vocab_size: 49_152,
    max_position_embeddings: 8192,
    rope_theta: 100_000,
  },
  'SmolLM2-360M': {
    ...llamaShape,
    num_hidden_layers: 32,
    hidden_size: 960,
    num_attention_heads: 15,
    num_key_value_heads: 5,
    intermediate_size: 2560,
    vocab_size: 49_152,
    max_position_embeddings: 8192,
    rope_theta: 100_000,
  },
  'Qwen2.5-0.5B': {
    model_type: 'qwen2',
    rms_norm_eps: 1e-6,
    tie_word_embeddings: true,
    num_hidden_layers: 24,
    hidden_size: 896,
    num_attention_heads: 14,
    num_key_value_heads: 2,
    intermediate_size: 4864,
    vocab_size: 151_936,
    max_position_embeddings: 32_768,
    rope_theta: 1_000_000,
  },
  'Qwen3-0.6B': {
    model_type: 'qwen3',
    rms_norm_eps: 1e-6,
    tie_word_embeddings: true,
    num_hidden_layers: 28,
    hidden_size: 1024,
    num_attention_heads: 16,
    num_key_value_heads: 8,
    head_dim: 128,
    intermediate_size: 3072,
    vocab_size: 151_936,
    max_position_embeddings: 40_960,
    rope_theta: 1_000_000,
  },
  'gemma-3-270m': {
    ...gemma3Shape,
    num_hidden_layers: 18,
    hidden_size: 640,
    intermediate_size: 2048,
  },
  'gemma-3-1b': {
    ...gemma3Shape,
    num_hidden_layers: 26,
    hidden_size: 1152,
    intermediate_size: 6912,
  },
  'TinyLlama-1.1B': {
    model_type: 'llama',
    rms_norm_eps: 1e-5,
    tie_word_embeddings: false,
    num_hidden_layers: 22,
    hidden_size: 2048,
    num_attention_heads: 32,
    num_key_value_heads: 4,
    intermediate_size: 5632,
    vocab_size: 32_000,
    max_position_embeddings: 2048,
  },
  'Llama-3.2-1B': {
    ...llamaShape,
    num_hidden_layers: 16,
    hidden_size: 2048,
    num_attention_heads: 32,
    num_key_value_heads: 8,
    intermediate_size: 8192,
    vocab_size: 128_256,
    max_position_embeddings: 131_072,
    rope_theta: 500_000,
    rope_scaling: {
      rope_type: 'llama3',
      factor: 32,
      low_freq_factor: 1,
      high_freq_factor: 4,
      original_max_position_embeddings: 8192,
    },
  },
  'Llama-2-7B': {
    model_type: 'llama',
    rms_norm_eps: 1e-5,
    num_hidden_layers: 32,
    hidden_size: 4096,
    num_attention_heads: 32,
    intermediate_size: 11_008,
    vocab_size: 32_000,
    max_position_embeddings: 4096,
  },
  'XGen-7B-8K': {
    model_type: 'llama',
    rms_norm_eps: 1e-6,
    num_hidden_layers: 32,
    hidden_size: 4096,
    num_attention_heads: 32,
    intermediate_size: 11_008,
    vocab_size: 51_200,
    max_position_embeddings: 8192,
  },
};

/** The bundled model's architecture, known before it is loaded. Which tokens end its answers is in its files. */
export const bundledSpec: ModelSpec = parseConfig(syntheticConfigs[bundledModel.id]);
