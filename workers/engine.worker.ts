// The engine's thread: puts the host, this browser's backends and the model sources behind the worker's port.

import { wasmThreads } from '@/lib/backends/ort/browser';
import { AppError } from '@/lib/errors';
import { openModel } from '@/lib/model/open';
import { engineVersions } from '@/lib/version';
import { createHost } from '@/lib/worker/host';
import { createMachine } from '@/lib/worker/machine';
import { serve } from '@/lib/worker/serve';

/** Storage for models is not built in yet. */
const notStored = (key: string) =>
  Promise.reject(new AppError('storage-failed', `${key} is not on this device; add it on the Models page`));

const { crossOriginIsolated } = globalThis;
const threads = wasmThreads();

const host = createHost({
  ready: { webgpu: 'gpu' in navigator, crossOriginIsolated, threads },
  openModel: (source, preparation) =>
    openModel(source, { fetch: fetch.bind(globalThis), openStored: notStored, ...preparation }),
  createBackend: createMachine(),
  now: () => performance.now(),
  date: () => new Date().toISOString(),
  createId: () => crypto.randomUUID(),
  engine: engineVersions,
  environment: { userAgent: navigator.userAgent, threads, crossOriginIsolated },
});

serve(globalThis, host);
