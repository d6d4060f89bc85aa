// What a visitor gets from a service worker, with a server that serves, fails, is slow, was updated, or is away.

import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { answer } from '@/lib/offline/answers';
import { BUILD_HEADER, type BuildManifest, OFFLINE_PAGE } from '@/lib/offline/manifest';
import { wayOf } from '@/lib/offline/route';
import { clean, files, pages } from '@/lib/offline/shelves';
import { MemoryCaches } from './memoryCaches';

const ORIGIN = 'https://lens.example';
const PATIENCE_MS = 50;
const RUN = '/api/experiments/abc';
const PAGE = '/e/abc';
const EMBED = '/embed/abc';
const WEIGHTS = '/models/lens-28m/model.safetensors';

const [old, newer] = ['old', 'newer'].map((build): BuildManifest => ({
  build,
  pages: ['/', OFFLINE_PAGE],
  files: [
    { url: `/_next/static/chunks/${build}.js`, revision: null },
    { url: '/experiments/index.json', revision: build },
  ],
  whenUsed: [{ url: WEIGHTS, revision: 'weights' }],
})) as [BuildManifest, BuildManifest];

type Server = (path: string, method: string, isPayload?: boolean) => Response | Promise<Response>;

/** Answers every path with itself, as a build's server that has published the run. */
function serverOf({ build }: BuildManifest): Server {
  const headers = { [BUILD_HEADER]: build, 'Cache-Control': 'public, max-age=86400' };
  return (path, method) =>
    method === 'DELETE' ? new Response(null, { status: 204 }) : new Response(`${build} ${path}`, { headers });
}

const offline: Server = () => Promise.reject(new TypeError('Failed to fetch'));
const failing: Server = () => new Response('fault', { status: 500 });
const gone: Server = (path) => new Response(`no ${path}`, { status: 404, headers: { [BUILD_HEADER]: 'old' } });
/** As Next does, which has begun its payload before it knows. */
const goneButForPayloads: Server = (path, method, isPayload) =>
  isPayload ? new Response('payload') : gone(path, method);
const slow =
  (server: Server): Server =>
  async (path, method) => {
    await sleep(4 * PATIENCE_MS);
    return server(path, method);
  };

interface Asking {
  readonly by?: BuildManifest;
  readonly mode?: string;
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly onFileKept?: () => void;
}

/** Body of what a service worker answers, once what it does afterwards is done. */
async function ask(path: string, server: Server, asking: Asking = {}): Promise<string> {
  const { by: manifest = old, mode = 'cors', method = 'GET', headers = {}, onFileKept = () => undefined } = asking;
  const request = new Request(ORIGIN + path, { method, headers });
  const byPath = new Map([...manifest.files, ...manifest.whenUsed].map((file) => [file.url, file]));
  const way = wayOf({ method, url: request.url, mode, headers: request.headers }, ORIGIN, byPath);
  if (way.at === 'network') throw new Error(`${path} is left to the network`);
  const work: Promise<unknown>[] = [];
  const response = await answer(request, way, {
    manifest,
    network: async (asked) =>
      typeof asked === 'string'
        ? server(asked, 'GET')
        : server(new URL(asked.url).pathname, method, asked.headers.has('rsc')),
    patienceMs: PATIENCE_MS,
    later: (each) => work.push(each.catch(() => undefined)),
    onFileKept,
  });
  const body = await response.text();
  await Promise.all(work);
  return body;
}

const open = (path: string, server: Server, by = old) => ask(path, server, { by, mode: 'navigate' });

/** A change of page within the app. */
const change = (path: string, server: Server, headers: Record<string, string> = {}) =>
  ask(path, server, { headers: { rsc: '1', ...headers } });

/** The page that says that none is kept. */
const unseen = `old ${OFFLINE_PAGE}`;

beforeEach(async () => {
  vi.stubGlobal('caches', new MemoryCaches());
  await open(OFFLINE_PAGE, serverOf(old));
  return () => vi.unstubAllGlobals();
});

