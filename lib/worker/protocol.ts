// The one description of what crosses the thread between page and engine worker. Client and server are both typed from it.

import { z } from 'zod';
import { formatSchema } from '@/lib/model/format';
import { modelSourceSchema } from '@/lib/model/source';
import {
  backendSchema,
  comparisonSchema,
  configSchema,
  modelSchema,
  sampleSchema,
  stepSchema,
} from '@/lib/trace/schema';

const count = z.number().int().nonnegative();

export const backendChoiceSchema = z.enum(['auto', 'webgpu', 'wasm']);

const loadedModelSchema = modelSchema.extend({
  backend: backendSchema,
  /** Why a better backend was not used ("WebGPU: no adapter"); empty when the first choice worked. */
  notes: z.array(z.string()),
  loadMs: z.number(),
});

const inputSchema = z.object({ ids: z.array(count).min(1), text: z.string(), pieces: z.array(z.string()) });

/** Every call the page can make: its parameters, the events it streams, its result. */
export const calls = {
  load: {
    params: z.object({
      source: modelSourceSchema,
      backend: backendChoiceSchema,
      format: formatSchema,
    }),
    event: z.object({ phase: z.enum(['download', 'prepare']), done: z.number(), total: z.number() }),
    result: loadedModelSchema,
  },
  /** Runs full prefill and a pruned generation alternately on one prompt. */
  compare: {
    params: z.object({
      input: inputSchema,
      /** The pruned side; the full side has the same but `mode: 'full'`. */
      config: configSchema,
      repeats: z.number().int().min(1).max(50),
      warmups: z.number().int().min(0).max(10),
      title: z.string(),
      presetId: z.string().nullable(),
      expected: z.string().nullable(),
      /** Where prefill selects; `host` is for measuring what waiting costs. */
      select: z.enum(['device', 'host']).optional(),
    }),
    event: z.discriminatedUnion('type', [
      /** A generation begins; `repeat` counts from 0, warm-ups apart. */
      z.object({ type: z.literal('begin'), side: z.enum(['full', 'pruned']), warmup: z.boolean(), repeat: count }),
      z.object({ type: z.literal('layer'), step: count, layer: count, computed: count, active: count }),
      /** Steps of the first timed generation of each side. */
      z.object({ type: z.literal('step'), side: z.enum(['full', 'pruned']), step: stepSchema }),
      /** A generation ended: its times, as they will stand in the result. */
      z.object({
        type: z.literal('sample'),
        side: z.enum(['full', 'pruned']),
        warmup: z.boolean(),
        repeat: count,
        sample: sampleSchema,
      }),
    ]),
    /** `output.text` and `pieces` of both traces are empty: the tokenizer lives on the page, which fills them in. */
    result: comparisonSchema,
  },
  /** One head's attention of one layer in one step of a recorded generation, replayed up to that layer. */
  attention: {
    params: z.object({
      ids: z.array(count).min(1),
      config: configSchema,
      /** The recorded steps up to `step` at least; later ones are not looked at, so leave them out. */
      steps: z.array(stepSchema).min(1),
      step: count,
      layer: count.min(1),
      head: z.union([count, z.literal('mean')]),
    }),
    /** Replaying layers, then reading rows. */
    event: z.object({ phase: z.enum(['replay', 'read']), done: z.number(), total: z.number() }),
    /** An AttentionMap (lib/trace/attentionMap); its buffers are transferred, not copied. */
    result: z.object({
      rows: z.array(count),
      columns: z.array(count),
      levels: z.array(z.object({ rows: count, columns: count, codes: z.instanceof(Uint8Array) })),
      highest: z.number(),
      highestButFirst: z.number(),
      values: z.instanceof(Float32Array).nullable(),
      /** Names the replay, for as long as the engine holds it. */
      replay: count,
    }),
  },
  /** Exact weights of one row of the replay that is open; refused where it was closed for a run or another replay. */
  attentionRow: {
    params: z.object({ replay: count, head: z.union([count, z.literal('mean')]), row: count }),
    event: z.never(),
    /** One weight a column. */
    result: z.object({ values: z.instanceof(Float32Array) }),
  },
} as const;

export type Calls = typeof calls;
export type CallName = keyof Calls;
export type Params<C extends CallName> = z.output<Calls[C]['params']>;
export type Event<C extends CallName> = z.output<Calls[C]['event']>;
export type Result<C extends CallName> = z.output<Calls[C]['result']>;
export type LoadedModel = z.output<typeof loadedModelSchema>;
export type BackendChoice = z.output<typeof backendChoiceSchema>;

/** What the engine's worker tells of itself when it starts. */
export const readySchema = z.object({ webgpu: z.boolean(), crossOriginIsolated: z.boolean(), threads: count });

export type Ready = z.output<typeof readySchema>;

/** The calls as messages.ts speaks of them. */
export type EngineShapes = { readonly [C in CallName]: { params: Params<C>; event: Event<C>; result: Result<C> } };
