// Which part of a run fills the screen, in the query string, so that a reload in front of a class changes nothing.

import { parseAsStringLiteral, useQueryState } from 'nuqs';
import { type RefObject, useCallback, useRef } from 'react';
import { type Part, parts } from '@/lib/experiment/parts';

export interface Presentation {
  /** Null while nothing is presented. */
  readonly part: Part | null;
  readonly present: (part: Part) => void;
  readonly end: () => void;
  /** The button that starts it, which has the focus again at its end. */
  readonly button: RefObject<HTMLButtonElement | null>;
}

/** `available`: what can be presented. A link that names anything else presents nothing. */
export function usePresentation(available: readonly Part[]): Presentation {
  const button = useRef<HTMLButtonElement>(null);
  const [named, setPart] = useQueryState('present', parseAsStringLiteral(parts).withOptions({ scroll: false }));
  const part = named !== null && available.includes(named) ? named : null;
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
  return { part, present, end, button };
}
