// Run and Stop: loads the model where needed, compares, fills in the texts, and keeps whatever was computed.

import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useRef, useState } from 'react';
import type { AppError } from '@/lib/errors';
import { isAbort, toAppError } from '@/lib/errors';
import { checkConfig } from '@/lib/engine/schedule';
import type { GenerateConfig, StepRecord, StopReason } from '@/lib/engine/types';
import { newId } from '@/lib/ids';
import type { Prompting } from '@/lib/tokenizer/prompt';
import type { Tokenizer } from '@/lib/tokenizer/tokenizer';
import type { Run } from '@/lib/trace/run';
import { runOf } from '@/lib/trace/run';
import { buildTrace } from '@/lib/trace/record';
import type { Comparison, Sample, Trace } from '@/lib/trace/schema';
import { spellComparison, spellTrace } from '@/lib/trace/spell';
import type { EngineStatus } from '@/lib/worker/client';
import type { LoadedModel, Params } from '@/lib/worker/protocol';
import { engineVersions } from '@/lib/version';
import { engineClient } from './engine';
import { type ChosenModel, loadKey } from './model';
import type { Progress } from './progress';
import { advance, progressStore, throttled } from './progress';
import type { Settings } from './settings';
import { ensurePrompting } from './useTokenizer';

export type RunnerState =
  | { readonly at: 'idle' }
  | {
      readonly at: 'busy';
      readonly startedAt: number;
      readonly repeats: number;
      readonly warmups: number;
      readonly tokens: number;
    }
  | {
      readonly at: 'stopping';
      readonly startedAt: number;
      readonly repeats: number;
      readonly warmups: number;
      readonly tokens: number;
    };

export interface Runner {
  readonly state: RunnerState;
  /** Settles when the run has ended, well or not; never rejects. */
  run(chosen: ChosenModel, settings: Settings, title: string): Promise<void>;
  /** Makes a recorded comparison again, on the same token ids with the same configuration. Never rejects. */
  repeat(chosen: ChosenModel, settings: RepeatSettings, recorded: Comparison): Promise<void>;
  /** Loads the model and nothing else. Never rejects. */
  load(chosen: ChosenModel, settings: Pick<Settings, 'backend'>): Promise<void>;
  stop(): void;
}

interface RunnerOptions {
  readonly onRun: (run: Run) => void;
  readonly onError: (error: AppError) => void;
}

type RepeatSettings = Pick<Settings, 'backend' | 'repeats' | 'warmups'>;

/** What a comparison computes, and what it is called. */
type Job = Pick<Params<'compare'>, 'input' | 'config' | 'title' | 'presetId' | 'expected'>;

const PROGRESS_INTERVAL_MS = 100;

export function useRunner({ onRun, onError }: RunnerOptions): Runner {
  const queryClient = useQueryClient();
  const [state, setState] = useState<RunnerState>({ at: 'idle' });
  const stopper = useRef<AbortController | null>(null);

  const attempt = useCallback(
    async (
      expect: { repeats: number; warmups: number },
      work: (signal: AbortSignal, tokens: (n: number) => void) => Promise<void>,
    ) => {
      if (stopper.current) return;
      const controller = (stopper.current = new AbortController());
      const busy = { at: 'busy', startedAt: performance.now(), tokens: 0, ...expect } as const;
      setState(busy);
      try {
        await work(controller.signal, (tokens) => setState((now) => (now.at === 'busy' ? { ...now, tokens } : now)));
      } catch (thrown) {
        if (!isAbort(thrown)) onError(toAppError(thrown));
      } finally {
        stopper.current = null;
        progressStore.set(null);
        setState({ at: 'idle' });
      }
    },
    [onError],
  );

  const compare = useCallback(
    (chosen: ChosenModel, settings: RepeatSettings, jobOf: (prompting: Prompting) => Job) =>
      attempt(settings, async (signal, setTokens) => {
        const prompting = await ensurePrompting(queryClient, chosen);
        const { tokenizer } = prompting;
        const job = jobOf(prompting);
        setTokens(job.input.ids.length);
        const model = await ensureModel(chosen, settings, signal);
        checkConfig(job.config, model.spec.layers);
        const steps: Record<'full' | 'pruned', StepRecord[]> = { full: [], pruned: [] };
        const timing: Part['timing'] = { warmup: [], samples: [] };
        const progress = throttled<Progress | null>(progressStore.set, PROGRESS_INTERVAL_MS);
        let latest = progressStore.get();
        try {
          const { repeats, warmups } = settings;
          const comparison = await engineClient().call(
            'compare',
            { ...job, repeats, warmups },
            {
              signal,
              onEvent(event) {
                if (event.type === 'step') steps[event.side].push(event.step);
                if (event.type === 'sample') (event.warmup ? timing.warmup : timing.samples).push(event.sample);
                latest = advance(latest, event);
                progress.push(latest);
              },
            },
          );
          onRun(runOf(spellComparison(comparison, tokenizer), 'here'));
        } catch (thrown) {
          const part = partOf({ model, steps, timing, tokenizer, job });
          if (part) onRun(part);
          throw thrown;
        } finally {
          progress.stop();
        }
      }),
    [attempt, onRun, queryClient],
  );

  const run = useCallback(
    (chosen: ChosenModel, settings: Settings, title: string) =>
      compare(chosen, settings, (prompting) => ({
        input: prompting.encode(settings.text, chosen.chat),
        config: configOf(settings),
        title,
        presetId: settings.presetId,
        expected: settings.expected === '' ? null : settings.expected,
      })),
    [compare],
  );

  const repeat = useCallback(
    (chosen: ChosenModel, settings: RepeatSettings, { pruned, title, presetId, expected }: Comparison) =>
      compare(chosen, settings, () => ({ input: pruned.input, config: pruned.config, title, presetId, expected })),
    [compare],
  );

  const load = useCallback(
    (chosen: ChosenModel, settings: Pick<Settings, 'backend'>) =>
      attempt({ repeats: 0, warmups: 0 }, async (signal) => void (await ensureModel(chosen, settings, signal))),
    [attempt],
  );

  const stop = useCallback(() => {
    setState((now) => (now.at === 'busy' ? { ...now, at: 'stopping' } : now));
    stopper.current?.abort(new DOMException('stopped by the user', 'AbortError'));
  }, []);

  return { state, run, repeat, load, stop };
}

