// Makes the sessions of a model where its runtime computes.

import { isAbort } from '@/lib/errors';
import { gpuSessions } from './gpuSessions';
import type { ModelSessions, SessionSource } from './sessions';
import { sessionError, SessionShelf } from './shelf';
import { wasmSessions } from './wasmSessions';

/** Creates every session of a model and places its weights. Releases all of them if it fails or is aborted. */
export async function createSessions(source: SessionSource): Promise<ModelSessions> {
  const shelf = new SessionShelf(source.runtime);
  try {
    const { device } = source.runtime;
    return device ? await gpuSessions(source, shelf, device) : await wasmSessions(source, shelf);
  } catch (thrown) {
    await shelf.release();
    throw isAbort(thrown) ? thrown : sessionError(thrown);
  }
}
