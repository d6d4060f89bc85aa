// The three caches of the service worker: the build's files, pages, published runs. Bounded; never holds part of an answer.

import type { BuildManifest } from './manifest';
import { BUILD_HEADER, FILES, keyOf, OFFLINE_PAGE } from './manifest';
import { keptTogether } from './route';

const PUBLICATIONS = 'lazylens-publications';
const PAGES = 'lazylens-pages-';
/** Where FILES says which files the build in charge has. */
const MANIFEST_KEY = '/lazylens-manifest';

/** The most pages kept beside the build's own, and the most answers of the API; the oldest go first. */
const MAX_SEEN = 60;

const pagesOf = (build: string): string => PAGES + build;

/** Answers vary by headers that Next sends when it changes pages by itself; those answers are never kept. */
const byPath: CacheQueryOptions = { ignoreVary: true };

export const files = {
  async find(key: string): Promise<Response | undefined> {
    return (await caches.open(FILES)).match(key, byPath);
  },

  async keep(key: string, response: Response): Promise<void> {
    await (await caches.open(FILES)).put(key, response);
  },
};

export const publications = {
  async find(key: string): Promise<Response | undefined> {
    return (await caches.open(PUBLICATIONS)).match(key, byPath);
  },

  /** Keeps the answer if the server lets everyone keep it. */
  async keep(key: string, response: Response): Promise<void> {
    if (response.status !== 200 || !/\bpublic\b/.test(response.headers.get('cache-control') ?? '')) return;
    await keepSeen(await caches.open(PUBLICATIONS), key, response, []);
  },
};

export const pages = {
  /** The page as it was when last seen. Once the server has a newer build, pages are of that one: it must be here as a whole. */
  async find({ build }: BuildManifest, key: string): Promise<Response | undefined> {
    const own = await (await caches.open(pagesOf(build))).match(key, byPath);
    if (own) return own;
    for (const name of await pageCaches()) {
      const cache = await caches.open(name);
      const found = (await cache.match(OFFLINE_PAGE, byPath)) && (await cache.match(key, byPath));
      if (found) return found;
    }
    return undefined;
  },

  /** Keeps a page among those of the build that made it: with another build it would ask for scripts that are not kept. */
  async keep(manifest: BuildManifest, key: string, response: Response): Promise<void> {
    const build = buildOf(response);
    if (build !== null) await keepSeen(await caches.open(pagesOf(build)), key, response, manifest.pages);
  },
};

/** Drops what the server no longer has, and all that belongs to it; never a page of the build. */
export async function forget({ pages: own }: BuildManifest, path: string): Promise<void> {
  const gone = keptTogether(path).filter((each) => !own.includes(each));
  for (const name of [PUBLICATIONS, ...(await pageCaches())]) {
    const cache = await caches.open(name);
    await Promise.all(gone.map((key) => cache.delete(key, byPath)));
  }
}

/** Fetches what the build needs and this device lacks, and the pages seen in earlier builds. Throws where a file cannot be had. */
export async function install(manifest: BuildManifest): Promise<void> {
  const cache = await caches.open(FILES);
  await Promise.all(
    manifest.files.map(async (file) => {
      const key = keyOf(file);
      if (await cache.match(key, byPath)) return;
      const response = await fetch(file.url, file.revision === null ? {} : { cache: 'no-cache' });
      if (!response.ok) throw new Error(`${file.url} answered ${response.status}`);
      await cache.put(key, response);
    }),
  );

  const kept = await caches.open(pagesOf(manifest.build));
  const seen = await pagesSeenEarlier(manifest);
  await Promise.all([
    ...manifest.pages.map(async (path) => {
      const response = await fetch(path, { cache: 'no-store' });
      if (buildOf(response) !== manifest.build)
        throw new Error(`${path} is no page of this build (${response.status})`);
      await kept.put(path, response);
    }),
    ...seen.map(async (path) => {
      const response = await fetch(path, { cache: 'no-store' }).catch(() => null);
      if (response && buildOf(response) === manifest.build) await kept.put(path, response);
    }),
  ]);
}

/**
 * Deletes what is of earlier builds, but the scripts and styles of the one before: a page of it may be open still, and the server may
 * no longer have them. Pages of a build that is newer than this one stay: they were seen after this build was fetched.
 */
export async function clean(manifest: BuildManifest): Promise<void> {
  // In the order in which the caches were made.
  const names = await pageCaches();
  const earlierNames = names.slice(0, Math.max(0, names.indexOf(pagesOf(manifest.build))));
  await Promise.all(earlierNames.map((name) => caches.delete(name)));

  const cache = await caches.open(FILES);
  const current = [...manifest.files, ...manifest.whenUsed].map(keyOf);
  const before = await cache.match(MANIFEST_KEY);
  const earlier: string[] = before ? ((await before.json()) as string[]) : [];
  // Files with a revision are asked for by the name that this build's have.
  const wanted = new Set([...current, ...earlier.filter((key) => !key.includes('?')), MANIFEST_KEY]);
  for (const request of await cache.keys()) {
    const { pathname, search } = new URL(request.url);
    if (!wanted.has(pathname + search)) await cache.delete(request);
  }
  await cache.put(MANIFEST_KEY, Response.json(current));
}

async function pageCaches(): Promise<string[]> {
  return (await caches.keys()).filter((name) => name.startsWith(PAGES));
}

async function pagesSeenEarlier({ build, pages: own }: BuildManifest): Promise<string[]> {
  const paths = new Set<string>();
  for (const name of await pageCaches()) {
    if (name === pagesOf(build)) continue;
    for (const { url } of await (await caches.open(name)).keys()) paths.add(new URL(url).pathname);
  }
  for (const path of own) paths.delete(path);
  return [...paths].slice(-MAX_SEEN);
}

/** The build that made a page; null where the answer is none: a redirected one may not be given to a navigation. */
function buildOf(response: Response): string | null {
  return response.status === 200 && !response.redirected ? response.headers.get(BUILD_HEADER) : null;
}

/** Puts the answer last in the order of age, and drops the oldest beyond the limit; `always` are not counted. */
async function keepSeen(cache: Cache, key: string, response: Response, always: readonly string[]): Promise<void> {
  if (always.includes(key)) return cache.put(key, response);
  await cache.delete(key, byPath);
  await cache.put(key, response);
  const seen = (await cache.keys()).filter(({ url }) => !always.includes(new URL(url).pathname));
  await Promise.all(seen.slice(0, Math.max(0, seen.length - MAX_SEEN)).map((request) => cache.delete(request)));
}
