// The service worker: keeps the app, recorded runs and published runs that were seen, so that they open without a network. It is
// bundled after the build, with the list of the build's files (scripts/service-worker.mjs).

import '@/lib/noEval';
import type { BuildFile, BuildManifest } from '@/lib/offline/manifest';
import { FILE_KEPT, OFFLINE_PAGE, TAKE_CHARGE } from '@/lib/offline/manifest';
import { isFresh } from '@/lib/offline/fresh';
import { wayOf } from '@/lib/offline/route';
import { clean, files, install, pages, publications } from '@/lib/offline/shelves';

declare const BUILD_MANIFEST: BuildManifest;

const worker = globalThis as unknown as ServiceWorkerGlobalScope;
const manifest = BUILD_MANIFEST;
const byPath = new Map<string, BuildFile>([...manifest.files, ...manifest.whenUsed].map((file) => [file.url, file]));

/** A network that has not begun to answer by then is as good as none, where the answer is kept. */
const PATIENCE_MS = 4000;

/** What a server answers whose database is down, and a proxy for a server that is. */
const UNREACHABLE: readonly number[] = [500, 502, 503, 504];

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
  const later: Later = (work) => event.waitUntil(work.catch(() => undefined));
  switch (way.at) {
    case 'network':
      return;
    case 'absent':
      return event.respondWith(new Response(null, { status: 404, headers: isolation }));
    case 'payload':
      return event.respondWith(inTime(fetch(request)).catch(noPayload));
    case 'page':
      return event.respondWith(page(request, way.key, later));
    case 'file':
      return event.respondWith(file(request, way.key, later));
    case 'deletion':
      return event.respondWith(deletion(request, way.key, later));
    case 'publication':
      return event.respondWith(publication(request, way.key, later));
  }
});

/** Work that goes on after the answer; that it fails, for want of room say, changes nothing for the page. */
type Later = (work: Promise<unknown>) => void;

const isolation = { 'Cross-Origin-Embedder-Policy': 'require-corp', 'Cross-Origin-Resource-Policy': 'same-origin' };

/** The network's page, which is then kept; where the network fails, the page that is kept, or one that says that none is. */
async function page(request: Request, key: string, later: Later): Promise<Response> {
  const answer = fetch(request);
  try {
    const response = await inTime(answer);
    const instead = UNREACHABLE.includes(response.status) && (await pages.find(manifest, key));
    if (instead) return instead;
    later(isGone(response) ? pages.drop(manifest, key) : pages.keep(manifest, key, response.clone()));
    return response;
  } catch {
    return (await pages.find(manifest, key)) ?? answer.catch(() => unseen());
  }
}

async function unseen(): Promise<Response> {
  return (await pages.find(manifest, OFFLINE_PAGE)) ?? Response.error();
}

/** What makes Next load the page itself, which may be kept: an answer that is no payload. Failing would say an error in the console. */
function noPayload(): Response {
  return new Response('', { headers: { 'Content-Type': 'text/html', ...isolation } });
}

/** The file that is kept, else the network's, which is then kept. */
async function file(request: Request, key: string, later: Later): Promise<Response> {
  const found = await files.find(key);
  if (found) return asIfFetched(found);
  const response = await fetch(request);
  if (response.status === 200) later(files.keep(key, response.clone()).then(tellPages));
  return response;
}

/** What is kept, for as long as the server lets it be; then the network's answer, or what is kept where there is no network. */
async function publication(request: Request, key: string, later: Later): Promise<Response> {
  const found = await publications.find(key);
  if (found && isFresh(found, Date.now())) return asIfFetched(found);
  try {
    const response = await (found ? inTime(fetch(request)) : fetch(request));
    if (found && UNREACHABLE.includes(response.status)) return asIfFetched(found);
    later(isGone(response) ? publications.drop(key) : publications.keep(key, response.clone()));
    return response;
  } catch (failed) {
    if (found) return asIfFetched(found);
    throw failed;
  }
}

/** Made anew an answer has no address of its own: a worker finds its settings in the address that was asked for. */
function asIfFetched(found: Response): Response {
  return new Response(found.body, found);
}

function isGone({ status }: Response): boolean {
  return status === 404 || status === 410;
}

/** What the server has deleted is not shown from here either. */
async function deletion(request: Request, key: string, later: Later): Promise<Response> {
  const response = await fetch(request);
  if (response.ok) later(publications.drop(key));
  return response;
}

async function tellPages(): Promise<void> {
  for (const page of await worker.clients.matchAll()) page.postMessage(FILE_KEPT);
}

/** Rejects where the answer does not begin in time. */
async function inTime(answer: Promise<Response>): Promise<Response> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('the network does not answer')), PATIENCE_MS);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