/** What the loaded model was asked for; a change of it loads the model anew. */
let loadedFor: string | null = null;

/** Whether `chosen`, in its format and on this backend, is what the engine holds. */
export function isLoaded(chosen: ChosenModel, { backend }: Pick<Settings, 'backend'>, status: EngineStatus): boolean {
  return status.at === 'ready' && status.model !== null && loadedFor === loadWish(chosen, backend);
}

function loadWish(chosen: ChosenModel, backend: Settings['backend']): string {
  return JSON.stringify([loadKey(chosen), backend]);
}

async function ensureModel(
  chosen: ChosenModel,
  { backend }: Pick<Settings, 'backend'>,
  signal: AbortSignal,
): Promise<LoadedModel> {
  const client = engineClient();
  const status = client.status.getSnapshot();
  const wish = loadWish(chosen, backend);
  if (status.at === 'ready' && status.model && loadedFor === wish) return status.model;
  loadedFor = null;
  progressStore.set({ at: 'loading', phase: 'download', done: 0, total: chosen.sizeBytes ?? 0 });
  const progress = throttled<Progress>(progressStore.set, PROGRESS_INTERVAL_MS);
  const { source, format } = chosen;
  const place = source.kind === 'url' ? { ...source, url: new URL(source.url, location.href).href } : source;
  try {
    const model = await client.call(
      'load',
      { source: place, backend, format },
      { signal, onEvent: (event) => progress.push({ at: 'loading', ...event }) },
    );
    loadedFor = wish;
    return model;
  } finally {
    progress.stop();
  }
}

function configOf(settings: Settings): GenerateConfig & { schedule: { layer: number; keep: number }[] } {
  const { mode, schedule, sinks, pruneGenerated, maxNewTokens, seed } = settings;
  return { mode, schedule: [...schedule], sinks, pruneGenerated, maxNewTokens, temperature: 0, seed };
}

interface Part {
  readonly model: LoadedModel;
  readonly job: Job;
  readonly steps: Record<'full' | 'pruned', StepRecord[]>;
  readonly timing: { warmup: Sample[]; samples: Sample[] };
  readonly tokenizer: Tokenizer;
}

/** A side may have come to its own end before the run was stopped. */
function stopReasonOf(steps: readonly StepRecord[], { spec }: LoadedModel, config: GenerateConfig): StopReason {
  const last = steps.at(-1)?.nextId;
  if (last !== undefined && spec.eosTokenIds.includes(last)) return 'eos';
  return steps.length >= config.maxNewTokens ? 'length' : 'stopped';
}

/** What a run that ended early leaves; null where not even a prefill was done. */
function partOf({ model, job, steps, timing, tokenizer }: Part): Run | null {
  const { input, config, title, expected } = job;
  const traceFor = (side: 'full' | 'pruned'): Trace | null => {
    if (steps[side].length === 0) return null;
    const sideConfig = side === 'full' ? { ...config, mode: 'full' as const } : config;
    const recording = {
      engine: engineVersions,
      model: modelOf(model),
      backend: model.backend,
      input,
      config: sideConfig,
    };
    return spellTrace(
      buildTrace(recording, { steps: steps[side], stopReason: stopReasonOf(steps[side], model, config) }),
      tokenizer,
    );
  };
  const [full, pruned] = [traceFor('full'), traceFor('pruned')];
  if (!full && !pruned) return null;
  return {
    kind: 'part',
    id: newId(),
    origin: 'here',
    title,
    createdAt: new Date().toISOString(),
    expected,
    reason: 'stopped',
    full,
    pruned,
    timing,
  };
}

function modelOf({ id, sha256, spec }: LoadedModel): Trace['model'] {
  return { id, sha256, spec };
}
