// Rotary positions as config.json tells them, in today's and in the Hub's older spelling.

import { z } from 'zod';
import type { ModelSpec, RopeScaling, RopeTable } from '../spec';
import { count, invalid, positive, readFields } from './fields';

const looseSchema = z.looseObject({});

/** Fields of rotary positions in both spellings. */
export const ropeFields = {
  max_position_embeddings: count.default(2048),
  original_max_position_embeddings: count.nullish(),
  rope_theta: positive.nullish(),
  rope_scaling: looseSchema.nullish(),
  rope_parameters: looseSchema.nullish(),
  partial_rotary_factor: positive.max(1).nullish(),
};

export type RopeConfig = z.output<z.ZodObject<typeof ropeFields>>;

/** What a family says of its rotary positions. */
export interface RopeTraits {
  /** Where the file has no theta: transformers' default for the family, 10,000 in most. */
  readonly theta?: number;
  /** Share of a head that is rotated where the file does not say; absent where the family always rotates all of it. */
  readonly partial?: number;
  /** Rotated dimensions, where the file counts them instead. */
  readonly dims?: number;
  readonly interleaved?: boolean;
  /** Whether layer `index`, counted from 0, is rotated; all are where absent. */
  readonly rotated?: (index: number) => boolean;
}

export type RopePositions = Extract<ModelSpec['positions'], { kind: 'rope' }>;

/** One table for all layers. Throws AppError `model-invalid` naming a field that cannot be run. */
export function readRope(config: RopeConfig, traits: RopeTraits, headDim: number, layers: number): RopePositions {
  const { rope_parameters: today } = config;
  const partial =
    (today && readFields(typeSchema, today, 'config.json', 'rope_parameters').partial_rotary_factor) ??
    config.partial_rotary_factor;
  if (traits.partial === undefined && (partial ?? 1) !== 1) {
    throw invalid(`partial_rotary_factor must be 1, got ${partial}`);
  }
  const dims = traits.dims ?? Math.trunc(headDim * (partial ?? traits.partial ?? 1));
  if (dims % 2 || dims === 0) {
    const what = dims === headDim ? 'head_dim' : 'the rotated part of head_dim';
    throw invalid(`${what} must be even for rotary positions, got ${dims}`);
  }
  return {
    kind: 'rope',
    dims,
    interleaved: traits.interleaved ?? false,
    tables: [readRopeTable(config, dims, traits.theta)],
    layers: Array.from({ length: layers }, (_, index) => (traits.rotated?.(index) === false ? null : 0)),
  };
}

const typeSchema = z.looseObject({
  rope_type: z.string().nullish(),
  type: z.string().nullish(),
  rope_theta: positive.nullish(),
  partial_rotary_factor: positive.max(1).nullish(),
  // Tables by kind of layer: a family that has them reads them one by one.
  full_attention: z.undefined('by kind of layer is not supported for this model_type').optional(),
});
const linearSchema = z.looseObject({ factor: positive });
const dynamicSchema = z.looseObject({ alpha: positive.nullish() });
const llama3Schema = z.looseObject({
  factor: positive,
  low_freq_factor: positive,
  high_freq_factor: positive,
  original_max_position_embeddings: count,
});
const yarnSchema = z.looseObject({
  factor: positive,
  attention_factor: positive.nullish(),
  mscale: z.number().nullish(),
  mscale_all_dim: z.number().nullish(),
  beta_fast: positive.nullish(),
  beta_slow: positive.nullish(),
  truncate: z.boolean().nullish(),
  original_max_position_embeddings: count.nullish(),
});

/**
 * The table of angles for `dims` rotated dimensions. `rope_parameters` (transformers 5) holds the theta too; `rope_scaling`
 * (before) does not. Throws AppError `model-invalid`.
 */
export function readRopeTable(config: RopeConfig, dims: number, absentTheta = 10_000): RopeTable {
  const field = config.rope_parameters ? 'rope_parameters' : 'rope_scaling';
  const json = config.rope_parameters ?? config.rope_scaling ?? {};
  const fieldsOf = <T>(schema: z.ZodType<T>): T => readFields(schema, json, 'config.json', field);
  const rope = fieldsOf(typeSchema);
  const theta = rope.rope_theta ?? config.rope_theta ?? absentTheta;
  const type = rope.rope_type ?? rope.type ?? 'default';
  switch (type) {
    case 'default':
      return { theta, scaling: { type: 'none' } };
    case 'dynamic': {
      // Rescales sequences beyond max_position_embeddings only, which are refused anyway; Hunyuan's alpha holds for all.
      const { alpha } = fieldsOf(dynamicSchema);
      return { theta: alpha ? theta * alpha ** (dims / (dims - 2)) : theta, scaling: { type: 'none' } };
    }
    case 'linear':
      return { theta, scaling: { type, factor: fieldsOf(linearSchema).factor } };
    case 'llama3': {
      const scaling = fieldsOf(llama3Schema);
      if (scaling.high_freq_factor <= scaling.low_freq_factor) {
        throw invalid(
          `${field}.high_freq_factor ${scaling.high_freq_factor} must be above low_freq_factor ${scaling.low_freq_factor}`,
        );
      }
      return {
        theta,
        scaling: {
          type,
          factor: scaling.factor,
          lowFreqFactor: scaling.low_freq_factor,
          highFreqFactor: scaling.high_freq_factor,
          originalContext: scaling.original_max_position_embeddings,
        },
      };
    }
    case 'yarn':
      return { theta, scaling: yarn(fieldsOf(yarnSchema), config) };
    case 'longrope':
    case 'su':
      return { theta, scaling: longrope(fieldsOf(longropeSchema(dims / 2)), config) };
    default:
      throw invalid(
        `${field}.rope_type "${type}" is not supported; supported: default, dynamic, linear, llama3, longrope, yarn`,
      );
  }
}

function yarn(rope: z.output<typeof yarnSchema>, config: RopeConfig): RopeScaling {
  const { factor, mscale, mscale_all_dim: mscaleAll } = rope;
  const weight = (m: number) => (factor <= 1 ? 1 : 0.1 * m * Math.log(factor) + 1);
  return {
    type: 'yarn',
    factor,
    attentionFactor: rope.attention_factor ?? (mscale && mscaleAll ? weight(mscale) / weight(mscaleAll) : weight(1)),
    betaFast: rope.beta_fast ?? 32,
    betaSlow: rope.beta_slow ?? 1,
    truncate: rope.truncate ?? true,
    originalContext:
      rope.original_max_position_embeddings ??
      config.original_max_position_embeddings ??
      config.max_position_embeddings,
  };
}

const longropeSchema = (pairs: number) =>
  z.looseObject({
    short_factor: z.array(positive).length(pairs),
    long_factor: z.array(positive).length(pairs),
    factor: positive.nullish(),
    attention_factor: positive.nullish(),
    original_max_position_embeddings: count.nullish(),
  });

function longrope(rope: z.output<ReturnType<typeof longropeSchema>>, config: RopeConfig): RopeScaling {
  const original = rope.original_max_position_embeddings ?? config.original_max_position_embeddings;
  const originalContext = original ?? config.max_position_embeddings;
  const factor = original ? config.max_position_embeddings / original : (rope.factor ?? 1);
  return {
    type: 'longrope',
    shortFactors: rope.short_factor,
    longFactors: rope.long_factor,
    attentionFactor:
      rope.attention_factor ?? (factor <= 1 ? 1 : Math.sqrt(1 + Math.log(factor) / Math.log(originalContext))),
    originalContext,
  };
}
