// Options of `npm run record`. Knows recipes; no model.

import { parseArgs } from 'node:util';
import { z } from 'zod';
import { AppError } from '@/lib/errors';
import type { Recipe } from './recipe';
import { recipes } from './recipes';

export const recordUsage = `usage: npm run record -- [ID…] [options]
  ID              which recipes of scripts/record/recipes.ts; all where none is named:
                  ${recipes.map(({ id }) => id).join(', ')}
  --repeats N     timed repeats a side, default 5; --warmups N, default 1
  --threads N     of the WASM runtime, default 1
  --index         runs nothing: writes the list anew from the runs that are there and the recipes' words`;

export interface RecordOptions {
  readonly recipes: readonly Recipe[];
  readonly repeats: number;
  readonly warmups: number;
  readonly threads: number;
  readonly indexOnly: boolean;
}

const flagsSchema = z.object({
  repeats: z.coerce.number().int().min(1).max(50),
  warmups: z.coerce.number().int().min(0).max(10),
  threads: z.coerce.number().int().min(1).max(64),
});

/** Throws AppError `input-invalid` naming the option that is wrong. */
export function parseRecordOptions(args: string[]): RecordOptions | 'help' {
  const { values, positionals } = parseFlags(args);
  if (values.help) return 'help';
  const parsed = flagsSchema.safeParse(values);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw refused(`--${issue?.path.join('.')}: ${issue?.message}`);
  }
  const named = positionals.map((id) => {
    const recipe = recipes.find((each) => each.id === id);
    if (!recipe) throw refused(`"${id}" is no recipe; there are ${recipes.map((each) => each.id).join(', ')}`);
    return recipe;
  });
  return {
    ...parsed.data,
    recipes: named.length > 0 ? named : recipes,
    indexOnly: values.index ?? false,
  };
}

function parseFlags(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        repeats: { type: 'string', default: '5' },
        warmups: { type: 'string', default: '1' },
        threads: { type: 'string', default: '1' },
        index: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    });
  } catch (cause) {
    throw refused(`${cause instanceof Error ? cause.message : String(cause)}; see --help`, cause);
  }
}

function refused(message: string, cause?: unknown): AppError {
  return new AppError('input-invalid', message, { cause });
}
