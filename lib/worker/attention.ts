// Attention on demand: replays a recorded generation up to one layer and reads one head, rows at a time, into the map that is drawn.
// Keeps the last replay open, with its queries and keys: the next head of the same place, and exact rows, cost a read only.

import { AppError } from '@/lib/errors';
import type { Backend } from '@/lib/engine/backend';
import { replayAttention } from '@/lib/engine/replay';
import type { Replay } from '@/lib/engine/replay';
import { buildMap } from '@/lib/trace/attentionMap';
import { breathe } from '@/lib/breathe';
import type { Params, Result } from './protocol';
import type { Job } from './serve';

/** Weights read at a time, 8 MiB: bounds the buffer of one read, and how long a stop waits. */
const BLOCK_WEIGHTS = 2 ** 21;

export interface AttentionReader {
  /**
   * The map of one head. Throws AppError `input-invalid` (no such step, layer or head), `trace-invalid` (steps that contradict
   * themselves), AbortError.
   */
  read(params: Params<'attention'>, job: Job<'attention'>): Promise<Result<'attention'>>;
  /** Weights of one row (n) of the replay that is open. Throws AppError `input-invalid` where it is another, or has no such row. */
  readRow(params: Params<'attentionRow'>): Promise<Result<'attentionRow'>>;
  /** Releases the replay that is open, if any. To be called before the backend is used for anything else. */
  close(): void;
}

/** Reads attention of recordings made with the backend's model. */
export function createAttentionReader(backend: Backend): AttentionReader {
  let open: { readonly place: string; readonly number: number; readonly replay: Replay } | null = null;
  let replays = 0;

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
        emit({ phase: 'replay', done, total });
        return breathe();
      },
    });
    open = { place, number: ++replays, replay };
    return replay;
  }

  return {
    async read(params, job) {
      const { probe } = await replayTo(params, job);
      const { rows, columns, heads } = probe;
      checkHead(params.head, heads);
      const map = buildMap([...rows], [...columns]);
      const block = Math.max(1, Math.min(256, Math.floor(BLOCK_WEIGHTS / columns.length)));
      for (let from = 0; from < rows.length; from += block) {
        const to = Math.min(from + block, rows.length);
        map.add(from, await probe.read(params.head, from, to));
        job.emit({ phase: 'read', done: to, total: rows.length });
        await breathe();
        job.signal.throwIfAborted();
      }
      const { rows: queries, columns: keys, levels, ...rest } = map.finish();
      return { rows: [...queries], columns: [...keys], levels: [...levels], ...rest, replay: replays };
    },
    async readRow({ replay, head, row }) {
      const probe = open?.number === replay ? open.replay.probe : null;
      if (!probe) throw new AppError('input-invalid', 'This attention is no longer held: compute it again.');
      checkHead(head, probe.heads);
      if (row >= probe.rows.length) {
        throw new AppError('input-invalid', `There is no row ${row}: this attention has ${probe.rows.length}.`);
      }
      return { values: new Float32Array(await probe.read(head, row, row + 1)) };
    },
    close,
  };
}

function checkHead(head: number | 'mean', heads: number): void {
  if (head === 'mean' || head < heads) return;
  throw new AppError('input-invalid', `There is no head ${head}: the model has heads 0 to ${heads - 1}.`);
}

/** Spells all that a replay depends on. */
function placeOf({ ids, steps, config: { mode, schedule }, step, layer }: Params<'attention'>): string {
  const recorded = steps.slice(0, step + 1).map(({ position, tokenId, segments }) => {
    return [position, tokenId, segments.map(({ computed, kept }) => [computed, kept])];
  });
  return JSON.stringify([mode, schedule, step, layer, ids, recorded]);
}
