// The token and layer under the pointer, shared by the views without rendering the page. Knows positions and layers only.

import { useSyncExternalStore } from 'react';
import type { Position } from '@/lib/engine/types';

export interface Hover {
  readonly position: Position | null;
  /** Counted from 1. */
  readonly layer: number | null;
}

export interface HoverStore {
  get(): Hover;
  set(hover: Hover): void;
  /** Calls back on every change; returns what ends that. */
  subscribe(listener: () => void): () => void;
}

const nothing: Hover = { position: null, layer: null };

/** One store a page: make it once (`useState(createHoverStore)`) and give it to every view. */
export function createHoverStore(): HoverStore {
  let hover = nothing;
  const listeners = new Set<() => void>();
  return {
    get: () => hover,
    set: (next) => {
      if (next.position === hover.position && next.layer === hover.layer) return;
      hover = next;
      for (const listener of [...listeners]) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** The present hover; renders the calling component on change, so call it in the smallest one (a readout). */
export function useHover(store: HoverStore): Hover {
  return useSyncExternalStore(store.subscribe, store.get, () => nothing);
}
