// Tells elements of a scroll box that they have come near its visible part, once each.

import { useEffect, useState, type RefObject } from 'react';

export interface Nearness {
  /** Calls back when the element comes near; returns what ends that. */
  watch(element: HTMLElement, onNear: () => void): () => void;
  /** Begins to look; returns what ends that. */
  start(box: HTMLElement): () => void;
}

/** One box above and below the visible one. */
const MARGIN = '100% 0%';

export function useNearness(box: RefObject<HTMLElement | null>): Nearness {
  const [nearness] = useState(createNearness);
  useEffect(() => (box.current ? nearness.start(box.current) : undefined), [box, nearness]);
  return nearness;
}

function createNearness(): Nearness {
  const waiting = new Map<Element, () => void>();
  let observer: IntersectionObserver | null = null;
  return {
    watch(element, onNear) {
      waiting.set(element, onNear);
      observer?.observe(element);
      return () => {
        waiting.delete(element);
        observer?.unobserve(element);
      };
    },
    start(box) {
      const made = new IntersectionObserver(
        (entries) => {
          for (const { target, isIntersecting } of entries) if (isIntersecting) waiting.get(target)?.();
        },
        { root: box, rootMargin: MARGIN },
      );
      observer = made;
      for (const element of waiting.keys()) made.observe(element);
      return () => {
        made.disconnect();
        observer = null;
      };
    },
  };
}
