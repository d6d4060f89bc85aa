// A page with the store of models and the real download worker, fed by a server that speaks the Hub's protocol.

import { readFile } from 'node:fs/promises';
import { chromium, type Page } from '@playwright/test';
import type { ModelRequest } from '@/lib/storage/models/types';
import { type Hub, startHub } from '../fixtures/hub';
import { openEntryPage } from './bundle';
import type * as Entry from './engine/store.entry';
import { test as base } from './fixtures';

export { expect } from './fixtures';

export const LENS = 'lazylens/lens-28m';
export const WEIGHTS = 'model.safetensors';
export const lensKey = (hub: Hub): string => `${LENS}@${hub.repository(LENS).commit}`;

/** `test` with a Hub that has the bundled model, in a browser that stores on disk: what is private is kept in memory only. */
export const test = base.extend<{ hub: Hub }>({
  context: async ({ launchOptions, baseURL }, use, info) => {
    const options = { ...launchOptions, ...(baseURL === undefined ? {} : { baseURL }) };
    const context = await chromium.launchPersistentContext(info.outputPath('profile'), options);
    await use(context);
    await context.close();
  },
  hub: async ({}, use) => {
    const hub = await startHub();
    const names = [
      'config.json',
      'generation_config.json',
      WEIGHTS,
      'tokenizer.json',
      'tokenizer_config.json',
      'README.md',
    ];
    const files = names.map(async (name) => [name, await readFile(`public/models/lens-28m/${name}`)] as const);
    hub.add(LENS, Object.fromEntries(await Promise.all(files)));
    await use(hub);
    await hub.close();
  },
});

/** The page itself is not from this machine, as Chromium sees it, and has to be allowed to ask the servers that are. */
export async function openStorePage(page: Page): Promise<void> {
  await page.context().grantPermissions(['local-network-access']);
  await openEntryPage(page, 'store', 'download');
}

export function hubRequest(hub: Hub, repository = LENS, tokenizer: string | null = null): ModelRequest {
  const address = (name: string) =>
    ({ kind: 'hub', endpoint: hub.endpoint, repository: name, revision: null }) as const;
  return { source: address(repository), tokenizer: tokenizer === null ? null : address(tokenizer) };
}

/** The same model as a folder of a server that is no Hub. */
export function folderRequest(hub: Hub, repository = LENS): ModelRequest {
  return { source: { kind: 'url', url: `${hub.cdn}/plain/${repository}` }, tokenizer: null };
}

/** Calls an export of the entry in the page. */
export function call<N extends keyof typeof Entry>(
  page: Page,
  name: N,
  ...args: Parameters<(typeof Entry)[N]>
): Promise<Awaited<ReturnType<(typeof Entry)[N]>>> {
  return page.evaluate(
    async ([name, args]) => {
      const entry = (await import(`${location.origin}/store.js`)) as Record<string, (...given: unknown[]) => unknown>;
      return entry[name]?.(...args);
    },
    [name, args] as const,
  ) as Promise<Awaited<ReturnType<(typeof Entry)[N]>>>;
}

/** Downloads to the end, well or not. */
export async function downloadAll(page: Page, request: ModelRequest, token: string | null = null) {
  await call(page, 'begin', request, token);
  return call(page, 'end');
}
