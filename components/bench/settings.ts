// What a benchmark runs, read from the query string, so that a script or a link can ask for exactly the same.

import { z } from 'zod';
import { parseSchedule } from '@/lib/engine/schedule';
import type { Schedule } from '@/lib/engine/types';
import { AppError } from '@/lib/errors';
import { bundledModel, syntheticConfigs } from '@/lib/model/catalog';
import { formatSchema } from '@/lib/model/format';
import type { ModelSource } from '@/lib/model/source';

/** A list in one parameter, its items between `separator`. */
function list<Item>(item: z.ZodType<Item, string>, separator: string, fallback: string) {
  return z
    .string()
    .default(fallback)
    .transform((text) => text.split(separator).filter(Boolean))
    .pipe(z.array(item).min(1));
}

const length = z.string().transform(Number).pipe(z.number().int().min(1).max(131_072));

const settingsSchema = z.object({
  /** `lens-28m`, or `synthetic:` and a shape's name or a config.json for random weights. */
  model: z.string().default(bundledModel.id),
  backend: z.enum(['auto', 'webgpu', 'wasm']).default('auto'),
  format: formatSchema.default('auto'),
  /** Where prefill selects: `host` shows what waiting for scores costs. */
  select: z.enum(['device', 'host']).default('device'),
  /** Whether the first row at each length keeps every token. */
  keepall: z.enum(['0', '1']).default('1'),
  /** `timing`: ratios at random prompts. `answers`: the output of every preset. `tasks`: accuracy on generated prompts. `greedy`: the tokens of `checkpoints`. */
  suite: z.enum(['timing', 'answers', 'tasks', 'greedy']).default('timing'),
  /** Folders under /checkpoints on this server, for the suite `greedy`. */
  checkpoints: list(z.string().regex(/^[\w.-]+$/), ',', 'lens-28m'),
  formats: list(formatSchema, ',', 'f32'),
  /** Prompts of each task. */
  tasks: z.coerce.number().int().min(1).max(1000).default(20),
  lengths: list(length, ',', '256,512,1024'),
  /** Spelled as on the command line, separated by semicolons. */
  schedules: list(z.string(), ';', '4:0.5,8:0.5,12:0.5;8:0.5;5:0.7,10:0.7,14:0.7'),
  repeats: z.coerce.number().int().min(1).max(50).default(5),
  warmups: z.coerce.number().int().min(0).max(10).default(1),
  maxNewTokens: z.coerce.number().int().min(1).max(256).default(4),
  /** Begins by itself, without a press of the button. */
  auto: z.literal('1').optional(),
  /** Where to POST each result as JSON: a path on this server. */
  report: z
    .string()
    .regex(/^\/[a-z]+$/)
    .optional(),
});

export interface BenchSettings extends Omit<z.output<typeof settingsSchema>, 'schedules'> {
  readonly source: ModelSource;
  readonly schedules: readonly Schedule[];
}

/** Reads the query string. Throws AppError `input-invalid` naming the part that is wrong. */
export function readSettings(query: URLSearchParams): BenchSettings {
  const parsed = settingsSchema.safeParse(Object.fromEntries(query));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new AppError('input-invalid', `${issue?.path.join('.')} in the address: ${issue?.message}`);
  }
  const schedules = parsed.data.schedules.map(parseSchedule);
  return { ...parsed.data, schedules, source: sourceOf(parsed.data.model) };
}

function sourceOf(model: string): ModelSource {
  const shape = /^synthetic:(.+)$/.exec(model)?.[1];
  if (shape && shape in syntheticConfigs) return { kind: 'synthetic', shape };
  if (shape?.startsWith('{')) return { kind: 'synthetic', config: readConfig(shape) };
  if (model === bundledModel.id) return { kind: 'url', id: bundledModel.id, url: bundledModel.url };
  const known = [bundledModel.id, ...Object.keys(syntheticConfigs).map((name) => `synthetic:${name}`)];
  throw new AppError('input-invalid', `model "${model}" in the address is not one of ${known.join(', ')}`);
}

function readConfig(json: string): { model_type: string } {
  const parsed = z.looseObject({ model_type: z.string() }).safeParse(parseJson(json));
  if (parsed.success) return parsed.data;
  throw new AppError(
    'input-invalid',
    'model in the address: after "synthetic:" stands no config.json with a model_type',
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
