// Exact rows of an attention map from the engine, as long as it holds the replay; the last ones read are kept.

import type { Head } from '@/components/views/selection';
import { engineClient } from './engine';

/** Rows kept: 2 MiB at 8,192 tokens. */
const KEPT = 64;

/**
 * Reads rows of a replay; null where the engine no longer holds it, is at work (`busy`: a call would stop what it does), or another
 * row was asked for meanwhile.
 */
export function rowReader(
  replay: number | null,
  head: Head,
  busy: boolean,
): (row: number) => Promise<Float32Array | null> {
  const known = new Map<number, Float32Array>();
  return async (row) => {
    const kept = known.get(row);
    if (kept || replay === null || busy) return kept ?? null;
    try {
      const { values } = await engineClient().call('attentionRow', { replay, head, row });
      known.set(row, values);
      const [oldest] = known.keys();
      if (known.size > KEPT && oldest !== undefined) known.delete(oldest);
      return values;
    } catch {
      return null; // what the map itself knows is shown instead
    }
  };
}
