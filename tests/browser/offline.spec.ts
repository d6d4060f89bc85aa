// After one visit the app works with the network off, and a new version waits until the visitor wants it.

import { expect, preferTheme, accessibilityFaults, test } from './fixtures';
import { startFront, type Front } from './front';
import { openWith, quickSettings, runToEnd } from './workbench';

test.use({ serviceWorkers: 'allow' });

let front: Front;
test.beforeEach(async ({ baseURL }) => {
  front = await startFront(baseURL ?? '');
});
test.afterEach(() => front.close());

test('with the network off, a second visit has every page, a recorded run, and a run with the bundled model', async ({
  browser,
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
    // That nothing answers is what a browser says of its own accord.
    const ofNetwork = message.text().startsWith('Failed to load resource: net::');
    if (message.type() === 'error' && !ofNetwork) errors.push(message.text());
  });
  await openWith(page, quickSettings);
  await expect(page.getByText('Works offline')).toBeVisible({ timeout: 60_000 });
  expect(weights, 'weights of a first visit').toEqual([]);
  await page.getByRole('button', { name: 'Keep lens-28m too' }).click();
  await expect(page.getByText('lens-28m too.')).toBeVisible({ timeout: 60_000 });

  await front.close();
  for (const [path, heading] of [
    ['/gallery', 'Gallery'],
    ['/learn', /./],
    ['/compare', /./],
    ['/models', 'Models'],
    ['/e/11111111111', 'This page was not opened here before'],
  ] as const) {
    await page.goto(path);
    await expect(page.getByRole('heading', { name: heading }).first(), path).toBeVisible();
  }
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Workbench' }).click();
  await expect(page.getByText('Recorded run', { exact: true })).toBeVisible();
  await runToEnd(page, 120_000);
  await expect(page.getByText('Run on this device')).toBeVisible();
  expect(errors).toEqual([]);
  await context.close();
});

test('a new version waits, says so, and takes over when the visitor reloads; the old one never mixes with it', async ({
  browser,
}) => {
  const context = await browser.newContext({ baseURL: front.origin, serviceWorkers: 'allow' });
  const page = await context.newPage();
  await page.goto('/bench');
  await expect(page.getByText('Works offline')).toBeVisible({ timeout: 60_000 });
  const pageCaches = () =>
    page.evaluate(async () => (await caches.keys()).filter((name) => name.startsWith('lazylens-pages-')));
  const [before] = await pageCaches();

  front.pretendBuild('another-build');
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
  await context.close();
});
