// Bundles an entry of tests/browser/engine for the browser, and opens it on a bare isolated page of the server.

import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Page } from '@playwright/test';
import { expect } from './fixtures';
import { isolated } from './served';

const root = fileURLToPath(new URL('../..', import.meta.url));
const bundled = new Map<string, Promise<string>>();

/** Opens a page that can import `/NAME.js`, the bundle of `engine/NAME.entry.ts`. */
export async function openEntryPage(page: Page, name: string): Promise<void> {
  const made = bundled.get(name) ?? bundle(name);
  bundled.set(name, made);
  const script = await made;
  await page.route(`**/${name}.js`, (route) => route.fulfill(isolated(script, 'text/javascript')));
  await page.route(`**/${name}`, (route) =>
    route.fulfill(isolated(`<!doctype html><title>${name}</title>`, 'text/html')),
  );
  await page.goto(`/${name}`);
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
}

/** The entry with all it imports, as a module of one file. */
async function bundle(name: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(`engine/${name}.entry.ts`, import.meta.url))],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    alias: { '@': root.replace(/\/$/, '') },
    conditions: ['onnxruntime-web-use-extern-wasm'],
    external: ['node:*'],
    logLevel: 'error',
  });
  const [file] = outputFiles;
  if (!file) throw new Error(`${name} was not bundled`);
  return file.text;
}
