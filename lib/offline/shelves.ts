// The three caches of the service worker: the build's files, pages, published runs. Bounded; never holds part of an answer.

import type { BuildManifest } from './manifest';
import { BUILD_HEADER, FILES, keyOf } from './manifest';

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

  async drop(key: string): Promise<void> {
    await (await caches.open(PUBLICATIONS)).delete(key, byPath);
  },

  /** Keeps the answer if the server lets everyone keep it. What an id names never changes; it may be deleted. */
  async keep(key: string, response: Response): Promise<void> {
    if (response.status !== 200 || !/\bpublic\b/.test(response.headers.get('cache-control') ?? '')) return;
    await keepSeen(await caches.open(PUBLICATIONS), key, response, []);
  },
};

export const pages = {
  /** The page as it was when last seen. */
  async find({ build }: BuildManifest, key: string): Promise<Response | undefined> {
    return (await caches.open(pagesOf(build))).match(key, byPath);
  },

  /** A page that the server has no more is not shown from here either. */
  async drop({ build }: BuildManifest, key: string): Promise<void> {
    await (await caches.open(pagesOf(build))).delete(key, byPath);
  },

  /** Keeps a page of this build. One of another build would ask for scripts that are not kept. */
  async keep(manifest: BuildManifest, key: string, response: Response): Promise<void> {
    if (!isPageOf(manifest, response)) return;
    await keepSeen(await caches.open(pagesOf(manifest.build)), key, response, manifest.pages);
  },
};

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
      if (!isPageOf(manifest, response)) throw new Error(`${path} is no page of this build (${response.status})`);
      await kept.put(path, response);
    }),
    ...seen.map(async (path) => {
      const response = await fetch(path, { cache: 'no-store' }).catch(() => null);
      if (response && isPageOf(manifest, response)) await kept.put(path, response);
    }),
  ]);
}

/**
 * Deletes what neither this build nor the one before it has: a tab of the earlier build may still ask for a script that the server
 * no longer has.
 */
export async function clean(manifest: BuildManifest): Promise<void> {
  const names = await caches.keys();
  const stale = names.filter((name) => name.startsWith(PAGES) && name !== pagesOf(manifest.build));
  await Promise.all(stale.map((name) => caches.delete(name)));

  const cache = await caches.open(FILES);
  const current = [...manifest.files, ...manifest.whenUsed].map(keyOf);
  const before = await cache.match(MANIFEST_KEY);
  const earlier: string[] = before ? ((await before.json()) as string[]) : [];
  const wanted = new Set([...current, ...earlier, MANIFEST_KEY]);
  for (const request of await cache.keys()) {
    const { pathname, search } = new URL(request.url);
    if (!wanted.has(pathname + search)) await cache.delete(request);
  }
  await cache.put(MANIFEST_KEY, Response.json(current));
}

async function pagesSeenEarlier({ build, pages: own }: BuildManifest): Promise<string[]> {
  const paths = new Set<string>();
  for (const name of await caches.keys()) {
    if (!name.startsWith(PAGES) || name === pagesOf(build)) continue;
    for (const { url } of await (await caches.open(name)).keys()) paths.add(new URL(url).pathname);
  }
  for (const path of own) paths.delete(path);
  return [...paths].slice(-MAX_SEEN);
}

/** A redirected answer may not be given to a navigation, and a refusal is no page. */
function isPageOf({ build }: BuildManifest, response: Response): boolean {
  return response.status === 200 && !response.redirected && response.headers.get(BUILD_HEADER) === build;
}

/** Puts the answer last in the order of age, and drops the oldest beyond the limit; `always` are not counted. */
async function keepSeen(cache: Cache, key: string, response: Response, always: readonly string[]): Promise<void> {
  if (always.includes(key)) return cache.put(key, response);
  await cache.delete(key, byPath);
  await cache.put(key, response);
  const seen = (await cache.keys()).filter(({ url }) => !always.includes(new URL(url).pathname));
  await Promise.all(seen.slice(0, Math.max(0, seen.length - MAX_SEEN)).map((request) => cache.delete(request)));
}
