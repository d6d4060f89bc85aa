// The thread of one download: puts it behind the worker's port.

import '@/lib/noEval';
import { downloadModel } from '@/lib/storage/models/download';
import { type DownloadShapes, servedDownloads } from '@/lib/worker/download';
import { serveCalls } from '@/lib/worker/serve';

const world = {
  fetch: fetch.bind(globalThis),
  now: () => performance.now(),
  date: () => new Date().toISOString(),
};

serveCalls<DownloadShapes>(
  globalThis,
  servedDownloads,
  { download: (params, job) => downloadModel(params, job, world) },
  { ready: {}, lost: null },
);
