// What a presentation changes of the whole page: large type, and the browser's full screen.

import { useEffect, useEffectEvent, useLayoutEffect, useMemo, useState } from 'react';
import type { Magnification } from '@/components/views/magnified';

/** Size of type on a page, in px. */
const PAGE_TYPE = 16;

/** Everything that is set in rem grows with the screen (globals.css says how much), and drawings with it. */
export function useLargeType(): Magnification {
  const [type, setType] = useState(PAGE_TYPE);
  useLayoutEffect(() => {
    const root = document.documentElement;
    const measure = (): void => setType(parseFloat(getComputedStyle(root).fontSize));
    root.dataset['presenting'] = '';
    measure();
    window.addEventListener('resize', measure);
    return () => {
      delete root.dataset['presenting'];
      window.removeEventListener('resize', measure);
    };
  }, []);
  return useMemo(() => ({ by: type / PAGE_TYPE, fills: true }), [type]);
}

/** Escape leaves the browser's full screen without telling the page of the key. */
export function useEndWithFullscreen(end: () => void): void {
  const left = useEffectEvent(() => {
    if (!document.fullscreenElement) end();
  });
  useEffect(() => {
    const listener = (): void => left();
    document.addEventListener('fullscreenchange', listener);
    return () => {
      document.removeEventListener('fullscreenchange', listener);
      if (document.fullscreenElement) void document.exitFullscreen();
    };
  }, []);
}
