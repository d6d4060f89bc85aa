// Bundles an entry of tests/browser/engine, and a worker, for the browser, and opens it on a bare isolated page of the server.

import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Page } from '@playwright/test';
import { expect } from './fixtures';
import { isolated } from './served';

const root = fileURLToPath(new URL('../..', import.meta.url));
const bundled = new Map<string, Promise<string>>();

/**
 * Opens a page that can import `/NAME.js`, the bundle of `engine/NAME.entry.ts`; and start `/WORKER.worker.js`, the bundle of that
 * worker, where one is named.
 */
export async function openEntryPage(page: Page, name: string, worker?: string): Promise<void> {
  await serveBundle(page, name, `tests/browser/engine/${name}.entry.ts`);
  if (worker) await serveBundle(page, `${worker}.worker`, `workers/${worker}.worker.ts`);
  await page.route(`**/${name}`, (route) =>
    route.fulfill(isolated(`<!doctype html><title>${name}</title>`, 'text/html')),
  );
  await page.goto(`/${name}`);
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
}

async function serveBundle(page: Page, name: string, entry: string): Promise<void> {
  const made = bundled.get(entry) ?? bundle(entry);
  bundled.set(entry, made);
  const script = await made;
  await page.route(`**/${name}.js`, (route) => route.fulfill(isolated(script, 'text/javascript')));
}

/** A file with all it imports, as a module of one file. */
async function bundle(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [root + entry],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    // The Hub's library has another build for browsers, which esbuild does not find by itself.
    alias: {
      '@': root.replace(/\/$/, ''),
      '@huggingface/hub': `${root}node_modules/@huggingface/hub/dist/browser/index.mjs`,
    },
    conditions: ['onnxruntime-web-use-extern-wasm'],
    external: ['node:*'],
    logLevel: 'error',
  });
  const [file] = outputFiles;
  if (!file) throw new Error(`${entry} was not bundled`);
  return file.text;
}
