// What the engine's tests run on: tiny random models on the reference backend, a backend that is watched while it works, and random
// generations to put through it.

import * as fc from 'fast-check';
import { createReferenceBackend, type ReferenceBackend, type ReferenceRun } from '@/lib/backends/reference';
import type { Entry } from '@/lib/backends/reference/attention';
import { readModel, type Model } from '@/lib/backends/reference/model';
import type { BackendRun, SegmentPlan, SegmentSplit } from '@/lib/engine/backend';
import { generate, type GenerateOptions } from '@/lib/engine/generate';
import {
  modes,
  type GenerateConfig,
  type GenerateEvent,
  type Position,
  type StepRecord,
  type StopReason,
} from '@/lib/engine/types';
import { syntheticWeights } from '@/lib/model/synthetic';
import { parseConfig } from '@/lib/model/config';
import type { ModelSpec } from '@/lib/model/spec';

export const VOCABULARY = 40;

/** A Llama of 4 to 6 layers; the number of layers also decides biases and tying, so that all are met. */
export function tinySpec(layers: number): ModelSpec {
  return parseConfig({
    model_type: 'llama',
    num_hidden_layers: layers,
    hidden_size: 16,
    num_attention_heads: 4,
    num_key_value_heads: 2,
    intermediate_size: 24,
    vocab_size: VOCABULARY,
    max_position_embeddings: 128,
    tie_word_embeddings: layers === 5,
    attention_bias: layers === 6,
    mlp_bias: layers === 6,
  });
}

const models = new Map<number, Promise<{ model: Model; backend: ReferenceBackend }>>();

/** The tiny model of so many layers, made once. */
export function tinyModel(layers: number): Promise<{ model: Model; backend: ReferenceBackend }> {
  const make = async () => {
    const spec = tinySpec(layers);
    const weights = syntheticWeights(spec);
    return { model: await readModel(spec, weights), backend: await createReferenceBackend(spec, weights) };
  };
  const made = models.get(layers) ?? make();
  models.set(layers, made);
  return made;
}

export interface WatchedStep {
  readonly plans: SegmentPlan[];
  readonly splits: SegmentSplit[];
  census: { kv: readonly number[]; aux: number };
}

export interface Watch {
  readonly backend: ReferenceBackend;
  readonly steps: WatchedStep[];
  /** Names of all calls made to the run, in order. */
  readonly calls: string[];
  opened: number;
  closed: number;
  /** Probes that are not closed. */
  openProbes: number;
  /** K and V of every layer at the moment of the first `close`. (L) */
  kv: Map<Position, Entry>[];
}

/** Wraps a backend so that the test sees its plans and caches; `onCall` may act in the middle of the work. */
export function watch(
  inner: ReferenceBackend,
  onCall?: (name: string, run: ReferenceRun, index: number) => void,
): Watch {
  const watched: Watch = {
    backend: { ...inner, open },
    steps: [],
    calls: [],
    opened: 0,
    closed: 0,
    openProbes: 0,
    kv: [],
  };
  function open(maxPositions: number): ReferenceRun {
    const run = inner.open(maxPositions);
    watched.opened++;
    const wrap =
      <A extends unknown[], R>(name: string, call: (...args: A) => Promise<R>, after?: (...args: A) => void) =>
      async (...args: A): Promise<R> => {
        watched.calls.push(name);
        onCall?.(name, run, watched.calls.length - 1);
        const result = await call(...args);
        after?.(...args);
        return result;
      };
    const wrapped: BackendRun = {
      embed: wrap('embed', run.embed, () => watched.steps.push({ plans: [], splits: [], census: run.census() })),
      enter: wrap('enter', run.enter, (plan) => watched.steps.at(-1)?.plans.push(plan)),
      layer: wrap('layer', run.layer),
      probe: wrap('probe', async (layer: number, plan: SegmentPlan) => {
        const probe = await run.probe(layer, plan);
        watched.openProbes++;
        return {
          ...probe,
          close() {
            watched.openProbes--;
            probe.close();
          },
        };
      }),
      scores: wrap('scores', run.scores),
      leave: wrap('leave', run.leave, (_, split) => watched.steps.at(-1)?.splits.push(split)),
      logits: wrap('logits', run.logits, () => {
        const step = watched.steps.at(-1);
        if (step) step.census = run.census();
      }),
      census: run.census,
      close() {
        if (watched.closed++ === 0) watched.kv = run.kv.map((cache) => new Map(cache));
        run.close();
      },
    };
    return { ...wrapped, kv: run.kv };
  }
  return watched;
}

