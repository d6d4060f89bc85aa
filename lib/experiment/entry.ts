// What a list says of one recorded run: where it belongs, what to look at, and what came out. Derived from the run and from words
// written for it; knows no file, no model, no page.

import { z } from 'zod';
import { modes } from '@/lib/engine/types';
import { checkAnswer } from '@/lib/trace/answer';
import type { Side } from '@/lib/trace/run';
import { configSchema, type Comparison } from '@/lib/trace/schema';
import { pieceAt, traceWords } from '@/lib/trace/select';
import { summarizeSamples } from '@/lib/trace/statistics';
import { thumbnailOf, thumbnailSchema } from './thumbnail';

export const entryCategories = ['Retrieval', 'Reading', 'Patterns', 'Inside the method', 'Limits'] as const;

const count = z.number().int().nonnegative();

/** What to look at, in a sentence, and the selection that shows it: as in a link, with the layer counted from 1. */
const watchSchema = z.object({
  text: z.string().min(1).max(320),
  at: z.object({
    side: z.enum(['full', 'pruned']),
    step: count,
    layer: count.min(1),
    /** A position of prompt or output, and the word that stands there. */
    token: count.optional(),
    word: z.string().optional(),
  }),
});

const wordsSchema = z.object({
  id: z.string().regex(/^[a-z0-9-]+$/),
  title: z.string().min(1).max(60),
  category: z.enum(entryCategories),
  /** One line, true of this run. */
  summary: z.string().min(1).max(160),
  watch: z.array(watchSchema).min(1).max(3),
});

const answerSchema = z.object({
  /** First line of the output. */
  text: z.string(),
  /** Whether it is the expected one; null where none is expected. */
  right: z.boolean().nullable(),
});

export const entrySchema = wordsSchema.extend({
  file: z.string().regex(/^[\w.-]+\.json$/),
  model: z.string(),
  /** What ran it: `WASM, 1 thread`, `WebGPU, NVIDIA H200`. */
  device: z.string(),
  tokens: count,
  mode: z.enum(modes).exclude(['full']),
  schedule: configSchema.shape.schedule,
  /** Median TTFT of full prefill / that of the pruned side: below 1 is slower. */
  speedup: z.number().positive(),
  /** The same of the median time to the last token. */
  wholeSpeedup: z.number().positive(),
  answers: z.object({ full: answerSchema, pruned: answerSchema }),
  /** Whether both sides gave the same tokens. */
  identical: z.boolean(),
  /** ISO 8601. */
  recordedAt: z.string(),
  thumbnail: thumbnailSchema,
});

export const entriesSchema = z.array(entrySchema);

/** What a person writes about a run before it is in a list. */
export type EntryWords = z.infer<typeof wordsSchema>;
export type Entry = z.infer<typeof entrySchema>;
export type Watch = z.infer<typeof watchSchema>;
export type EntryCategory = (typeof entryCategories)[number];

/** The entry of a recorded run in `file`. */
export function entryOf({ id, title, category, summary, watch }: EntryWords, file: string, run: Comparison): Entry {
  const { backend, model, input, config } = run.pruned;
  const { full, pruned, speedup } = summarizeSamples(run.timing.samples);
  return {
    id,
    title,
    category,
    summary,
    watch: watch.map(({ text, at }) => ({ text, at })),
    file,
    model: model.id,
    device: `${backend.kind === 'webgpu' ? 'WebGPU' : 'WASM'}, ${backend.adapter}`,
    tokens: input.ids.length,
    mode: config.mode === 'full' ? 'lazyllm' : config.mode,
    schedule: config.schedule,
    speedup: rounded(speedup ?? Number.NaN),
    wholeSpeedup: rounded((full.total?.median ?? Number.NaN) / (pruned.total?.median ?? Number.NaN)),
    answers: { full: answerOf(run, 'full'), pruned: answerOf(run, 'pruned') },
    identical: run.fidelity.firstDifference === null,
    recordedAt: run.createdAt,
    thumbnail: thumbnailOf(run.pruned),
  };
}

/** Why what is to be looked at is not in the run, one line each; none where all of it is. */
export function watchFaults(watch: readonly Watch[], run: Comparison): string[] {
  return watch.flatMap(({ at }) => {
    const trace = run[at.side];
    const step = trace.steps[at.step];
    if (!step) return [`the ${at.side} side has no step ${at.step}`];
    if (at.layer > trace.model.spec.layers) return [`the model has no layer ${at.layer}`];
    if (at.token === undefined) return at.word === undefined ? [] : [`"${at.word}" stands at no token`];
    if (at.token > step.position) return [`step ${at.step} has no token ${at.token}`];
    const word = pieceAt(trace, at.token, traceWords(trace)).trim();
    return word === at.word ? [] : [`token ${at.token} is "${word}", not "${at.word}"`];
  });
}

const rounded = (ratio: number) => Number(ratio.toFixed(3));

function answerOf(run: Comparison, side: Side): Entry['answers']['full'] {
  const { text } = run[side].output;
  const check = run.expected === null ? null : checkAnswer(text, run.expected);
  return { text: text.trim().split('\n')[0]?.trim() ?? '', right: check && (check.exact || check.contained) };
}
