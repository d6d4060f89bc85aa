// Tells when the page has settled: what the first paint does not need can wait for that.

import { useEffect, useState } from 'react';

/** False until the browser has nothing more urgent to do. */
export function useSettled(): boolean {
  const [settled, setSettled] = useState(false);
  useEffect(() => {
    if (typeof requestIdleCallback === 'undefined') {
      const timer = setTimeout(() => setSettled(true), 300);
      return () => clearTimeout(timer);
    }
    const handle = requestIdleCallback(() => setSettled(true), { timeout: 1500 });
    return () => cancelIdleCallback(handle);
  }, []);
  return settled;
}
