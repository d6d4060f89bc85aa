// Long work in short tasks: a generator that yields wherever it can be interrupted runs to its end at once, or in slices between
// which a page can draw and answer. Knows nothing of the work.

import { breathe } from '@/lib/breathe';

/** Work that yields where it may pause; its return value is the result. */
export type Sliceable<T> = Generator<void, T, void>;

/** Longest time at a stretch, in ms: a frame at 60 a second has 16. */
const SLICE_MS = 10;

/** The result, computed without a pause. */
export function atOnce<T>(work: Sliceable<T>): T {
  for (;;) {
    const next = work.next();
    if (next.done) return next.value;
  }
}

/** The result, computed in tasks of some `SLICE_MS`. Rejects with what the work throws, or with the signal's reason when aborted. */
export async function inSlices<T>(work: Sliceable<T>, signal?: AbortSignal): Promise<T> {
  let until = performance.now() + SLICE_MS;
  for (;;) {
    const next = work.next();
    if (next.done) return next.value;
    if (performance.now() < until) continue;
    await breathe();
    signal?.throwIfAborted();
    until = performance.now() + SLICE_MS;
  }
}
