// The page's side of the service worker: registers it, and says what it has come to. Knows no React but the store's hook.

import { FILE_KEPT, TAKE_CHARGE } from '@/lib/offline/manifest';
import { createStore, useStore } from '@/components/ui/store';

export interface OfflineState {
  /** `none`: there is nothing to say: a page in another site, a static bundle. */
  readonly at: 'none' | 'insecure' | 'unsupported' | 'preparing' | 'ready';
  /** `waiting`: a newer version is on this device; `elsewhere`: another tab has switched to it. */
  readonly newer: 'waiting' | 'elsewhere' | null;
}

const nothing: OfflineState = { at: 'none', newer: null };
const store = createStore<OfflineState>(() => nothing);

export function useOffline(): OfflineState {
  return useStore(store, nothing);
}

/** Between two questions whether there is a newer version, where a page stays open: ten minutes. */
const ASK_AGAIN_MS = 600_000;

let registration: ServiceWorkerRegistration | null = null;
let reloading = false;

/** Registers the service worker; to be called once, after the page has loaded what it shows. */
export async function registerServiceWorker(): Promise<void> {
  if (process.env.LAZYLENS_STATIC === '1' || process.env.NODE_ENV !== 'production') return;
  if (!('serviceWorker' in navigator)) {
    patch({ at: globalThis.isSecureContext ? 'unsupported' : 'insecure' });
    return;
  }
  const { serviceWorker } = navigator;
  const controlled = serviceWorker.controller !== null;
  try {
    // Where it is blocked, by an extension or in a test, the answer may be nothing at all.
    registration = (await serviceWorker.register('/sw.js', { updateViaCache: 'none' })) ?? null;
  } catch {
    registration = null;
  }
  // Refused by the browser's settings, or by a certificate it does not trust: the page works as it would without.
  if (!registration) {
    patch({ at: 'unsupported' });
    return;
  }
  patch({ at: registration.active ? 'ready' : 'preparing', newer: registration.waiting ? 'waiting' : null });
  if (registration.installing) watch(registration.installing);
  registration.addEventListener('updatefound', () => {
    if (registration?.installing) watch(registration.installing);
  });
  serviceWorker.addEventListener('controllerchange', () => {
    if (reloading) location.reload();
    else if (controlled) patch({ newer: 'elsewhere' });
  });
  askAgainWhenSeen(registration);
}

/** Calls back when the service worker has kept a file that was used; returns what ends that. */
export function onFileKept(listener: () => void): () => void {
  if (!('serviceWorker' in navigator)) return () => undefined;
  const { serviceWorker } = navigator;
  const hear = ({ data }: MessageEvent): void => {
    if (data === FILE_KEPT) listener();
  };
  serviceWorker.addEventListener('message', hear);
  return () => serviceWorker.removeEventListener('message', hear);
}

/** Loads the page anew, in the newer version. */
export function switchToNewer(): void {
  reloading = true;
  if (registration?.waiting) registration.waiting.postMessage(TAKE_CHARGE);
  else location.reload();
}

function watch(worker: ServiceWorker): void {
  worker.addEventListener('statechange', () => {
    if (worker.state === 'activated') patch({ at: 'ready' });
    else if (worker.state === 'installed' && navigator.serviceWorker.controller) patch({ newer: 'waiting' });
    else if (worker.state === 'redundant' && !registration?.active) patch({ at: 'unsupported' });
  });
}

function askAgainWhenSeen(registered: ServiceWorkerRegistration): void {
  let asked = performance.now();
  document.addEventListener('visibilitychange', () => {
    if (document.hidden || performance.now() - asked < ASK_AGAIN_MS) return;
    asked = performance.now();
    // Without a network there is no newer version to be had.
    registered.update().catch(() => undefined);
  });
}

function patch(change: Partial<OfflineState>): void {
  store.set({ ...store.get(), ...change });
}
