// Reading config.json field by field, with errors that name the field and its value. Knows what families share, none by name.

import { z } from 'zod';
import { AppError } from '@/lib/errors';
import type { ModelSpec } from '../spec';

/** A config.json that was found to be a JSON object with a `model_type`. */
export interface ConfigFields {
  /**
   * Reads the fields that a schema names; `older` maps further spellings of a field to the schema's. Throws AppError
   * `model-invalid` naming the first that is wrong, as the file spells it.
   */
  parse<T>(schema: z.ZodType<T>, older?: OlderNames): T;
}

/** Spelling in the file -> spelling in the schema, e.g. `n_embd` -> `hidden_size`. */
export type OlderNames = Readonly<Record<string, string>>;

/** Wraps the JSON of `file`. */
export function configFields(json: unknown, file = 'config.json'): ConfigFields {
  return {
    parse(schema, older = {}) {
      if (!isRecord(json)) return readFields(schema, json, file);
      const spelled: Record<string, string> = {};
      const renamed: Record<string, unknown> = { ...json };
      for (const [name, today] of Object.entries(older)) {
        if ((renamed[today] ?? null) !== null || (json[name] ?? null) === null) continue;
        renamed[today] = json[name];
        spelled[today] = name;
      }
      return readFields(schema, renamed, file, undefined, spelled);
    },
  };
}

export const count = z.number().int().positive();
export const positive = z.number().positive();
export const tokenId = z.number().int().nonnegative();
export const eosSchema = z.union([tokenId, z.array(tokenId)], 'must be a token id or a list of token ids').nullish();

type Activation = ModelSpec['mlp']['activation'];

/** Activations by their names in config.json. Source: transformers/activations.py. */
const activations = {
  silu: 'silu',
  swish: 'silu',
  gelu: 'gelu',
  gelu_python: 'gelu',
  gelu_new: 'gelu-tanh',
  gelu_fast: 'gelu-tanh',
  gelu_pytorch_tanh: 'gelu-tanh',
  relu: 'relu',
  relu2: 'relu2',
} as const satisfies Record<string, Activation>;

export type ActivationName = keyof typeof activations;

/** An activation's name; `absent` where the file has none. */
export const activationField = (absent: ActivationName) =>
  z
    .enum(Object.keys(activations) as ActivationName[], `supported: ${Object.keys(activations).join(', ')}`)
    .default(absent)
    .transform((name): Activation => activations[name]);

/** A field that must have this value where the file has it at all: the other values are not computed. */
export const only = <const T extends string | number | boolean>(value: T) =>
  z.literal(value, `only ${String(value)} is supported`).nullish();

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
export function readFields<T>(
  schema: z.ZodType<T>,
  json: unknown,
  file: string,
  within?: string,
  spelled: OlderNames = {},
): T {
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const [field, ...rest] = (issue?.path ?? []).map(String);
  const path = [...(within ? [within] : []), ...(field === undefined ? [] : [spelled[field] ?? field]), ...rest];
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
