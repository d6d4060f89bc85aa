// After one visit the app works with the network off, with what was seen and not deleted; a new version waits until it is wanted.

import type { Page } from '@playwright/test';
import { expect, preferTheme, accessibilityFaults, test } from './fixtures';
import { startFront, type Front } from './front';
import { deleteRun, publishRun } from './publish';
import { openWith, quickSettings, runToEnd } from './workbench';

test.use({ serviceWorkers: 'allow' });

let front: Front;
test.beforeEach(async ({ baseURL }) => {
  front = await startFront(baseURL ?? '');
});
test.afterEach(() => front.close());

test('with the network off, a second visit has each kind of page, runs recorded and published, and a run with the bundled model', async ({
  browser,
  request,
}) => {
  test.setTimeout(240_000);
  const context = await browser.newContext({ baseURL: front.origin, serviceWorkers: 'allow' });
  const weights: string[] = [];
  context.on('request', (request) => {
    if (/\.(safetensors|wasm)$/.test(new URL(request.url()).pathname)) weights.push(request.url());
  });
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('console', (message) => {
    // That nothing answers, or that a run is deleted, is what a browser says of its own accord.
    const ofBrowser = /^Failed to load resource: (net::|.* status of 404)/.test(message.text());
    if (message.type() === 'error' && !ofBrowser) errors.push(message.text());
  });
  await openWith(page, quickSettings);
  await expect(page.getByText('Works offline')).toBeVisible({ timeout: 60_000 });
  expect(weights, 'weights of a first visit').toEqual([]);
  await page.getByRole('button', { name: 'Keep lens-28m too' }).click();
  await expect(page.getByText('lens-28m too.')).toBeVisible({ timeout: 60_000 });

  const [seen, deleted] = [await publishRun(request, 'Seen here'), await publishRun(request, 'Deleted since')];
  for (const { id } of [seen, deleted]) {
    await followLink(page, `/e/${id}`);
    await expect(page.getByRole('heading', { name: 'Token fate map' })).toBeVisible();
  }
  await page.goto(`/embed/${seen.id}?parts=fate`);
  await expect(page.getByRole('heading', { name: 'Token fate map' })).toBeVisible();
  await deleteRun(request, deleted);
  const asked = await page.evaluate(async (id) => (await fetch(`/api/experiments/${id}`)).status, deleted.id);
  expect(asked, 'a deleted run, asked for where it was seen').toBe(404);
  await page.goto(`/e/${deleted.id}`);
  await expect(page.getByRole('heading', { name: 'No run is published under this link' })).toBeVisible();

  await front.close();
  for (const [path, heading] of [
    ['/gallery', 'Gallery'],
    ['/gallery/passkey', 'Token fate map'],
    ['/learn', /./],
    ['/compare', /./],
    ['/models', 'Models'],
    ['/bench', 'Benchmark'],
    [`/e/${seen.id}`, 'Token fate map'],
    [`/embed/${seen.id}?parts=answers`, 'Answers'],
    [`/e/${deleted.id}`, 'This page was not opened here before'],
  ] as const) {
    await page.goto(path);
    await expect(page.getByRole('heading', { name: heading }).first(), path).toBeVisible();
    if (path.includes('parts=')) await expect(page.getByRole('heading', { name: 'Token fate map' })).toHaveCount(0);
  }
  await page.goto('/README.md');
  await expect(page.getByText('# LazyLens').first()).toBeVisible();
  await page.goto('/models');
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Workbench' }).click();
  await expect(page.getByText('Recorded run', { exact: true })).toBeVisible();
  await runToEnd(page, 120_000);
  await expect(page.getByText('Run on this device')).toBeVisible();
  expect(errors).toEqual([]);
  await context.close();
});

test('a new version waits, says so, and takes over when the visitor reloads; pages of the old one go on with its scripts', async ({
  browser,
}) => {
  const context = await browser.newContext({ baseURL: front.origin, serviceWorkers: 'allow' });
  const page = await context.newPage();
  await page.goto('/bench');
  await expect(page.getByText('Works offline')).toBeVisible({ timeout: 60_000 });
  const pageCaches = () =>
    page.evaluate(async () => (await caches.keys()).filter((name) => name.startsWith('lazylens-pages-')));
  const [before] = await pageCaches();
  const other = await context.newPage();
  await other.goto('/bench');
  await expect(other.getByText('Works offline')).toBeVisible();
  const script = await keptScript(other);

  front.pretendBuild('another-build', script);
  await page.evaluate(async () => (await navigator.serviceWorker.ready).update());
  const reload = page.getByRole('status').getByRole('button', { name: 'Reload' });
  await expect(reload).toBeVisible({ timeout: 60_000 });
  for (const theme of ['light', 'dark'] as const) {
    await preferTheme(page, theme);
    expect(await accessibilityFaults(page)).toEqual([]);
  }
  expect(await pageCaches()).toContain(before);
  await reload.click();
  // Asked while the page is loaded anew, there is no answer yet.
  await expect.poll(() => pageCaches().catch(() => null)).toEqual(['lazylens-pages-another-build']);
  await expect(page.getByRole('heading', { name: 'Benchmark' })).toBeVisible();
  await expect(reload).toBeHidden();

  await expect(other.getByText('A new version is ready.')).toBeVisible();
  expect((await fetch(front.origin + script)).status, 'on the server').toBe(404);
  expect(await other.evaluate(async (path) => (await fetch(path)).status, script)).toBe(200);
  await context.close();
});

/** Changes the page as a link within the app does. */
async function followLink(page: Page, path: string): Promise<void> {
  await page.evaluate((to) => {
    (window as unknown as { next: { router: { push(path: string): void } } }).next.router.push(to);
  }, path);
  await page.waitForURL(path);
}

/** Path of a script of this build that is kept here, but that the page has not loaded. */
async function keptScript(page: Page): Promise<string> {
  const path = await page.evaluate(async () => {
    const loaded = performance.getEntriesByType('resource').map(({ name }) => name);
    const kept = (await (await caches.open('lazylens-files')).keys()).map(({ url }) => url);
    const url = kept.find((each) => each.endsWith('.js') && !loaded.includes(each));
    return url && new URL(url).pathname;
  });
  if (path === undefined) throw new Error('every script of the build is loaded');
  return path;
}
