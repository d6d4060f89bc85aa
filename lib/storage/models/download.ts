// A download from the request to its end: asks what there is, takes the model's lock, and begins anew where the server's files
// changed meanwhile. Runs in the download worker.

import { AppError, throwIfAborted, toAppError } from '@/lib/errors';
import { createHttp, type Http, Interrupted } from '@/lib/model/hub/http';
import { Changed } from './arrive';
import { completeModel } from './complete';
import { describe, isWhole } from './list';
import { whileHolding } from './lock';
import { makePlan, type Plan } from './plan';
import { findNotes, readAllNotes } from './records';
import { requestId } from './requests';
import type { DownloadEvent, ModelRequest, StoredModel } from './types';

export interface DownloadJob {
  readonly signal: AbortSignal;
  emit(event: DownloadEvent): void;
}

/** What the worker's surroundings give. */
export interface DownloadWorld {
  readonly fetch: typeof fetch;
  /** Milliseconds, from any start. */
  readonly now: () => number;
  /** The time now, ISO 8601. */
  readonly date: () => string;
}

/** How often a model whose files change on their server is begun. */
const TRIES = 3;

/**
 * Brings a model, or what is missing of it. Throws AppError as `ModelStore.download` says, or the signal's AbortError; what has
 * arrived stays, unless it is of a model that cannot run.
 */
export async function downloadModel(
  { request, token }: { request: ModelRequest; token: string | null },
  { signal, emit }: DownloadJob,
  { fetch, now, date }: DownloadWorld,
): Promise<StoredModel> {
  const endpoint = request.source.kind === 'hub' ? request.source.endpoint : null;
  const http = createHttp({ fetch, token: token && endpoint ? { value: token, endpoint } : null });
  let note: string | null = null;
  for (let attempt = 1; ; attempt++) {
    try {
      emit({ at: 'asking' });
      const plan = await findPlan(request, http, signal);
      const completion = { plan, note, travel: { http, signal, now }, date, emit };
      const onWait = () => emit({ at: 'elsewhere' });
      const noted = await whileHolding(plan.key, { signal, onWait }, async (waited) => {
        const found = waited ? await findNotes(plan.key) : null;
        // Whoever held the lock has just checked it.
        if (found?.record && isWhole(found.record, found.files)) return found;
        return completeModel(completion);
      });
      return await describe(noted);
    } catch (thrown) {
      throwIfAborted(signal);
      if (thrown instanceof Interrupted) throw unreachable(thrown);
      if (!(thrown instanceof Changed)) throw toAppError(thrown);
      if (attempt === TRIES) throw new AppError('download-failed', `${thrown.message} It does so again and again.`);
      note = thrown.message;
    }
  }
}

/** What was planned when the request was first made, where that still holds: commits do not change. Else asks. */
async function findPlan(request: ModelRequest, http: Http, signal: AbortSignal): Promise<Plan> {
  const id = requestId(request);
  const pinned = request.source.kind === 'hub' && request.tokenizer?.kind !== 'url';
  for (const { record, files } of await readAllNotes()) {
    if (record?.requestId !== id || !(pinned || isWhole(record, files))) continue;
    return { ...record, files: files.map((file) => ({ ...file, content: null })) };
  }
  return makePlan(request, http, signal);
}

function unreachable(cause: Interrupted): AppError {
  const [first = '', ...rest] = cause.message;
  const message = `${first.toUpperCase()}${rest.join('')}. Check the connection and the address, then try again.`;
  return new AppError('download-failed', message, { cause });
}
