// The smallest store for useSyncExternalStore: one value that is replaced, never changed.

import { useSyncExternalStore } from 'react';

export interface Store<T> {
  get(): T;
  set(next: T): void;
  subscribe(listener: () => void): () => void;
}

export function createStore<T>(initial: () => T): Store<T> {
  const listeners = new Set<() => void>();
  let value: { current: T } | null = null;
  const get = () => (value ??= { current: initial() }).current;
  return {
    get,
    set(next) {
      value = { current: next };
      for (const listener of [...listeners]) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** The store's value; `server` is what the first paint shows. */
export function useStore<T>(store: Store<T>, server: T): T {
  return useSyncExternalStore(store.subscribe, store.get, () => server);
}
