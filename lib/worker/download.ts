// The page's way to the download worker: one worker for each download, ended with it. Knows the calls, not what they do.

import { z } from 'zod';
import { AppError, toAppError } from '@/lib/errors';
import { firstIssue } from '@/lib/issues';
import {
  type DownloadEvent,
  downloadEventSchema,
  modelRequestSchema,
  type StoredModel,
  storedModelSchema,
} from '@/lib/storage/models/types';
import { type CallOptions, openLink, type WorkerKind, type WorkerLike } from './link';
import type { ServedCalls } from './serve';

const paramsSchema = z.object({ request: modelRequestSchema, token: z.string().nullable() });

export type DownloadParams = z.output<typeof paramsSchema>;
export type DownloadShapes = {
  readonly download: { params: DownloadParams; event: DownloadEvent; result: StoredModel };
};

/** The worker's calls, as it serves them. */
export const servedDownloads: ServedCalls<DownloadShapes> = {
  calls: { download: { params: paramsSchema } },
  writers: { download: (result) => ({ result, transfer: [] }) },
};

const downloadWorker: WorkerKind<DownloadShapes, object> = {
  name: 'download worker',
  remedy: 'What has arrived is kept; resume the download.',
  ready: z.object({}),
  readers: {
    download: () => ({
      event: (received) => read(downloadEventSchema, received),
      result: (received) => read(storedModelSchema, received),
    }),
  },
};

/** From a worker's start to its first word, and from a stop to its last one: it writes a chunk and closes its files. */
const limits = { readyTimeoutMs: 20_000, abortTimeoutMs: 10_000, onEnd: () => undefined };

/**
 * Runs a download in a worker of its own. Rejects with AppError or, when stopped, with AbortError: the worker has closed its files
 * by then.
 */
export async function runDownload(
  spawn: () => WorkerLike,
  params: DownloadParams,
  options: CallOptions<DownloadEvent>,
): Promise<StoredModel> {
  const link = openLink<DownloadShapes, object>(spawnWorker(spawn), downloadWorker, limits);
  try {
    await link.ready;
    return await link.request('download', params, options);
  } finally {
    await link.quiet();
    link.close();
  }
}

function spawnWorker(spawn: () => WorkerLike): WorkerLike {
  try {
    return spawn();
  } catch (thrown) {
    throw toAppError(thrown, 'worker-failed', 'This browser could not start the download worker');
  }
}

function read<S extends z.ZodType>(schema: S, received: unknown): z.output<S> {
  const parsed = schema.safeParse(received);
  if (parsed.success) return parsed.data;
  throw new AppError('internal', `the download worker's word cannot be read: ${firstIssue(parsed.error)}`);
}
