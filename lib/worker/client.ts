// The page's engine: typed calls to a worker that is started when first needed and started anew, model and all, after it dies.

import { throwIfAborted, toAppError } from '@/lib/errors';
import type { AppError } from '@/lib/errors';
import { openLink } from './link';
import type { CallOptions, Link, WorkerKind, WorkerLike } from './link';
import { readySchema } from './protocol';
import type { CallName, EngineShapes, Event, LoadedModel, Params, Ready, Result } from './protocol';
import { readers } from './wire';

/** Where the engine is, for the page to show. `model` is null until a `load` succeeds, and while another one runs. */
export type EngineStatus =
  | { readonly at: 'idle' }
  | { readonly at: 'starting' }
  | { readonly at: 'ready'; readonly ready: Ready; readonly model: LoadedModel | null }
  /** The worker died; the next call starts another. */
  | { readonly at: 'dead'; readonly error: AppError };

/** The status before any call: what a server renders. */
export const idleStatus: EngineStatus = { at: 'idle' };

export interface EngineClientOptions {
  /** Makes a worker; called again after one has died. */
  readonly spawn: () => WorkerLike;
  /** From a worker's start to its first word. Default 20 s: the script is several MB on a slow line. */
  readonly readyTimeoutMs?: number;
  /** From Stop to the worker's confirmation. Default 10 s: one layer of a long prompt on a slow CPU takes 3 s. */
  readonly abortTimeoutMs?: number;
}

export interface EngineClient {
  /**
   * Runs one call in the worker. The worker runs one at a time: a new call stops the one before, which rejects with AbortError.
   * Rejects with AppError (`worker-failed`, `device-lost`, or what the engine reports), or with AbortError when stopped. After a
   * crash or a lost device the next call starts a new worker and loads the last model again first.
   */
  call<C extends CallName>(name: C, params: Params<C>, options?: CallOptions<Event<C>>): Promise<Result<C>>;
  /** For `useSyncExternalStore`: snapshots are replaced, never changed. */
  readonly status: {
    subscribe(listener: () => void): () => void;
    getSnapshot(): EngineStatus;
  };
  /** Terminates the worker; waiting calls reject with AbortError. A later call starts a new one. */
  dispose(): void;
}

const engineWorker: WorkerKind<EngineShapes, Ready> = {
  name: 'engine worker',
  remedy: 'Results so far are kept; run again to start a new one.',
  ready: readySchema,
  readers,
};

/** A worker with what the client knows about it. */
interface Engine {
  readonly link: Link<EngineShapes, Ready>;
  /** Settles when the worker holds the model that an earlier worker had; null until the first call that needs it. */
  restoration: Promise<void> | null;
}

/** What the client notes when a call goes out; the function returned is called when it succeeds. */
type Notes = { readonly [C in CallName]: (engine: Engine, params: Params<C>) => (result: Result<C>) => void };

export function createEngineClient({
  spawn,
  readyTimeoutMs = 20_000,
  abortTimeoutMs = 10_000,
}: EngineClientOptions): EngineClient {
  const listeners = new Set<() => void>();
  let status = idleStatus;
  let engine: Engine | null = null;
  /** What to load into a new worker: the last load that succeeded, unless another was asked for since. */
  let lastLoad: Params<'load'> | null = null;
  let loads = 0;

  const nothing = (): void => undefined;
  const notes: Notes = {
    load(loading, params) {
      const turn = ++loads;
      lastLoad = null;
      loading.restoration = Promise.resolve();
      setModel(null);
      return (model) => {
        if (turn !== loads) return; // another load has begun since
        lastLoad = params;
        if (engine === loading) setModel(model);
      };
    },
    compare: () => nothing,
    attention: () => nothing,
    attentionRow: () => nothing,
  };

  function setStatus(next: EngineStatus): void {
    status = next;
    for (const listener of listeners) listener();
  }

  function setModel(model: LoadedModel | null): void {
    if (status.at === 'ready' && status.model !== model) setStatus({ ...status, model });
  }

  function spawnEngine(): Engine {
    setStatus({ at: 'starting' });
    const link = openLink(spawnWorker(), engineWorker, {
      readyTimeoutMs,
      abortTimeoutMs,
      onEnd(end) {
        engine = null;
        setStatus(end.at === 'failed' ? { at: 'dead', error: end.error } : idleStatus);
      },
    });
    link.ready.then((ready) => setStatus({ at: 'ready', ready, model: null }), nothing);
    return { link, restoration: null };
  }

  function spawnWorker(): WorkerLike {
    try {
      return spawn();
    } catch (thrown) {
      const error = toAppError(thrown, 'worker-failed', 'This browser could not start the engine worker');
      setStatus({ at: 'dead', error });
      throw error;
    }
  }

  /** A worker that answers and, for anything but a load, holds the model of its predecessor. */
  async function preparedEngine(name: CallName): Promise<Engine> {
    await engine?.link.quiet(); // a worker that does not stop when told to is replaced, not waited for
    const prepared = (engine ??= spawnEngine());
    await prepared.link.ready;
    if (name !== 'load') await (prepared.restoration ??= restore(prepared));
    return prepared;
  }

  async function restore(restoring: Engine): Promise<void> {
    if (!lastLoad) return;
    try {
      const model = await restoring.link.request('load', lastLoad, {});
      setModel(model);
    } catch (thrown) {
      restoring.restoration = null; // the next call tries again
      throw thrown;
    }
  }

  return {
    async call(name, params, options = {}) {
      throwIfAborted(options.signal);
      const prepared = await stoppable(preparedEngine(name), options.signal);
      const succeeded = notes[name](prepared, params);
      const result = await prepared.link.request(name, params, options);
      succeeded(result);
      return result;
    },
    status: {
      subscribe(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      getSnapshot: () => status,
    },
    dispose: () => engine?.link.close(),
  };
}

/** Waits for a promise unless the signal is aborted first; then rejects with AbortError. */
async function stoppable<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  let onAbort = (): void => undefined;
  const stopped = new Promise<never>((_, reject) => {
    onAbort = () => reject(new DOMException('stopped by the user', 'AbortError'));
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([promise, stopped]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
