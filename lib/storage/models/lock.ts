// One writer for each stored model, over all tabs. Knows no files.

import { throwIfAborted } from '@/lib/errors';

/** The lock of the one who writes to a model, or removes it. */
function lockName(key: string): string {
  return `lazylens-model ${key}`;
}

/**
 * Runs `work` as the only one that holds the model; where another one does, says so and waits for its end. `waited` tells `work` of
 * that. Throws what `work` throws, and AbortError.
 */
export async function whileHolding<T>(
  key: string,
  { signal, onWait }: { readonly signal: AbortSignal; onWait(): void },
  work: (waited: boolean) => Promise<T>,
): Promise<T> {
  const atOnce = await ifFree(key, () => work(false));
  if (atOnce) return atOnce.value;
  onWait();
  try {
    return await navigator.locks.request(lockName(key), { signal }, () => work(true));
  } catch (thrown) {
    throwIfAborted(signal);
    throw thrown;
  }
}

/** Runs `work` as the only one that holds the model; null, without running it, where another one does. */
export async function ifFree<T>(key: string, work: () => Promise<T>): Promise<{ readonly value: T } | null> {
  return await navigator.locks.request(lockName(key), { ifAvailable: true }, async (lock) =>
    lock ? { value: await work() } : null,
  );
}
