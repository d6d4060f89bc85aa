// The trace of a run, version 1: all that a view shows, all that a file or a link carries. Knows no model and no runtime.

import { z } from 'zod';
import { modes } from '@/lib/engine/types';
import { modelSpecSchema } from '@/lib/model/spec';
import { positionsSchema, scoresSchema } from './pack';

export const TRACE_VERSION = 1;

const count = z.number().int().nonnegative();
const ms = z.number().nonnegative();

export const configSchema = z.object({
  mode: z.enum(modes),
  schedule: z.array(z.object({ layer: count, keep: z.number().positive().max(1) })),
  sinks: count,
  pruneGenerated: z.boolean(),
  maxNewTokens: count,
  temperature: z.number().nonnegative(),
  seed: count,
});

const segmentSchema = z.object({
  firstLayer: count,
  lastLayer: count,
  computed: positionsSchema,
  revived: positionsSchema,
  kept: positionsSchema.nullable(),
  scores: scoresSchema.nullable(),
});

export const stepSchema = z.object({
  kind: z.enum(['prefill', 'decode']),
  position: count,
  tokenId: count,
  segments: z.array(segmentSchema).min(1),
  top: z.array(z.tuple([count, z.number()])),
  nextId: count,
  ms,
});

const timingsSchema = z.object({
  /** From token ids in the worker to the first token id on the host. */
  ttftMs: ms,
  /** One entry a decode step. */
  decodeMs: z.array(ms),
  totalMs: ms,
});

export const modelSchema = z.object({
  id: z.string(),
  /** SHA-256 of the weights file, hex; null where the weights were generated. */
  sha256: z.string().nullable(),
  spec: modelSpecSchema,
});

export const backendSchema = z.object({
  kind: z.enum(['webgpu', 'wasm', 'reference']),
  adapter: z.string(),
  dtype: z.enum(['f16', 'f32']),
  blocks: z.enum(['q8', 'q4']).exactOptional(),
});

export const traceSchema = z.object({
  version: z.literal(TRACE_VERSION),
  engine: z.object({ lazylens: z.string(), onnxruntime: z.string() }),
  model: modelSchema,
  backend: backendSchema,
  input: z.object({
    ids: z.array(count).min(1),
    text: z.string(),
    /** The text of each input token; joined they give `text` (special tokens added by the tokenizer are empty strings). */
    pieces: z.array(z.string()),
  }),
  config: configSchema,
  steps: z.array(stepSchema).min(1),
  output: z.object({
    ids: z.array(count),
    text: z.string(),
    pieces: z.array(z.string()),
    stopReason: z.enum(['eos', 'length', 'stopped']),
  }),
  timings: timingsSchema,
  /** Text of token ids named in steps but not in prompt or output (candidates), keyed by id: a file then reads without a tokenizer. */
  vocabulary: z.record(z.string(), z.string()).optional(),
});

/** One timed repeat. */
export const sampleSchema = timingsSchema.extend({ mode: z.enum(modes) });

/** Full prefill beside LazyLLM on the same prompt: what one press of Run makes, and what the page exports and opens. */
export const comparisonSchema = z.object({
  version: z.literal(TRACE_VERSION),
  kind: z.literal('comparison'),
  id: z.string(),
  createdAt: z.string(),
  title: z.string(),
  presetId: z.string().nullable(),
  expected: z.string().nullable(),
  full: traceSchema,
  pruned: traceSchema,
  timing: z.object({
    /** Reading weights and creating sessions; null where the model was loaded before. */
    loadMs: ms.nullable(),
    warmup: z.array(sampleSchema),
    /** Alternating repeats, in the order they ran. */
    samples: z.array(sampleSchema),
    /**
     * Timed repeats that did not do what the recorded one did, e.g. where a GPU's rounding breaks a tie differently: the first
     * step in which the kept positions or the next token differ. Absent in runs recorded without this check.
     */
    deviations: z
      .array(
        z.object({ side: z.enum(['full', 'pruned']), repeat: count, step: count, what: z.enum(['kept', 'output']) }),
      )
      .optional(),
  }),
  fidelity: z.object({
    argmaxEqual: z.boolean(),
    /** KL(full || pruned) of the first-token distribution, in nats. */
    kl: z.number(),
    /** Largest absolute difference of the first step's logits. */
    maxLogitDifference: z.number(),
    /** Index of the first output token that differs; null where outputs are equal. */
    firstDifference: count.nullable(),
  }),
  environment: z.object({ userAgent: z.string(), threads: count, crossOriginIsolated: z.boolean() }),
});

export type Trace = z.infer<typeof traceSchema>;
export type TraceStep = z.infer<typeof stepSchema>;
export type TraceSegment = TraceStep['segments'][number];
export type Sample = z.infer<typeof sampleSchema>;
export type Comparison = z.infer<typeof comparisonSchema>;
