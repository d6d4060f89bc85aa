// Which changes of what is looked at are steps of the history: of a series, such as playing or dragging, the first only. Knows no page.

import { useState } from 'react';

/** Changes of the same thing that follow each other within this time are one: playing, dragging, a key held down. */
const SCRUB_MS = 1500;

/** Tells how a change enters the history, by what it changes; null is a choice that always leaves a step back. Time in ms. */
export type Scrub = (what: string | null, at?: number) => 'push' | 'replace';

/** The first change of a series is an entry, the others replace it: Back leads to where it began. */
export function createScrub(): Scrub {
  let last: { what: string | null; at: number } = { what: null, at: 0 };
  return (what, at = Date.now()) => {
    const goesOn = what !== null && what === last.what && at - last.at < SCRUB_MS;
    last = { what, at };
    return goesOn ? 'replace' : 'push';
  };
}

/** One history of a page. */
export function useScrub(): Scrub {
  return useState(createScrub)[0];
}
