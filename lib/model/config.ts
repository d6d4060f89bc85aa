// Reads a checkpoint's config.json, in today's and in the Hub's older spelling, into a ModelSpec. Knows no files and no weights.

import { z } from 'zod';
import { AppError } from '@/lib/errors';
import type { ModelSpec, RopeScaling } from './spec';

/**
 * Reads config.json; `generationConfig` (generation_config.json), where given, says which tokens end a generation.
 * Throws AppError `model-invalid` naming the field and its value.
 */
export function parseConfig(json: unknown, generationConfig?: unknown): ModelSpec {
  const { model_type: family } = read(z.looseObject({ model_type: z.string() }), json, 'config.json');
  if (family !== 'llama') throw invalid(`model_type "${family}" is not supported yet; supported: llama`);
  const config = read(llamaSchema, json, 'config.json');
  const generation = read(generationSchema, generationConfig ?? {}, 'generation_config.json');

  const quantization = config.quantization_config;
  if (quantization && quantization.quant_method !== 'lazylens-int8') {
    throw invalid(
      `quantization_config.quant_method "${quantization.quant_method}" is not supported; use the F32, F16 or BF16 checkpoint`,
    );
  }
  const heads = config.num_attention_heads;
  const kvHeads = config.num_key_value_heads ?? heads;
  const headDim = config.head_dim ?? config.hidden_size / heads;
  if (!Number.isInteger(headDim)) {
    throw invalid(`hidden_size ${config.hidden_size} is not a multiple of num_attention_heads ${heads}`);
  }
  if (headDim % 2) throw invalid(`head_dim must be even for rotary positions, got ${headDim}`);
  if (heads % kvHeads)
    throw invalid(`num_attention_heads ${heads} is not a multiple of num_key_value_heads ${kvHeads}`);
  if ((config.partial_rotary_factor ?? 1) !== 1) {
    throw invalid(`partial_rotary_factor must be 1, got ${config.partial_rotary_factor}`);
  }

  const eosTokenIds = [generation.eos_token_id ?? config.eos_token_id ?? []].flat();
  for (const id of eosTokenIds) {
    if (id >= config.vocab_size) {
      throw invalid(`eos_token_id ${id} is outside the vocabulary: vocab_size is ${config.vocab_size}`);
    }
  }

  return {
    family,
    layers: config.num_hidden_layers,
    hidden: config.hidden_size,
    heads,
    kvHeads,
    headDim,
    intermediate: config.intermediate_size,
    vocabSize: config.vocab_size,
    context: config.max_position_embeddings,
    normEpsilon: config.rms_norm_eps,
    rope: readRope(config),
    tiedEmbeddings: config.tie_word_embeddings,
    attentionBias: config.attention_bias,
    mlpBias: config.mlp_bias,
    bosTokenId: config.bos_token_id ?? null,
    eosTokenIds,
  };
}

const count = z.number().int().positive();
const tokenId = z.number().int().nonnegative();
const eosSchema = z.union([tokenId, z.array(tokenId)], 'must be a token id or a list of token ids').nullish();

const ropeSchema = z.looseObject({
  rope_type: z.string().optional(),
  type: z.string().optional(),
  rope_theta: z.number().positive().optional(),
});

// Where a field has a default it is transformers' default for LlamaConfig: the Hub's files leave such fields out.
const llamaSchema = z.looseObject({
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
  rope_theta: z.number().positive().default(10_000),
  rope_scaling: ropeSchema.nullish(),
  rope_parameters: ropeSchema.nullish(),
  partial_rotary_factor: z.number().nullish(),
  tie_word_embeddings: z.boolean().default(false),
  attention_bias: z.boolean().default(false),
  mlp_bias: z.boolean().default(false),
  bos_token_id: tokenId.nullish(),
  eos_token_id: eosSchema,
  quantization_config: z.looseObject({ quant_method: z.string() }).nullish(),
});

const generationSchema = z.looseObject({ eos_token_id: eosSchema });

const linearSchema = z.looseObject({ factor: z.number().positive() });
const llama3Schema = z.looseObject({
  factor: z.number().positive(),
  low_freq_factor: z.number().positive(),
  high_freq_factor: z.number().positive(),
  original_max_position_embeddings: count,
});

/** Rotary positions: `rope_parameters` (transformers 5) holds the theta too; `rope_scaling` (before) does not. */
function readRope(config: z.output<typeof llamaSchema>): ModelSpec['rope'] {
  const field = config.rope_parameters ? 'rope_parameters' : 'rope_scaling';
  const rope = config.rope_parameters ?? config.rope_scaling ?? {};
  const theta = rope.rope_theta ?? config.rope_theta;
  return { theta, scaling: readScaling(rope.rope_type ?? rope.type ?? 'default', rope, field) };
}

function readScaling(type: string, rope: z.output<typeof ropeSchema>, field: string): RopeScaling {
  switch (type) {
    case 'default':
      return { type: 'none' };
    case 'linear':
      return { type, factor: read(linearSchema, rope, 'config.json', field).factor };
    case 'llama3': {
      const scaling = read(llama3Schema, rope, 'config.json', field);
      if (scaling.high_freq_factor <= scaling.low_freq_factor) {
        throw invalid(
          `${field}.high_freq_factor ${scaling.high_freq_factor} must be above low_freq_factor ${scaling.low_freq_factor}`,
        );
      }
      return {
        type,
        factor: scaling.factor,
        lowFreqFactor: scaling.low_freq_factor,
        highFreqFactor: scaling.high_freq_factor,
        originalContext: scaling.original_max_position_embeddings,
      };
    }
    default:
      throw invalid(`${field}.rope_type "${type}" is not supported; supported: default, linear, llama3`);
  }
}

function read<T>(schema: z.ZodType<T>, json: unknown, file: string, within?: string): T {
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const path = [...(within ? [within] : []), ...(issue?.path ?? [])];
  const value = (issue?.path ?? []).reduce<unknown>((at, key) => (isRecord(at) ? at[String(key)] : undefined), json);
  const subject = path.length ? path.join('.') : 'the file';
  const got = value === undefined ? 'is missing' : `is ${excerpt(value)}`;
  throw invalid(`${subject} ${got} (${issue?.message ?? 'invalid'})`, file);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function excerpt(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function invalid(message: string, file = 'config.json'): AppError {
  return new AppError('model-invalid', `${file}: ${message}`);
}
