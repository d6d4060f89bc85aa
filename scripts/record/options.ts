// Options of `npm run record`. Knows presets; no model.

import { parseArgs } from 'node:util';
import { z } from 'zod';
import { parseSchedule } from '@/lib/engine/schedule';
import type { Schedule } from '@/lib/engine/types';
import { AppError } from '@/lib/errors';
import { presets } from '@/lib/presets/presets';
import type { Preset } from '@/lib/presets/schema';

export const recordUsage = `usage: npm run record -- [options]
  --preset P      which prompt, default passkey: ${presets.map(({ id }) => id).join(', ')}
  --schedule S    default "4:0.5,8:0.5,12:0.5"
  --repeats N     timed repeats a side, default 5; --warmups N, default 1
  --threads N     of the WASM runtime, default 1
  --id I          name of the file and of the link, default the preset's id
  --title T       what the page calls the run, default the preset's title
  --date D        when it was recorded, ISO 8601, default now`;

export interface RecordOptions {
  readonly preset: Preset;
  readonly schedule: Schedule;
  readonly repeats: number;
  readonly warmups: number;
  readonly threads: number;
  readonly id: string;
  readonly title: string;
  /** ISO 8601. */
  readonly createdAt: string;
}

const flagsSchema = z.object({
  preset: z.string(),
  schedule: z.string(),
  repeats: z.coerce.number().int().min(1).max(50),
  warmups: z.coerce.number().int().min(0).max(10),
  threads: z.coerce.number().int().min(1).max(64),
  id: z
    .string()
    .regex(/^[a-z0-9-]+$/, 'small letters, digits and hyphens only')
    .refine((id) => id !== 'index', 'index names the list of runs')
    .optional(),
  title: z.string().min(1).optional(),
  date: z.iso.datetime({ offset: true }).optional(),
});

/** Throws AppError `input-invalid` or `schedule-invalid` naming the option that is wrong. */
export function parseRecordOptions(args: string[]): RecordOptions | 'help' {
  const values = parseFlags(args);
  if (values.help) return 'help';
  const parsed = flagsSchema.safeParse(values);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw refused(`--${issue?.path.join('.')}: ${issue?.message}`);
  }
  const { preset: presetId, schedule, repeats, warmups, threads, date } = parsed.data;
  const preset = presets.find(({ id }) => id === presetId);
  if (!preset) throw refused(`--preset "${presetId}" is not one of ${presets.map(({ id }) => id).join(', ')}`);
  const { id = preset.id, title = preset.title } = parsed.data;
  const createdAt = date ?? new Date().toISOString();
  return { preset, schedule: parseSchedule(schedule), repeats, warmups, threads, id, title, createdAt };
}

function parseFlags(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        preset: { type: 'string', default: 'passkey' },
        schedule: { type: 'string', default: '4:0.5,8:0.5,12:0.5' },
        repeats: { type: 'string', default: '5' },
        warmups: { type: 'string', default: '1' },
        threads: { type: 'string', default: '1' },
        id: { type: 'string' },
        title: { type: 'string' },
        date: { type: 'string' },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (cause) {
    throw refused(`${cause instanceof Error ? cause.message : String(cause)}; see --help`, cause);
  }
}

function refused(message: string, cause?: unknown): AppError {
  return new AppError('input-invalid', message, { cause });
}
