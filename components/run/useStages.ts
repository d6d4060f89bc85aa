// Mounts a page's parts one after the other: all at once would be one long task.

import { startTransition, useEffect, useState } from 'react';

/** Number of parts to show, from 1 to `count`: one more after each was drawn. */
export function useStages(count: number): number {
  const [stage, setStage] = useState(1);
  useEffect(() => {
    if (stage >= count) return;
    const timer = setTimeout(() => startTransition(() => setStage(stage + 1)));
    return () => clearTimeout(timer);
  }, [stage, count]);
  return stage;
}
