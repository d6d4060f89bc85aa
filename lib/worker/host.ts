// The engine behind the worker's port: one model on the best backend this machine has. What it runs on is handed in.

import { AppError } from '@/lib/errors';
import type { Backend } from '@/lib/engine/backend';
import type { OpenedModel } from '@/lib/model/files';
import type { FormatChoice } from '@/lib/model/format';
import type { ModelSource } from '@/lib/model/source';
import type { Comparison, Trace } from '@/lib/trace/schema';
import { createAttentionReader } from './attention';
import type { AttentionReader } from './attention';
import { breathe } from '@/lib/breathe';
import { compare } from './compare';
import { placeModel } from './placement';
import type { BackendTarget, CreatedBackend, Preparation } from './placement';
import type { Params } from './protocol';
import type { EngineHost, Job } from './serve';

export interface HostDependencies {
  readonly ready: EngineHost['ready'];
  readonly openModel: (source: ModelSource, preparation: Preparation) => Promise<OpenedModel>;
  /** Throws AppError `webgpu-missing` where the machine has no such device: the next choice is tried then. */
  readonly createBackend: (
    target: BackendTarget,
    model: OpenedModel,
    preparation: Preparation & { readonly format: FormatChoice },
  ) => Promise<CreatedBackend>;
  /** The clock, in ms. */
  readonly now: () => number;
  /** The time of day, ISO 8601. */
  readonly date: () => string;
  readonly createId: () => string;
  readonly engine: Trace['engine'];
  readonly environment: Comparison['environment'];
}

interface Loaded {
  readonly model: Trace['model'];
  readonly backend: Backend;
  readonly attention: AttentionReader;
  /** Given to the first comparison after the load. */
  loadMs: number | null;
}

const PROGRESS_MS = 30;

/** An engine with no model yet. */
export function createHost(dependencies: HostDependencies): EngineHost {
  const { ready, now } = dependencies;
  let loaded: Loaded | null = null;
  let reportLost: (error: AppError) => void = () => undefined;
  const lost = new Promise<AppError>((resolve) => (reportLost = resolve));

  async function unload(): Promise<void> {
    const last = loaded;
    loaded = null; // from here on the loss of its device is of no interest
    last?.attention.close();
    await last?.backend.dispose();
  }

  function theModel(): Loaded {
    if (loaded) return loaded;
    throw new AppError('model-invalid', 'No model is loaded: load one, then run again.');
  }

  return {
    ready,
    lost,

    async load(params, job) {
      await unload();
      const startedAt = now();
      const opened = await dependencies.openModel(params.source, preparation('download', job, now));
      const create = (target: BackendTarget): Promise<CreatedBackend> =>
        dependencies.createBackend(target, opened, { ...preparation('prepare', job, now), format: params.format });
      const { backend, deviceLost, notes } = await placeModel(params.backend, params.format, create);
      if (job.signal.aborted) await backend.dispose();
      job.signal.throwIfAborted();

      const { id, sha256, spec } = opened;
      const loadMs = now() - startedAt;
      const mine: Loaded = { model: { id, sha256, spec }, backend, attention: createAttentionReader(backend), loadMs };
      loaded = mine;
      void deviceLost?.then((reason) => {
        if (loaded === mine) reportLost(lostError(backend, reason));
      });
      return { id, sha256, spec, backend: backend.description, notes: [...notes], loadMs };
    },

    async compare(params: Params<'compare'>, job: Job<'compare'>) {
      const { model, backend, attention, loadMs } = theModel();
      attention.close();
      const comparison = await compare(backend, model, params, {
        now,
        breathe,
        signal: job.signal,
        emit: job.emit,
        id: dependencies.createId(),
        createdAt: dependencies.date(),
        engine: dependencies.engine,
        environment: dependencies.environment,
        loadMs,
      });
      theModel().loadMs = null;
      return comparison;
    },

    attention: (params, job) => theModel().attention.read(params, job),

    attentionRow: async (params) => theModel().attention.readRow(params),
  };
}

/** What opening and placing a model may report: as often as a screen can show it, and always the end. */
function preparation(phase: 'download' | 'prepare', { signal, emit }: Job<'load'>, now: () => number): Preparation {
  let reportedAt = -Infinity;
  return {
    signal,
    onProgress(done, total) {
      if (done !== total && now() - reportedAt < PROGRESS_MS) return;
      reportedAt = now();
      emit({ phase, done, total });
    },
  };
}

function lostError({ description }: Backend, reason: string): AppError {
  const why = reason ? ` (${reason.replace(/\.$/, '')})` : '';
  return new AppError(
    'device-lost',
    `The GPU ${description.adapter} was lost${why}. Results so far are kept; run again to start it anew, or choose WASM if it ` +
      'is lost again.',
  );
}
