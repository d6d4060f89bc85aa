// The width of an element in CSS px, followed as it changes.

import { useCallback, useState } from 'react';

/** A ref to put on the element, and its width; `initial` before it is measured. */
export function useWidth(initial: number): [(element: Element | null) => (() => void) | undefined, number] {
  const [width, setWidth] = useState(initial);
  const ref = useCallback((element: Element | null) => {
    if (!element) return undefined;
    const observer = new ResizeObserver(([entry]) => entry && setWidth(Math.round(entry.contentRect.width)));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [ref, width];
}
