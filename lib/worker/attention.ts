// Attention on demand: replays a recorded generation up to one layer and reads one head. Keeps the last replay open, so that
// the next head of the same place costs a read only.

import { AppError } from '@/lib/errors';
import type { Backend } from '@/lib/engine/backend';
import { replayAttention } from '@/lib/engine/replay';
import type { Replay } from '@/lib/engine/replay';
import { breathe } from './breathe';
import type { Params, Result } from './protocol';
import type { Job } from './serve';

/** Rows read at a time: bounds the GPU buffer of one read, and how long a stop waits. */
const BLOCK_ROWS = 256;

export interface AttentionReader {
  /**
   * Values (R x n), row-major. Throws AppError `input-invalid` (no such step, layer or head), `trace-invalid` (steps that
   * contradict themselves), AbortError.
   */
  read(params: Params<'attention'>, job: Job<'attention'>): Promise<Result<'attention'>>;
  /** Releases the replay that is open, if any. To be called before the backend is used for anything else. */
  close(): void;
}

/** Reads attention of recordings made with the backend's model. */
export function createAttentionReader(backend: Backend): AttentionReader {
  let open: { readonly place: string; readonly replay: Replay } | null = null;

  function close(): void {
    open?.replay.close();
    open = null;
  }

  async function replayTo(params: Params<'attention'>, { signal, emit }: Job<'attention'>): Promise<Replay> {
    const place = placeOf(params);
    if (open?.place === place) return open.replay;
    close();
    const { ids, steps, config, step, layer } = params;
    const replay = await replayAttention(backend, ids, steps, config, {
      step,
      layer,
      signal,
      onLayer: (done, total) => {
        emit({ done, total });
        return breathe();
      },
    });
    open = { place, replay };
    return replay;
  }

  return {
    async read(params, job) {
      const { probe } = await replayTo(params, job);
      const { rows, columns, heads } = probe;
      if (params.head !== 'mean' && params.head >= heads) {
        throw new AppError('input-invalid', `There is no head ${params.head}: the model has heads 0 to ${heads - 1}.`);
      }
      const values = new Float32Array(rows.length * columns.length); // (R, n)
      for (let from = 0; from < rows.length; from += BLOCK_ROWS) {
        const to = Math.min(from + BLOCK_ROWS, rows.length);
        values.set(await probe.read(params.head, from, to), from * columns.length);
        await breathe();
        job.signal.throwIfAborted();
      }
      return { rows: [...rows], columns: [...columns], values };
    },
    close,
  };
}

/** Spells all that a replay depends on. */
function placeOf({ ids, steps, config: { mode, schedule }, step, layer }: Params<'attention'>): string {
  const recorded = steps.slice(0, step + 1).map(({ position, tokenId, segments }) => {
    return [position, tokenId, segments.map(({ computed, kept }) => [computed, kept])];
  });
  return JSON.stringify([mode, schedule, step, layer, ids, recorded]);
}
