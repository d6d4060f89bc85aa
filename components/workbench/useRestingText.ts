// A text as it was when the typing last paused: what is worked out from a long one must not run between two keys.

import { useDeferredValue, useEffect, useState } from 'react';

/** Texts below so many characters are worked on at once: a few milliseconds. */
const SHORT = 4000;
const PAUSE_MS = 150;

export function useRestingText(text: string): string {
  const deferred = useDeferredValue(text);
  const [rested, setRested] = useState(text);
  useEffect(() => {
    if (text.length < SHORT) return;
    const timer = setTimeout(() => setRested(text), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return text.length < SHORT ? deferred : rested;
}
