// Which part of a run fills the screen, in the query string, so that a reload in front of a class changes nothing.

import { parseAsStringLiteral, useQueryState } from 'nuqs';
import { useCallback } from 'react';
import { type Part, parts } from '@/lib/experiment/parts';

export interface Presentation {
  /** Null while nothing is presented. */
  readonly part: Part | null;
  readonly present: (part: Part) => void;
  readonly end: () => void;
}

export function usePresentation(): Presentation {
  const [part, setPart] = useQueryState('present', parseAsStringLiteral(parts).withOptions({ scroll: false }));
  const isOn = part !== null;
  const present = useCallback(
    (next: Part) => {
      // Refused in a frame, or where nobody pressed anything: the window is filled then.
      if (!isOn) document.documentElement.requestFullscreen?.().catch(() => undefined);
      void setPart(next, { history: isOn ? 'replace' : 'push' });
    },
    [isOn, setPart],
  );
  const end = useCallback(() => void setPart(null, { history: 'replace' }), [setPart]);
  return { part, present, end };
}
