// Where repositories are asked for: the Hub, or the mirror that was typed, kept in localStorage so that a reload finds it again.

import { createStore, useStore } from '@/components/ui/store';
import { HUB_ENDPOINT } from '@/lib/model/hub/address';

const ENDPOINT_KEY = 'lazylens.endpoint.1';

const store = createStore<string>(() => readEndpoint() ?? HUB_ENDPOINT);

/** The endpoint as typed, not checked yet, and how to change it. */
export function useEndpoint(): [string, (endpoint: string) => void] {
  return [useStore(store, HUB_ENDPOINT), changeEndpoint];
}

function changeEndpoint(endpoint: string): void {
  store.set(endpoint);
  try {
    if (endpoint.trim() && endpoint !== HUB_ENDPOINT) localStorage.setItem(ENDPOINT_KEY, endpoint);
    else localStorage.removeItem(ENDPOINT_KEY);
  } catch {
    // Storage is full or refused: the endpoint lives as long as the tab.
  }
}

function readEndpoint(): string | null {
  try {
    return localStorage.getItem(ENDPOINT_KEY);
  } catch {
    return null;
  }
}
