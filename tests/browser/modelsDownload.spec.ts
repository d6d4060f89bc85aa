// Downloads as the Models page shows them, from a server that speaks the Hub's protocol: watched, paused, reloaded, cut, gated,
// doubled, damaged.

import type { Page } from '@playwright/test';
import { modelRow, openModels } from './models';
import { expect, LENS, test, WEIGHTS } from './store';
import { openWith, quickSettings, runToEnd } from './workbench';

/** The middle of the weights, whose chunks are some 14% each. */
const HALF = 15_000_000;

/** Opens the page, sets the endpoint and asks for the model by a link to its page there. */
async function add(page: Page, endpoint: string): Promise<void> {
  await open(page, endpoint);
  await page.getByLabel('Repository, link to its page, or web address of a folder').fill(`${endpoint}/${LENS}`);
  await page.getByRole('button', { name: 'Download', exact: true }).click();
}

async function open(page: Page, endpoint: string): Promise<void> {
  // The page is not from this machine, as Chromium sees it, and has to be allowed to ask the servers that are.
  await page.context().grantPermissions(['local-network-access']);
  await openModels(page);
  await page.getByText('Gated models, mirrors').click();
  await page.getByLabel('Endpoint').fill(endpoint);
}

function bar(page: Page) {
  return modelRow(page, LENS).getByRole('progressbar');
}

const value = async (page: Page) => Number(await bar(page).getAttribute('aria-valuenow'));

test('a model added by a link is watched, paused, resumed from this device, and run in the workbench', async ({
  page,
  hub,
}) => {
  hub.stallAt(WEIGHTS, HALF);
  await add(page, hub.endpoint);
  const row = modelRow(page, LENS);
  await expect.poll(() => value(page)).toBeGreaterThan(10);
  await expect(row).toContainText('Downloading model.safetensors');
  await expect(row).toContainText(/[\d.]+ MB of 30\.4 MB/);
  await expect(row).toContainText(/[\d.]+ MB from network/);

  await row.getByRole('button', { name: 'Pause' }).click();
  await expect(row).toContainText('Paused');
  hub.stallAt(WEIGHTS, null);
  await row.getByRole('button', { name: 'Resume' }).click();
  const use = row.getByRole('button', { name: /^Use in the workbench/ });
  await expect(use).toBeEnabled();
  await expect(row).toContainText(/licence mit · commit [0-9a-f]{7}/);
  await row.getByText('5 files').click();
  await expect(row.getByRole('row').filter({ hasText: WEIGHTS })).toContainText(/[0-9a-f]{64}/);

  await use.click();
  await openWith(page, { ...quickSettings, schedule: [{ layer: 4, keep: 0.5 }] });
  await runToEnd(page);
  await expect(page.getByText('Checks pass')).toBeVisible();
});

test('a page reloaded in the middle shows what has arrived, and goes on from there', async ({ page, hub }) => {
  hub.stallAt(WEIGHTS, HALF);
  await add(page, hub.endpoint);
  await expect.poll(() => value(page)).toBeGreaterThan(10);
  await page.reload();
  const row = modelRow(page, LENS);
  await expect(row).toContainText('Not complete yet');
  expect(await value(page)).toBeGreaterThan(10);
  hub.stallAt(WEIGHTS, null);
  await row.getByRole('button', { name: 'Resume' }).click();
  await expect(row).toContainText('Takes about');
});

test('cancel asks first, then deletes what has arrived', async ({ page, hub }) => {
  hub.stallAt(WEIGHTS, HALF);
  await add(page, hub.endpoint);
  const row = modelRow(page, LENS);
  await expect.poll(() => value(page)).toBeGreaterThan(0);
  await row.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('button', { name: 'Keep' }).click();
  await expect(row).toBeVisible();
  await row.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('button', { name: 'Cancel and delete' }).click();
  await expect(row).toBeHidden();
  await page.reload();
  await expect(page.getByText('No other model is here yet')).toBeVisible();
});

test.describe(() => {
  // Chromium logs every refused and broken answer itself.
  test.use({ allowedErrors: [/Failed to load resource/] });

  test('a gated model says what it needs, and arrives once the token is typed', async ({ page, hub }) => {
    hub.repository(LENS).gate = 'hf_secret';
    await add(page, hub.endpoint);
    const row = modelRow(page, LENS);
    await expect(row).toContainText('this model is gated (401)');
    await page.getByLabel('Access token').fill('hf_secret');
    await row.getByRole('button', { name: 'Try again' }).click();
    await expect(row).toContainText('Takes about');
    expect(await page.evaluate(() => JSON.stringify({ ...localStorage }))).not.toContain('hf_secret');
  });

  test('a connection that is cut is said to be, and goes on when it is back', async ({ page, hub }) => {
    hub.cutAt(WEIGHTS, HALF);
    await add(page, hub.endpoint);
    const row = modelRow(page, LENS);
    await expect(row).toContainText('Trying again in');
    hub.restore();
    await expect(row).toContainText('Takes about', { timeout: 30_000 });
  });
});

test('a second tab waits, and both have the model in the end; deleted in one, it is gone in both', async ({
  page,
  hub,
  context,
}) => {
  hub.stallAt(WEIGHTS, HALF);
  await add(page, hub.endpoint);
  await expect.poll(() => value(page)).toBeGreaterThan(10);
  const other = await context.newPage();
  await open(other, hub.endpoint);
  await modelRow(other, LENS).getByRole('button', { name: 'Resume' }).click();
  await expect(modelRow(other, LENS)).toContainText('Another tab downloads this model');
  hub.goOn(WEIGHTS);
  for (const tab of [page, other]) await expect(modelRow(tab, LENS)).toContainText('Takes about');
  await modelRow(other, LENS)
    .getByRole('button', { name: /^Delete/ })
    .click();
  await other.getByRole('button', { name: 'Delete', exact: true }).click();
  for (const tab of [page, other]) await expect(modelRow(tab, LENS)).toBeHidden();
});

test('a file that was cut off is told apart, and the model can be downloaded again', async ({ page, hub }) => {
  await add(page, hub.endpoint);
  const row = modelRow(page, LENS);
  await expect(row).toContainText('Takes about');
  await page.evaluate(async (name) => {
    for await (const file of filesIn(await navigator.storage.getDirectory())) {
      if (file.name !== name) continue;
      const writable = await file.createWritable({ keepExistingData: true });
      await writable.truncate(1000);
      await writable.close();
    }
    async function* filesIn(folder: FileSystemDirectoryHandle): AsyncGenerator<FileSystemFileHandle> {
      for await (const entry of folder.values()) {
        if (entry instanceof FileSystemDirectoryHandle) yield* filesIn(entry);
        else if (entry instanceof FileSystemFileHandle) yield entry;
      }
    }
  }, WEIGHTS);
  await page.reload();
  await expect(row).toContainText('Damaged');
  await page.getByText('Gated models, mirrors').click();
  await row.getByRole('button', { name: 'Download again' }).click();
  await expect(row).toContainText('Takes about');
});

test('a model deleted while it is the workbench’s leaves the bundled one there', async ({ page, hub }) => {
  await add(page, hub.endpoint);
  const row = modelRow(page, LENS);
  await row.getByRole('button', { name: /^Use in the workbench/ }).click();
  await expect(page.getByRole('button', { name: /^Model:/ })).toContainText(LENS);
  await openModels(page);
  await expect(row).toContainText('in the workbench');
  await row.getByRole('button', { name: /^Delete/ }).click();
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(row).toBeHidden();
  await expect(modelRow(page, 'lens-28m')).toContainText('in the workbench');
});
