// The benchmark's two suites, on the same engine worker as the workbench. Yields a plain result at a time; draws nothing.

import { estimate } from '@/lib/engine/cost';
import { formatSchedule } from '@/lib/engine/schedule';
import { AppError } from '@/lib/errors';
import { createRandom } from '@/lib/engine/sample';
import type { Schedule } from '@/lib/engine/types';
import { bundledModel } from '@/lib/model/catalog';
import { layerFlops } from '@/lib/model/spec';
import { presets } from '@/lib/presets/presets';
import type { Tokenizer } from '@/lib/tokenizer/tokenizer';
import { summarizeSamples, type Summary } from '@/lib/trace/statistics';
import type { EngineClient } from '@/lib/worker/client';
import type { LoadedModel, Params } from '@/lib/worker/protocol';
import type { BenchSettings } from './settings';

export interface ModelResult {
  readonly kind: 'model';
  readonly model: string;
  readonly backend: string;
  readonly loadMs: number;
  readonly notes: readonly string[];
}

export interface TimingResult {
  readonly kind: 'timing';
  readonly length: number;
  readonly schedule: string;
  readonly full: Summary;
  readonly pruned: Summary;
  /** Median TTFT of full prefill / median TTFT under the schedule. */
  readonly speedup: number;
  readonly ideal: number;
  /** speedup / ideal. */
  readonly efficiency: number;
  readonly decodeMs: { readonly full: number | null; readonly pruned: number | null };
  /** Every raw TTFT in ms. */
  readonly raw: { readonly full: readonly number[]; readonly pruned: readonly number[] };
}

export interface AnswerResult {
  readonly kind: 'answer';
  readonly preset: string;
  readonly tokens: number;
  readonly expected: string | null;
  readonly full: string;
  readonly pruned: string;
  readonly fullIds: readonly number[];
  readonly prunedIds: readonly number[];
  readonly kl: number;
  readonly speedup: number | null;
}

export type BenchResult = ModelResult | TimingResult | AnswerResult;

export interface BenchOptions {
  readonly client: EngineClient;
  readonly settings: BenchSettings;
  readonly tokenizer: () => Promise<Tokenizer>;
  readonly signal: AbortSignal;
}

/** Loads the model, then runs the suite that the settings name. Throws what the engine client throws. */
export async function* runBench(options: BenchOptions): AsyncGenerator<BenchResult> {
  const { client, settings, signal } = options;
  const { source, backend, dtype } = settings;
  const model = await client.call('load', { source, backend, dtype }, { signal });
  const { kind, adapter, dtype: used } = model.backend;
  yield {
    kind: 'model',
    model: model.id,
    backend: `${kind} ${used}, ${adapter}`,
    loadMs: model.loadMs,
    notes: model.notes,
  };
  if (settings.suite === 'answers' && source.kind === 'synthetic') {
    throw new AppError('input-invalid', 'random weights answer nothing: suite=answers needs model=lens-28m');
  }
  yield* settings.suite === 'timing' ? timing(options, model) : answers(options);
}

/** Every schedule, and keep-all with the first schedule's layers, at every length, on random ids. */
async function* timing({ client, settings, signal }: BenchOptions, model: LoadedModel): AsyncGenerator<TimingResult> {
  const [first = []] = settings.schedules;
  const keepAll: Schedule = first.map(({ layer }) => ({ layer, keep: 1 }));
  for (const length of settings.lengths) {
    const ids = randomIds(length, model.spec.vocabSize);
    for (const schedule of [keepAll, ...settings.schedules]) {
      const config = configOf(schedule, settings.maxNewTokens);
      const { repeats, warmups } = settings;
      const comparison = await client.call(
        'compare',
        {
          input: { ids, text: '', pieces: ids.map(() => '') },
          config,
          repeats,
          warmups,
          title: 'bench',
          presetId: null,
          expected: null,
        },
        { signal },
      );
      const { full, pruned, speedup } = summarizeSamples(comparison.timing.samples);
      if (!full.ttft || !pruned.ttft || speedup === null) continue;
      const ideal = estimate(config, length, model.spec.layers, layerFlops(model.spec)).idealSpeedup;
      yield {
        kind: 'timing',
        length,
        schedule: formatSchedule(schedule),
        full: full.ttft,
        pruned: pruned.ttft,
        speedup,
        ideal,
        efficiency: speedup / ideal,
        decodeMs: { full: full.decodeStep?.median ?? null, pruned: pruned.decodeStep?.median ?? null },
        raw: { full: full.ttftMs, pruned: pruned.ttftMs },
      };
    }
  }
}

/** Every preset under the first schedule. */
async function* answers({ client, settings, tokenizer, signal }: BenchOptions): AsyncGenerator<AnswerResult> {
  const { encode, decode } = await tokenizer();
  const [schedule = []] = settings.schedules;
  for (const { id, text, expected, maxNewTokens } of presets) {
    const input = { ...encode(text), text };
    const config = configOf(schedule, maxNewTokens);
    const { full, pruned, fidelity, timing } = await client.call(
      'compare',
      { input, config, repeats: settings.repeats, warmups: settings.warmups, title: id, presetId: id, expected },
      { signal },
    );
    yield {
      kind: 'answer',
      preset: id,
      tokens: input.ids.length,
      expected,
      full: decode(full.output.ids),
      pruned: decode(pruned.output.ids),
      fullIds: full.output.ids,
      prunedIds: pruned.output.ids,
      kl: fidelity.kl,
      speedup: summarizeSamples(timing.samples).speedup,
    };
  }
}

function configOf(schedule: Schedule, maxNewTokens: number): Params<'compare'>['config'] {
  return {
    mode: 'lazyllm',
    schedule: [...schedule],
    sinks: 0,
    pruneGenerated: true,
    maxNewTokens,
    temperature: 0,
    seed: 0,
  };
}

function randomIds(length: number, vocabSize: number): number[] {
  const random = createRandom(length);
  // The lowest ids are special tokens in every vocabulary that LazyLens knows.
  return Array.from({ length }, () => 16 + Math.floor(random() * (vocabSize - 16)));
}