describe('a published run that was seen', () => {
  it('opens without a network, and where the server fails or is slow', async () => {
    for (const path of [PAGE, EMBED]) await open(path, serverOf(old));
    await ask(RUN, serverOf(old));
    for (const server of [offline, failing, slow(serverOf(newer))]) {
      expect(await open(PAGE, server)).toBe(`old ${PAGE}`);
      expect(await open(EMBED, server)).toBe(`old ${EMBED}`);
    }
    for (const server of [offline, failing, slow(serverOf(old))]) expect(await ask(RUN, server)).toBe(`old ${RUN}`);
  });

  it.each([
    ['its page', () => open(PAGE, gone)],
    ['a change to its page', () => change(PAGE, gone)],
    ['a change to its page that is answered all the same', () => change(PAGE, goneButForPayloads)],
    ['its embedded form', () => open(EMBED, gone)],
    ['the run', () => ask(RUN, gone)],
    ['the run, too late', () => ask(RUN, slow(gone))],
    ['its deletion', () => ask(RUN, serverOf(old), { method: 'DELETE' })],
    ['its deletion elsewhere', () => ask(RUN, gone, { method: 'DELETE' })],
  ])(
    'is shown no longer, nor its title, once the server says that it is gone when asked for %s',
    async (_what, asked) => {
      for (const path of [PAGE, EMBED]) await open(path, serverOf(old));
      await ask(RUN, serverOf(old));
      await asked();
      for (const path of [PAGE, EMBED]) expect(await open(path, offline)).toBe(unseen);
      await expect(ask(RUN, offline)).rejects.toThrow('Failed to fetch');
    },
  );

  it('is asked for at the server, not in the browser’s own cache, where it may be a day old', async () => {
    const network = vi.fn((_asked: Request | string, _init?: RequestInit) => Promise.resolve(new Response('run')));
    const around = {
      manifest: old,
      network,
      patienceMs: PATIENCE_MS,
      later: () => undefined,
      onFileKept: () => undefined,
    };
    await answer(new Request(ORIGIN + RUN), { at: 'publication', key: RUN }, around);
    expect(network.mock.calls[0]?.[1]).toEqual({ cache: 'no-cache' });
  });

  it('is kept when a link within the app led to it, but not when it was only fetched ahead', async () => {
    await change(PAGE, serverOf(old), { 'next-router-prefetch': '1' });
    expect(await open(PAGE, offline)).toBe(unseen);
    await change(PAGE, serverOf(old));
    expect(await open(PAGE, offline)).toBe(`old ${PAGE}`);
  });

  it('is not taken for gone where the server cannot say', async () => {
    await open(PAGE, serverOf(old));
    await change(PAGE, failing);
    expect(await open(PAGE, offline)).toBe(`old ${PAGE}`);
  });
});

describe('after an update of the server', () => {
  it('a page of the earlier build finds its scripts where the server has them no longer', async () => {
    await clean(old);
    const script = '/_next/static/chunks/old.js';
    await ask(script, serverOf(old));
    await clean(newer);
    expect(await ask(script, gone, { by: newer })).toBe(`old ${script}`);
    expect(await ask('/_next/static/chunks/unknown.js', gone, { by: newer })).toBe(
      'no /_next/static/chunks/unknown.js',
    );
  });

  it('keeps of the earlier build nothing that can no longer be asked for', async () => {
    await clean(old);
    await ask('/experiments/index.json', serverOf(old));
    await clean(newer);
    expect(await files.find('/experiments/index.json?revision=old')).toBeUndefined();
    await ask('/_next/static/chunks/old.js', serverOf(old));
    await clean(newer);
    expect(await files.find('/_next/static/chunks/old.js'), 'of the build before the one before').toBeUndefined();
  });

  it('keeps the runs that are seen before the visitor reloads: for then, and at once where the newer build is here', async () => {
    await open(PAGE, serverOf(newer));
    expect(await open(PAGE, offline), 'its scripts are not here').toBe(unseen);
    await open(OFFLINE_PAGE, serverOf(newer), newer);
    expect(await open(PAGE, offline)).toBe(`newer ${PAGE}`);
    await clean(newer);
    expect(await open(PAGE, offline, newer)).toBe(`newer ${PAGE}`);
  });

  it('drops the pages of earlier builds, and no page of a build newer than the one that takes over', async () => {
    await open(PAGE, serverOf(old));
    await open('/', serverOf(newer), newer);
    const newest = { ...newer, build: 'newest' };
    await open(EMBED, serverOf(newest), newer);
    await clean(newer);
    expect(await pages.find(old, PAGE)).toBeUndefined();
    expect(await open(EMBED, offline, newest)).toBe(`newest ${EMBED}`);
  });
});

describe('what is kept once it is used', () => {
  it('is told when it is kept, and nothing else is', async () => {
    const onFileKept = vi.fn();
    await ask(WEIGHTS, failing, { onFileKept });
    await ask('/experiments/index.json', serverOf(old), { onFileKept });
    await ask(RUN, serverOf(old), { onFileKept });
    expect(onFileKept).not.toHaveBeenCalled();
    await ask(WEIGHTS, serverOf(old), { onFileKept });
    expect(onFileKept).toHaveBeenCalledTimes(1);
    await ask(WEIGHTS, offline, { onFileKept });
    expect(onFileKept).toHaveBeenCalledTimes(1);
  });
});