export interface Finished {
  readonly events: GenerateEvent[];
  readonly steps: StepRecord[];
  /** Logits of every step. */
  readonly logits: Float32Array[];
  readonly reason: StopReason;
}

/** Options for a run whose clock stands still. */
export const still: GenerateOptions = { now: () => 0, eosTokenIds: [] };

/** Runs a generation to its end. */
export async function finish(generation: AsyncGenerator<GenerateEvent, StopReason>): Promise<Finished> {
  const events: GenerateEvent[] = [];
  for (;;) {
    const next = await generation.next();
    if (!next.done) {
      events.push(next.value);
      continue;
    }
    const done = events.filter((event) => event.type === 'step');
    return {
      events,
      steps: done.map(({ step }) => step),
      logits: done.map(({ logits }) => logits),
      reason: next.value,
    };
  }
}

export interface Case {
  readonly layers: number;
  readonly ids: number[];
  readonly config: GenerateConfig;
}

/** Random prompts, schedules and modes. */
export function generations(overrides: Partial<GenerateConfig> = {}): fc.Arbitrary<Case> {
  const keep = fc.oneof(fc.constantFrom(0.1, 0.3, 0.5, 0.7, 1), fc.double({ min: 0.01, max: 1, noNaN: true }));
  return fc.integer({ min: 4, max: 6 }).chain((layers) =>
    fc.record({
      layers: fc.constant(layers),
      ids: fc.array(fc.nat(VOCABULARY - 1), { minLength: 1, maxLength: 20 }),
      config: fc
        .record({
          mode: fc.constantFrom(...modes),
          schedule: fc
            .tuple(
              fc.subarray(Array.from({ length: layers - 1 }, (_, i) => i + 1)),
              fc.array(keep, { minLength: 5, maxLength: 5 }),
            )
            .map(([cuts, keeps]) => cuts.map((layer, i) => ({ layer, keep: keeps[i] ?? 1 }))),
          sinks: fc.constantFrom(0, 0, 1, 3),
          pruneGenerated: fc.boolean(),
          maxNewTokens: fc.integer({ min: 1, max: 6 }),
        })
        .map((drawn) => ({ ...drawn, temperature: 0, seed: 1, ...overrides })),
    }),
  );
}

/** Runs a case on a watched backend. */
export async function play({ layers, ids, config }: Case): Promise<Finished & { watched: Watch; model: Model }> {
  const { backend, model } = await tinyModel(layers);
  const watched = watch(backend);
  return { ...(await finish(generate(watched.backend, ids, config, still))), watched, model };
}

/** Settings of a plain LazyLLM run, to be changed where a test needs it. */
export function lazy(overrides: Partial<GenerateConfig> = {}): GenerateConfig {
  return {
    mode: 'lazyllm',
    schedule: [
      { layer: 1, keep: 0.6 },
      { layer: 3, keep: 0.5 },
    ],
    sinks: 0,
    pruneGenerated: true,
    maxNewTokens: 4,
    temperature: 0,
    seed: 1,
    ...overrides,
  };
}

/** Token ids without meaning, the same each time. */
export function someIds(count: number): number[] {
  return Array.from({ length: count }, (_, i) => (i * 17 + 5) % VOCABULARY);
}
