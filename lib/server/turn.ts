// Work that takes much memory, one piece after the other: however many publications arrive at once, one is unpacked at a time.

let last: Promise<unknown> = Promise.resolve();

/** Does `work` once what was given before has ended, and settles as it does. */
export function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const mine = last.then(work);
  last = mine.catch(() => undefined);
  return mine;
}
