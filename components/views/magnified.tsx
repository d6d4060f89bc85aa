'use client';
// How large views are drawn: as on a page, or magnified to fill a screen that is seen from afar. What is drawn is the same, so a
// downloaded figure is, too. Knows no view.

import { createContext, type ReactNode, type RefObject, useContext, useLayoutEffect, useState } from 'react';

export interface Magnification {
  /** Pixels of the screen that a pixel of a drawing takes, letters and all. */
  readonly by: number;
  /** Drawings are as high as there is room; on a page as high as they like. */
  readonly fills: boolean;
}

export const MagnificationContext = createContext<Magnification>({ by: 1, fills: false });

export function useMagnification(): Magnification {
  return useContext(MagnificationContext);
}

/** Height of an element that drawings have to fill, in px of theirs; null on a page, and until it is known. */
export function useRoom(ref: RefObject<HTMLElement | null>): number | null {
  const { by, fills } = useMagnification();
  const [height, setHeight] = useState<number | null>(null);
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element || !fills) return;
    setHeight(Math.floor(element.getBoundingClientRect().height / by));
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setHeight(Math.floor(entry.contentRect.height / by));
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [ref, by, fills]);
  return fills ? height : null;
}

/** Style of the box that a drawing stands in: as high as it, or as high as there is room, but no lower than `least` px of its own. */
export function useBoxStyle(height: number, least: number): { height: number } | { minHeight: number } {
  const { by, fills } = useMagnification();
  return fills ? { minHeight: least * by } : { height: height * by };
}

/** What is drawn in px of its own, over its box. */
export function Magnified({ children }: { readonly children: ReactNode }) {
  const { by } = useMagnification();
  if (by === 1) return children;
  const share = `${100 / by}%`;
  return (
    <div
      className="pointer-events-none absolute top-0 left-0 origin-top-left"
      style={{ width: share, height: share, transform: `scale(${by})` }}
    >
      {children}
    </div>
  );
}
