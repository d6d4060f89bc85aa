// Reading config.json field by field, with errors that name the field and its value. Knows what families share, none by name.

import { z } from 'zod';
import { AppError } from '@/lib/errors';
import type { ModelSpec, RopeScaling, RopeTable } from '../spec';

/** A config.json that was found to be a JSON object with a `model_type`. */
export interface ConfigFields {
  /** Reads the fields that a schema names. Throws AppError `model-invalid` naming the first that is wrong. */
  parse<T>(schema: z.ZodType<T>): T;
}

/** Wraps the JSON of `file`. */
export function configFields(json: unknown, file = 'config.json'): ConfigFields {
  return { parse: (schema) => readFields(schema, json, file) };
}

export const count = z.number().int().positive();
export const tokenId = z.number().int().nonnegative();
export const eosSchema = z.union([tokenId, z.array(tokenId)], 'must be a token id or a list of token ids').nullish();

const ropeSchema = z.looseObject({
  rope_type: z.string().optional(),
  type: z.string().optional(),
  rope_theta: z.number().positive().optional(),
});

/** Rotary positions in both spellings. */
export const ropeFields = {
  rope_theta: z.number().positive().default(10_000),
  rope_scaling: ropeSchema.nullish(),
  rope_parameters: ropeSchema.nullish(),
};

const linearSchema = z.looseObject({ factor: z.number().positive() });
const llama3Schema = z.looseObject({
  factor: z.number().positive(),
  low_freq_factor: z.number().positive(),
  high_freq_factor: z.number().positive(),
  original_max_position_embeddings: count,
});

/** `rope_parameters` (transformers 5) holds the theta too; `rope_scaling` (before) does not. */
export function readRope(config: z.output<z.ZodObject<typeof ropeFields>>): RopeTable {
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
      return { type, factor: readFields(linearSchema, rope, 'config.json', field).factor };
    case 'llama3': {
      const scaling = readFields(llama3Schema, rope, 'config.json', field);
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

/** One rope table for all layers, the whole head rotated in the rotate-half layout. */
export function plainRope(table: RopeTable, dims: number, layers: number): ModelSpec['positions'] {
  return { kind: 'rope', dims, interleaved: false, tables: [table], layers: Array.from({ length: layers }, () => 0) };
}

/** The head size. Throws AppError `model-invalid` where the heads do not divide the row. */
export function readHeadDim(config: {
  hidden_size: number;
  num_attention_heads: number;
  head_dim?: number | null | undefined;
}): number {
  const headDim = config.head_dim ?? config.hidden_size / config.num_attention_heads;
  if (!Number.isInteger(headDim)) {
    throw invalid(
      `hidden_size ${config.hidden_size} is not a multiple of num_attention_heads ${config.num_attention_heads}`,
    );
  }
  return headDim;
}

/** Reads an object of `file`; `within` is the field that holds it. Throws AppError `model-invalid`. */
export function readFields<T>(schema: z.ZodType<T>, json: unknown, file: string, within?: string): T {
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const path = [...(within ? [within] : []), ...(issue?.path ?? [])];
  const value = (issue?.path ?? []).reduce<unknown>((at, key) => (isRecord(at) ? at[String(key)] : undefined), json);
  const subject = path.length ? path.join('.') : 'the file';
  const got = value === undefined ? 'is missing' : `is ${excerpt(value)}`;
  throw invalid(`${subject} ${got} (${issue?.message ?? 'invalid'})`, file);
}

/** The error for a field of `file` that cannot be run. */
export function invalid(message: string, file = 'config.json'): AppError {
  return new AppError('model-invalid', `${file}: ${message}`);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function excerpt(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
