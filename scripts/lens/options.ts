// Reads command-line arguments. Knows no model.

import { parseArgs, type ParseArgsConfig } from 'node:util';
import { availableParallelism } from 'node:os';
import { isAbsolute, resolve } from 'node:path';
import { z } from 'zod';
import { AppError } from '@/lib/errors';
import { parseSchedule } from '@/lib/engine/schedule';
import { modes, type GenerateConfig } from '@/lib/engine/types';

/** Options that say which model runs where. */
export interface MachineOptions {
  readonly model: string;
  readonly backend: 'wasm' | 'reference';
  readonly threads: number;
}

export type PromptOptions =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'ids'; readonly path: string };

export interface RunOptions extends MachineOptions {
  readonly prompt: PromptOptions;
  readonly config: GenerateConfig;
  readonly ignoreEos: boolean;
  readonly out: string | null;
  readonly packed: boolean;
  readonly quiet: boolean;
}

export interface LogitsOptions extends MachineOptions {
  readonly ids: string;
}

const machineFlags = {
  model: { type: 'string' },
  ids: { type: 'string' },
  backend: { type: 'string', default: 'wasm' },
  threads: { type: 'string' },
} as const satisfies ParseArgsConfig['options'];

const runFlags = {
  ...machineFlags,
  prompt: { type: 'string' },
  'prompt-file': { type: 'string' },
  schedule: { type: 'string' },
  mode: { type: 'string' },
  sinks: { type: 'string', default: '0' },
  'keep-generated': { type: 'boolean', default: false },
  'max-new': { type: 'string', default: '32' },
  temperature: { type: 'string', default: '0' },
  seed: { type: 'string', default: '0' },
  'ignore-eos': { type: 'boolean', default: false },
  out: { type: 'string' },
  packed: { type: 'boolean', default: false },
  quiet: { type: 'boolean', default: false },
} as const satisfies ParseArgsConfig['options'];

/** Options of `lens run`. Throws AppError `input-invalid` or `schedule-invalid`. */
export function parseRunOptions(args: string[]): RunOptions {
  const flags = parseFlags(args, runFlags);
  const given = [flags.prompt, flags['prompt-file'], flags.ids].filter((value) => value !== undefined);
  if (given.length !== 1) throw refused('give exactly one of --prompt, --prompt-file and --ids');
  const mode = flags.mode ?? (flags.schedule === undefined ? 'full' : 'lazyllm');
  if (!isMode(mode)) throw refused(`--mode must be one of ${modes.join(', ')}, got "${mode}"`);
  if (mode !== 'full' && flags.schedule === undefined) {
    throw refused(`--mode ${mode} needs --schedule, for example --schedule "4:0.5,8:0.5,12:0.5"`);
  }
  return {
    ...machineOptions(flags),
    prompt: promptOptions(flags),
    config: {
      mode,
      schedule: parseSchedule(flags.schedule ?? ''),
      sinks: whole('--sinks', flags.sinks, 0),
      pruneGenerated: !flags['keep-generated'],
      maxNewTokens: whole('--max-new', flags['max-new'], 1),
      temperature: temperature(flags.temperature),
      seed: whole('--seed', flags.seed, 0),
    },
    ignoreEos: flags['ignore-eos'],
    out: flags.out === undefined ? null : userPath('--out', flags.out),
    packed: flags.packed,
    quiet: flags.quiet,
  };
}

/** Options of `lens logits`. Throws AppError `input-invalid`. */
export function parseLogitsOptions(args: string[]): LogitsOptions {
  const flags = parseFlags(args, machineFlags);
  if (flags.ids === undefined) throw refused('--ids is missing; give a JSON file with an array of token ids');
  return { ...machineOptions(flags), ids: userPath('--ids', flags.ids) };
}

function parseFlags<T extends NonNullable<ParseArgsConfig['options']>>(args: string[], options: T) {
  try {
    return parseArgs({ args, options, strict: true, allowPositionals: false }).values;
  } catch (cause) {
    const [sentence = ''] = (cause instanceof Error ? cause.message : String(cause)).split(/\.\s/);
    throw new AppError('input-invalid', `${sentence.replace(/\.$/, '')}; see --help`, { cause });
  }
}

function machineOptions(flags: { model?: string; backend: string; threads?: string }): MachineOptions {
  if (flags.model === undefined) throw refused('--model is missing; give the folder that holds config.json');
  if (flags.backend !== 'wasm' && flags.backend !== 'reference') {
    throw refused(`--backend must be wasm or reference, got "${flags.backend}"`);
  }
  const threads =
    flags.threads === undefined ? Math.min(4, availableParallelism()) : whole('--threads', flags.threads, 1);
  if (threads > 64) throw refused(`--threads must be at most 64, got ${threads}`);
  const model = flags.model.startsWith('synthetic:') ? flags.model : userPath('--model', flags.model);
  return { model, backend: flags.backend, threads };
}

function promptOptions(flags: { prompt?: string; 'prompt-file'?: string; ids?: string }): PromptOptions {
  if (flags.prompt !== undefined) return { kind: 'text', text: flags.prompt };
  if (flags['prompt-file'] !== undefined)
    return { kind: 'file', path: userPath('--prompt-file', flags['prompt-file']) };
  return { kind: 'ids', path: userPath('--ids', flags.ids ?? '') };
}

function whole(flag: string, text: string, least: number): number {
  const parsed = z.coerce
    .number()
    .int()
    .min(least)
    .safeParse(text.trim() === '' ? 'empty' : text);
  if (!parsed.success) throw refused(`${flag} must be a whole number from ${least} on, got "${text}"`);
  return parsed.data;
}

function temperature(text: string): number {
  const value = text.trim() === '' ? NaN : Number(text);
  if (!(value >= 0 && value < Infinity))
    throw refused(`--temperature must be a number from 0 (greedy) on, got "${text}"`);
  return value;
}

/** A path as the user meant it: npm runs scripts in the repository's root, wherever it was called. */
function userPath(flag: string, path: string): string {
  if (path === '') throw refused(`${flag} is empty; give a path`);
  const base = process.env.npm_lifecycle_event === 'lens' ? process.env.INIT_CWD : undefined;
  return isAbsolute(path) ? path : resolve(base ?? process.cwd(), path);
}

function isMode(text: string): text is GenerateConfig['mode'] {
  return (modes as readonly string[]).includes(text);
}

function refused(message: string): AppError {
  return new AppError('input-invalid', message);
}
