// An experiment: all that a link needs to say for the same run to be made elsewhere. Knows no page, no run and no device.

import { z } from 'zod';
import { modes } from '@/lib/engine/types';
import { formatSchema } from '@/lib/model/format';
import type { LinkFormat } from './codec';

/** As long as a text file that the page opens as a prompt (512 kB). */
const TEXT_MAX_CHARACTERS = 512 * 1024;

const promptSchema = z.union([
  /** By name, so that the link stays short and follows the preset. */
  z.strictObject({ preset: z.string().min(1).max(64) }),
  z.strictObject({ text: z.string().max(TEXT_MAX_CHARACTERS) }),
]);

/** Names a model, never its files: whoever opens the link may have it or get it. */
const modelRefSchema = z.union([
  z.strictObject({ bundled: z.string().min(1).max(200) }),
  /** Id and revision of a model kept on a device: `owner/name@commit`, or the address of its folder. */
  z.strictObject({ stored: z.string().min(1).max(2000) }),
  /** A folder opened from disk, or a model of which no more is known. */
  z.strictObject({ named: z.string().min(1).max(500) }),
]);

const stageSchema = z.strictObject({
  layer: z.number().int().min(1).max(1000),
  keep: z.number().positive().max(1),
});

export const experimentSchema = z
  .strictObject({
    prompt: promptSchema,
    /** The right answer; empty where there is none. */
    expected: z.string().max(4000).default(''),
    model: modelRefSchema,
    format: formatSchema.default('auto'),
    /** Whether the prompt is sent as a chat message. */
    chat: z.boolean().default(false),
    mode: z.enum(modes).exclude(['full']).default('lazyllm'),
    schedule: z.array(stageSchema).max(100),
    /** Depth of the model that the schedule was made for. */
    layers: z.number().int().min(1).max(1000),
    sinks: z.number().int().min(0).max(64).default(0),
    pruneGenerated: z.boolean().default(true),
    maxNewTokens: z.number().int().min(1).max(512),
    seed: z.number().int().min(0).max(0xffff_ffff).default(0),
    repeats: z.number().int().min(1).max(50),
    warmups: z.number().int().min(0).max(10),
  })
  .refine(({ schedule }) => schedule.every(({ layer }, i) => layer > (schedule[i - 1]?.layer ?? 0)), {
    path: ['schedule'],
    message: 'layers must rise',
  });

export type Experiment = z.output<typeof experimentSchema>;
export type ModelRef = z.output<typeof modelRefSchema>;

/** Name of the experiment among the values of the hash. */
export const EXPERIMENT_VALUE = 'x';

export const experimentFormat: LinkFormat<Experiment> = {
  what: 'experiment',
  version: 1,
  schema: experimentSchema,
};
