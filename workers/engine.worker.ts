// The engine's thread: puts the host, this browser's backends and the model sources behind the worker's port.

import '@/lib/noEval';
import { wasmThreads } from '@/lib/capabilities/gpu';
import { newId } from '@/lib/ids';
import { openModel } from '@/lib/model/open';
import { openStored } from '@/lib/storage/models/open';
import { engineVersions } from '@/lib/version';
import { createHost } from '@/lib/worker/host';
import { createMachine } from '@/lib/worker/machine';
import { serve } from '@/lib/worker/serve';

const { crossOriginIsolated } = globalThis;
const threads = wasmThreads();

const host = createHost({
  ready: { webgpu: 'gpu' in navigator, crossOriginIsolated, threads },
  openModel: (source, preparation) => openModel(source, { fetch: fetch.bind(globalThis), openStored, ...preparation }),
  createBackend: createMachine(),
  now: () => performance.now(),
  date: () => new Date().toISOString(),
  createId: newId,
  engine: engineVersions,
  environment: { userAgent: navigator.userAgent, threads, crossOriginIsolated },
});

serve(globalThis, host);
