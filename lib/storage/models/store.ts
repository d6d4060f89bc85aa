// The page's store of models: what is on this device, which downloads run in this tab, how full the storage is. Knows neither
// React nor how a worker's script is found.

import { AppError, isAbort, toAppError } from '@/lib/errors';
import { runDownload } from '@/lib/worker/download';
import type { WorkerLike } from '@/lib/worker/link';
import { listStored } from './list';
import { ifFree } from './lock';
import { folderOf, removeModel } from './remove';
import { announceChange, onChange, requestId } from './requests';
import type {
  DownloadEvent,
  DownloadState,
  ModelRequest,
  ModelStore,
  Progress,
  StorageUse,
  StoredModel,
  StoreSnapshot,
} from './types';

/** The store before anything was read: what a server renders. */
export const emptySnapshot: StoreSnapshot = { models: null, downloads: [], use: null, unavailable: null };

interface Running {
  readonly controller: AbortController;
  readonly result: Promise<StoredModel>;
}

/** `spawn` starts a download worker; each download has its own. */
export function createModelStore(spawn: () => WorkerLike): ModelStore {
  const listeners = new Set<() => void>();
  const running = new Map<string, Running>();
  let snapshot = emptySnapshot;
  let endListening: (() => void) | null = null;
  let reading: Promise<void> | null = null;
  let readAgain = false;

  function publish(changes: Partial<StoreSnapshot>): void {
    snapshot = { ...snapshot, ...changes };
    for (const listener of [...listeners]) listener();
  }

  function setDownload(download: DownloadState): void {
    const known = snapshot.downloads.some(({ id }) => id === download.id);
    const downloads = known
      ? snapshot.downloads.map((each) => (each.id === download.id ? download : each))
      : [...snapshot.downloads, download];
    publish({ downloads });
  }

  function dropDownload(id: string): void {
    if (snapshot.downloads.some((download) => download.id === id)) {
      publish({ downloads: snapshot.downloads.filter((download) => download.id !== id) });
    }
  }

  /** Reads the list; asked for while it is being read, it is read once more. */
  function refresh(): Promise<void> {
    if (reading) {
      readAgain = true;
      return reading;
    }
    reading = (async () => {
      do {
        readAgain = false;
        publish(await readDevice());
      } while (readAgain);
      reading = null;
    })();
    return reading;
  }

  function download(request: ModelRequest, { token = null }: { token?: string | null } = {}): Promise<StoredModel> {
    const id = requestId(request);
    const joined = running.get(id);
    if (joined) return joined.result;
    const controller = new AbortController();
    setDownload({ id, request, phase: { at: 'asking' } });
    const onEvent = (phase: DownloadEvent) => {
      if (!controller.signal.aborted) setDownload({ id, request, phase });
    };
    const result = runDownload(spawn, { request, token }, { onEvent, signal: controller.signal });
    const settled = result.then(
      (model) => {
        running.delete(id);
        // Listed before it leaves the downloads, so that it is never seen as partial in between.
        return refresh().then(() => {
          dropDownload(id);
          return model;
        });
      },
      async (thrown: unknown) => {
        running.delete(id);
        const progress = progressOf(snapshot.downloads.find((each) => each.id === id));
        const error = isAbort(thrown) ? null : toAppError(thrown);
        setDownload({ id, request, phase: error ? { at: 'failed', progress, error } : { at: 'paused', progress } });
        await refresh();
        throw error ?? thrown;
      },
    );
    settled.catch(() => undefined); // a caller that only watches the snapshot need not wait for the promise
    running.set(id, { controller, result: settled });
    return settled;
  }

  async function remove(key: string): Promise<void> {
    const folder = await folderOf(key);
    const removed = await ifFree(key, () => removeModel(key, folder));
    if (!removed) {
      const message = `${key} is being downloaded or checked; stop that first, in this tab or another one.`;
      throw new AppError('storage-failed', message);
    }
    announceChange();
    await refresh();
  }

  return {
    subscribe(listener) {
      if (listeners.size === 0) {
        endListening = onChange(() => void refresh());
        void refresh();
      }
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        endListening?.();
        endListening = null;
      };
    },
    getSnapshot: () => snapshot,
    refresh,
    download,
    pause: (id) => running.get(id)?.controller.abort(),
    async cancel(id) {
      const stopped = running.get(id);
      stopped?.controller.abort();
      await stopped?.result.catch(() => undefined);
      await refresh();
      for (const { key, request, state } of snapshot.models ?? []) {
        if (state === 'partial' && request && requestId(request) === id) await remove(key);
      }
      dropDownload(id);
    },
    dismiss(id) {
      if (!running.has(id)) dropDownload(id);
    },
    remove,
    async persist() {
      const granted = await navigator.storage.persist().catch(() => false);
      await refresh();
      return granted;
    },
    dispose() {
      for (const { controller } of running.values()) controller.abort();
      endListening?.();
      endListening = null;
      listeners.clear();
    },
  };
}

async function readDevice(): Promise<Partial<StoreSnapshot>> {
  const use = await readUse();
  try {
    return { models: await listStored(), use, unavailable: null };
  } catch (thrown) {
    return { models: [], use, unavailable: toAppError(thrown, 'storage-failed') };
  }
}

async function readUse(): Promise<StorageUse | null> {
  const { storage } = navigator as { storage?: StorageManager };
  try {
    const [{ usage, quota } = {}, persisted] = await Promise.all([storage?.estimate(), storage?.persisted()]);
    if (usage === undefined || quota === undefined) return null;
    return { usedBytes: usage, quotaBytes: quota, persisted: persisted ?? false };
  } catch {
    return null; // what a browser does not tell is not shown
  }
}

function progressOf(download: DownloadState | undefined): Progress | null {
  return download && 'progress' in download.phase ? download.phase.progress : null;
}
