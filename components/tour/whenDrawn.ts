// Waits until the workbench has drawn the panels that the tour shows: they come one after the other.

import { presentStops, stops } from './stops';

/** Long enough for a slow phone; what is there by then is shown. */
const PATIENCE_MS = 10_000;

/** True when all panels are there or patience has run out; false when aborted. */
export function whenDrawn(signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const finish = (drawn: boolean) => {
      observer.disconnect();
      clearTimeout(timer);
      resolve(drawn);
    };
    const look = () => {
      if (presentStops().length === stops.length) finish(true);
    };
    const observer = new MutationObserver(look);
    const timer = setTimeout(() => finish(true), PATIENCE_MS);
    observer.observe(document.body, { childList: true, subtree: true });
    signal.addEventListener('abort', () => finish(false), { once: true });
    look();
  });
}
