// Prompts of thousands of tokens: a run file with all its views, the text copied whole, exact attention, stored runs.

import { writeComparison } from '@/lib/trace/file';
import { runOf } from '@/lib/trace/run';
import type { Comparison } from '@/lib/trace/schema';
import { makeTrace } from '../fixtures/trace';
import { tinyComparison } from '../trace/comparison';
import { accessibilityFaults, expect, openWorkbench, test } from './fixtures';
import { serveTinyModel } from './served';
import { menuGroup, openRunFile, openWith, quickSettings, runsMenu, runToEnd } from './workbench';

const TOKENS = 8192;

/** A run of 32 layers, with one word that stands far down in its prompt only. */
function longComparison(): Comparison {
  const shape = {
    prompt: TOKENS,
    layers: 32,
    decodeSteps: 8,
    schedule: [8, 16, 24].map((layer) => ({ layer, keep: 0.5 })),
  };
  const [full, pruned] = [makeTrace({ ...shape, mode: 'full' }), makeTrace(shape)];
  for (const { input } of [full, pruned]) {
    input.pieces[8000] = ' zyzzyva';
    input.text = input.pieces.join('');
  }
  return { ...tinyComparison(), id: 'long', title: 'Long', full, pruned };
}

test('a run of 8,192 tokens opens in every view; its text is found, pinned and copied whole', async ({
  page,
  context,
}) => {
  const comparison = longComparison();
  const { text } = comparison.pruned.input;
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.addInitScript(() => {
    const tasks: number[] = [];
    Object.assign(window, { longTasks: tasks });
    new PerformanceObserver((list) => list.getEntries().forEach(({ duration }) => tasks.push(duration))).observe({
      type: 'longtask',
    });
  });
  const copied = () => page.evaluate(() => navigator.clipboard.readText());
  await openWorkbench(page);
  await openRunFile(page, 'long.json', writeComparison(comparison));
  await expect(page.getByText('From a file', { exact: true })).toBeVisible();
  await expect(page.getByText('Checks pass')).toBeVisible();
  await expect(page.getByRole('application', { name: /^Token fate map.*8,200 positions/ })).toBeVisible();
  await expect(page.getByRole('application', { name: /^Scores after layer 24/ })).toBeVisible();

  const box = page.getByRole('group', { name: /^Prompt of 8,192 tokens/ });
  await box.scrollIntoViewIfNeeded();
  await page.getByRole('searchbox', { name: 'Find in prompt' }).fill('zyzzyva');
  await expect(box.locator('[data-found=now]')).toHaveText(' zyzzyva');
  await expect(box.locator('[data-found=now]')).toBeInViewport();
  expect(await box.locator('[data-p]').count(), 'tokens far from sight have no element').toBeLessThan(TOKENS / 2);

  await page.getByRole('application', { name: /^Token fate map/ }).press('End');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('region', { name: 'Life of the token at position 8199' })).toBeVisible();
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: 'Copy the prompt' }).click();
  await expect(page.getByText('Copied')).toBeAttached();
  expect(await copied()).toBe(text);
  await box.focus();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.press('ControlOrMeta+c');
  await expect.poll(copied).toBe(text + comparison.pruned.output.pieces.join(''));

  expect(await accessibilityFaults(page)).toEqual([]);
  const tasks = await page.evaluate(() => (window as unknown as { longTasks: number[] }).longTasks);
  const longest = Math.max(0, ...tasks).toFixed(0);
  test
    .info()
    .annotations.push({ type: 'tasks above 50 ms', description: `${tasks.length}, the longest ${longest} ms` });
});

test('attention of a prompt too long to keep in weights reads exact ones under the pointer', async ({ page }) => {
  test.setTimeout(180_000);
  await serveTinyModel(page);
  await openWith(page, {
    ...quickSettings,
    text: 'Ada wrote seven letters to her brother. '.repeat(150),
    maxNewTokens: 2,
  });
  await runToEnd(page, 120_000);
  await page.getByRole('button', { name: /^First step/ }).click();
  const attention = page.getByRole('region', { name: 'Attention' });
  await attention.getByRole('combobox', { name: /^Layer/ }).selectOption('1');
  await page.getByRole('button', { name: 'Compute attention' }).click();
  const map = page.getByRole('application', { name: /^Attention of 1\d{3} queries over 1\d{3} keys, layer 1/ });
  await map.focus();
  await page.keyboard.press('End');
  const readout = attention.locator('.view-readout');
  await expect(readout).toContainText(/query 1\d{3}.*key 1\d{3}/);
  await expect(readout).not.toContainText('≈');
  expect(await accessibilityFaults(page)).toEqual([]);
});

test('runs that an earlier version stored are still there', async ({ page }) => {
  await page.route('**/empty', (route) =>
    route.fulfill({ body: '<link rel="icon" href="data:,">', contentType: 'text/html' }),
  );
  await page.goto('/empty');
  const run = { ...runOf({ ...tinyComparison(), title: 'Stored before' }, 'here') };
  await page.evaluate(
    (row) =>
      new Promise<void>((done, failed) => {
        const opening = indexedDB.open('lazylens', 1);
        opening.onerror = () => failed(opening.error);
        opening.onupgradeneeded = () =>
          opening.result.createObjectStore('runs', { keyPath: 'id' }).createIndex('createdAt', 'createdAt');
        opening.onsuccess = () => {
          const keeping = opening.result.transaction('runs', 'readwrite');
          keeping.objectStore('runs').put(row);
          keeping.oncomplete = () => {
            opening.result.close();
            done();
          };
        };
      }),
    { id: run.id, createdAt: '2026-11-24T00:00:00.000Z', run: structuredClone(run) },
  );
  await page.goto(`/?run=${run.id}`);
  await expect(page.getByRole('heading', { name: 'Stored before' })).toBeVisible();
  await runsMenu(page).click();
  await expect(menuGroup(page, 'On this device').getByRole('menuitem', { name: 'Stored before' })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Stored before' })).toBeVisible();
});
