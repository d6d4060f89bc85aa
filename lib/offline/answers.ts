// How a request is answered on each way: by the network, by what is kept, or by the one where the other fails. Knows no service worker.

import type { BuildManifest } from './manifest';
import { keyOf, OFFLINE_PAGE } from './manifest';
import type { Way } from './route';
import { files, forget, pages, publications } from './shelves';

/** What answers need beside the shelves. */
export interface Surroundings {
  readonly manifest: BuildManifest;
  /** Asks the server. */
  readonly network: (request: Request | string, init?: RequestInit) => Promise<Response>;
  /** Time in ms for the network to begin its answer, where another is kept: one that has not is as good as none. */
  readonly patienceMs: number;
  /** Takes work that goes on after the answer; that it fails, for want of room say, changes nothing for the page. */
  readonly later: (work: Promise<unknown>) => void;
  /** One of the build's `whenUsed` lies in the cache now. */
  readonly onFileKept: () => void;
}

/** The answer to a request; rejects where there is none, as the network does. */
export async function answer(
  request: Request,
  way: Exclude<Way, { at: 'network' }>,
  around: Surroundings,
): Promise<Response> {
  switch (way.at) {
    case 'absent':
      return new Response(null, { status: 404, headers: isolation });
    case 'payload':
      return payload(request, way.key, around);
    case 'page':
      return page(request, way.key, around);
    case 'file':
      return file(request, way.key, around);
    case 'other-build':
      return asFound(await files.find(way.key)) ?? around.network(request);
    case 'publication':
      return publication(request, way.key, around);
    case 'deletion':
      return deletion(request, way.key, around);
  }
}

const isolation = { 'Cross-Origin-Embedder-Policy': 'require-corp', 'Cross-Origin-Resource-Policy': 'same-origin' };

/** The network's page, which is then kept; where the network fails, the page that is kept, or one that says that none is. */
async function page(request: Request, key: string, { manifest, network, patienceMs, later }: Surroundings) {
  const asked = network(request);
  later(asked.then((response) => notePage(manifest, key, response.clone())));
  try {
    return await freshOr(() => pages.find(manifest, key), asked, patienceMs);
  } catch {
    return (await pages.find(manifest, OFFLINE_PAGE)) ?? Response.error();
  }
}

/** The network's run, which is then kept; where the network fails, the run that is kept: it may have been deleted since. */
async function publication(request: Request, key: string, { manifest, network, patienceMs, later }: Surroundings) {
  // The server is asked whether it still has it, though the browser's own cache has it too.
  const asked = network(request, { cache: 'no-cache' });
  later(
    asked.then((response) => (isGone(response) ? forget(manifest, key) : publications.keep(key, response.clone()))),
  );
  return freshOr(() => publications.find(key), asked, patienceMs);
}

/** What the server has deleted is not shown from here either. */
async function deletion(request: Request, key: string, { manifest, network, later }: Surroundings) {
  const response = await network(request);
  if (response.ok || isGone(response)) later(forget(manifest, key));
  return response;
}

/**
 * A change of page. The page itself is asked for as well and kept, so that it opens here without a network; it also says what the
 * payload does not: that it is gone.
 */
async function payload(request: Request, key: string | null, { manifest, network, patienceMs, later }: Surroundings) {
  const asked = network(request);
  if (key !== null && !manifest.pages.includes(key)) {
    later(asked.then(async () => notePage(manifest, key, await network(key, { cache: 'no-store' }))));
  }
  return inTime(asked, patienceMs).catch(noPayload);
}

/** What makes Next load the page itself, which may be kept: an answer that is no payload. Failing would say an error in the console. */
function noPayload(): Response {
  return new Response('', { headers: { 'Content-Type': 'text/html', ...isolation } });
}

/** The file that is kept, else the network's, which is then kept. */
async function file(request: Request, key: string, { manifest, network, later, onFileKept }: Surroundings) {
  const found = asFound(await files.find(key));
  if (found) return found;
  const response = await network(request);
  if (response.status === 200) {
    const whenUsed = manifest.whenUsed.some((each) => keyOf(each) === key);
    later(files.keep(key, response.clone()).then(() => whenUsed && onFileKept()));
  }
  return response;
}

/** Made anew it has no address of its own: a worker finds its settings in the address that was asked for. */
function asFound(found: Response | undefined): Response | undefined {
  return found && new Response(found.body, found);
}

async function notePage(manifest: BuildManifest, key: string, response: Response): Promise<void> {
  if (isGone(response)) await forget(manifest, key);
  else await pages.keep(manifest, key, response);
}

function isGone({ status }: Response): boolean {
  return status === 404 || status === 410;
}

/** The network's answer; what is kept where none begins in time, or where the server fails or a proxy answers for it. */
async function freshOr(
  find: () => Promise<Response | undefined>,
  asked: Promise<Response>,
  patienceMs: number,
): Promise<Response> {
  const response = await inTime(asked, patienceMs).catch(() => null);
  if (response && response.status < 500) return response;
  return (await find()) ?? asked;
}

/** Rejects where the answer does not begin in time. */
async function inTime(asked: Promise<Response>, patienceMs: number): Promise<Response> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('the network does not answer')), patienceMs);
  });
  try {
    return await Promise.race([asked, late]);
  } finally {
    clearTimeout(timer);
  }
}
