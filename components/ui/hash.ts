// What the address holds after its #, as named values: `#x=…&l=…`. Knows nothing of what they are.

import { useSyncExternalStore } from 'react';
import { createStore } from './store';

interface Address {
  readonly hash: string;
  /** Back or Forward led here: what the address holds was opened before. */
  readonly traversed: boolean;
}

const store = createStore<Address>(() => ({ hash: location.hash, traversed: false }));
const nothing: Address = { hash: '', traversed: false };

function subscribe(listener: () => void): () => void {
  const unsubscribe = store.subscribe(listener);
  // One for each subscriber: what they share would go with the first that leaves. The second to hear finds nothing new.
  const hear = (): void => follow();
  window.addEventListener('hashchange', hear);
  // Back to another page's address is no change of the hash alone.
  window.addEventListener('popstate', hear);
  // The router's ways to an address without one raise no event but this, which comes in the middle of React's work.
  const leave = (): void => queueMicrotask(() => location.hash === '' && follow());
  const { navigation } = window as { navigation?: EventTarget };
  navigation?.addEventListener('currententrychange', leave);
  // A link of the router led to this page: no event tells of its hash.
  if (location.hash !== store.get().hash && !isPlace(location.hash)) {
    store.set({ hash: location.hash, traversed: false });
  }
  return () => {
    unsubscribe();
    window.removeEventListener('hashchange', hear);
    window.removeEventListener('popstate', hear);
    navigation?.removeEventListener('currententrychange', leave);
  };
}

function follow(): void {
  const { hash } = location;
  const before = store.get().hash;
  if (hash === before) return;
  if (isPlace(hash)) {
    // It has led where it leads: what the address held stays.
    rewrite(before);
    return;
  }
  // Only what was typed or pasted comes without the router's mark. It gets one, so that Back and Forward know it.
  const traversed = history.state !== null;
  if (!traversed) rewrite(hash);
  store.set({ hash, traversed });
}

/** A link within the page, as Skip to content has. */
function isPlace(hash: string): boolean {
  return /^#[^=]+$/.test(hash);
}

function rewrite(hash: string): void {
  history.replaceState(null, '', location.pathname + location.search + hash);
}

/** A value of the hash, null where there is none, and whether Back or Forward led to it. */
export function useHashValue(name: string): { readonly value: string | null; readonly traversed: boolean } {
  const { hash, traversed } = useSyncExternalStore(subscribe, store.get, () => nothing);
  return { value: valuesOf(hash).get(name), traversed };
}

/** The hash with these values; empty where there are none. */
export function spellHash(values: Readonly<Record<string, string | null>>): string {
  const kept = Object.entries(values).flatMap(([name, value]) => (value === null ? [] : [`${name}=${value}`]));
  return kept.length > 0 ? `#${kept.join('&')}` : '';
}

/** Takes a value out of the address, in the same entry of the history. */
export function dropHashValue(name: string): void {
  const values = valuesOf(location.hash);
  if (!values.has(name)) return;
  values.delete(name);
  const hash = spellHash(Object.fromEntries(values));
  rewrite(hash);
  store.set({ hash, traversed: false });
}

function valuesOf(hash: string): URLSearchParams {
  return new URLSearchParams(hash.slice(1));
}
