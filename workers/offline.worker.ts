// The service worker: keeps the app, recorded runs and published runs that were seen, so that they open without a network. It is
// bundled after the build, with the list of the build's files (scripts/service-worker.mjs).

import '@/lib/noEval';
import { answer } from '@/lib/offline/answers';
import type { BuildFile, BuildManifest } from '@/lib/offline/manifest';
import { FILE_KEPT, TAKE_CHARGE } from '@/lib/offline/manifest';
import { wayOf } from '@/lib/offline/route';
import { clean, install } from '@/lib/offline/shelves';

declare const BUILD_MANIFEST: BuildManifest;

const worker = globalThis as unknown as ServiceWorkerGlobalScope;
const manifest = BUILD_MANIFEST;
const byPath = new Map<string, BuildFile>([...manifest.files, ...manifest.whenUsed].map((file) => [file.url, file]));

const PATIENCE_MS = 4000;

worker.addEventListener('install', (event) => event.waitUntil(install(manifest)));

worker.addEventListener('activate', (event) => {
  event.waitUntil(clean(manifest).then(() => worker.clients.claim()));
});

// A new version waits until the visitor wants it or closes every tab: scripts of two versions never meet in one page.
worker.addEventListener('message', ({ data }: ExtendableMessageEvent) => {
  if (data === TAKE_CHARGE) void worker.skipWaiting();
});

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const way = wayOf(request, worker.location.origin, byPath);
  if (way.at === 'network') return;
  event.respondWith(
    answer(request, way, {
      manifest,
      network: (asked, init) => fetch(asked, init),
      patienceMs: PATIENCE_MS,
      later: (work) => event.waitUntil(work.catch(() => undefined)),
      onFileKept: () => void tellPages(),
    }),
  );
});

async function tellPages(): Promise<void> {
  for (const page of await worker.clients.matchAll()) page.postMessage(FILE_KEPT);
}
