// The Models page: a model is found, fetched, watched, used and deleted; folders; what the browser lacks; everyone can use it.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { syntheticConfigs } from '@/lib/model/catalog';
import { accessibilityFaults, expect, phone, preferTheme, sidewaysScroll, test, themes } from './fixtures';
import { modelRow, openModels } from './models';
import { openWith, quickSettings, runToEnd } from './workbench';

const lensFolder = join(import.meta.dirname, '../../public/models/lens-28m');

/** The bundled model's files, as on any server that allows this page to read them. */
const lensAddress = (baseURL: string | undefined) => `${baseURL}/models/lens-28m`;

const addressField = (page: Page) => page.getByLabel('Repository, link to its page, or web address of a folder');

test('a model added by its address is fetched, used and run in the workbench', async ({ page, baseURL }) => {
  const address = lensAddress(baseURL);
  await openModels(page);
  await addressField(page).fill(address);
  await page.getByRole('button', { name: 'Download', exact: true }).click();
  const row = modelRow(page, address);
  await row.getByRole('button', { name: /^Use in the workbench/ }).click();
  await expect(page).toHaveURL(/\/$/);
  await openWith(page, { ...quickSettings, schedule: [{ layer: 4, keep: 0.5 }] });
  await runToEnd(page);
  await expect(page.getByText('Checks pass')).toBeVisible();
  await openModels(page);
  await expect(row).toContainText('in the workbench');
});

test('the keyboard alone adds a model and deletes it; Escape keeps it', async ({ page, baseURL }) => {
  const address = lensAddress(baseURL);
  await openModels(page);
  await addressField(page).focus();
  await page.keyboard.type(address);
  await page.keyboard.press('Enter');
  const row = modelRow(page, address);
  const remove = row.getByRole('button', { name: /^Delete/ });
  await expect(row).toContainText('Takes about');
  await remove.focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('alertdialog');
  await expect(dialog).toContainText(address);
  await page.keyboard.press('Escape');
  await expect(row).toBeVisible();
  await expect(remove).toBeFocused();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(row).toBeHidden();
  await expect(page.getByText('No other model is here yet')).toBeVisible();
});

test('what cannot be an address is named at its field and asks no one', async ({ page }) => {
  await openModels(page);
  await addressField(page).fill('https://huggingface.co/datasets/squad');
  await page.getByRole('button', { name: 'Download', exact: true }).click();
  await expect(page.getByRole('main').getByRole('alert')).toContainText('a page of datasets, not of a model');
  await expect(addressField(page)).toHaveAttribute('aria-invalid', 'true');
});

test('a gated model asks for a token before it asks the Hub, and says where its licence is', async ({ page }) => {
  await openModels(page);
  await page.getByRole('button', { name: 'Download meta-llama/Llama-3.2-1B-Instruct' }).click();
  await expect(page.getByLabel('Access token')).toBeFocused();
  await expect(addressField(page)).toHaveValue('meta-llama/Llama-3.2-1B-Instruct');
  await expect(page.getByRole('link', { name: 'its page' })).toHaveAttribute(
    'href',
    'https://huggingface.co/meta-llama/Llama-3.2-1B-Instruct',
  );
});

test.describe(() => {
  // Chromium logs every refusal itself.
  test.use({ allowedErrors: [/404/] });

  test('XGen is asked for with another repository’s tokenizer', async ({ page }) => {
    const asked: string[] = [];
    await page.route('https://huggingface.co/**', (route) => {
      asked.push(route.request().url());
      return route.fulfill({ status: 404, headers: { 'access-control-allow-origin': '*' } });
    });
    await openModels(page);
    await page.getByRole('button', { name: 'Download Salesforce/xgen-7b-8k-base' }).click();
    const row = modelRow(page, 'Salesforce/xgen-7b-8k-base');
    await expect(row).toContainText('404');
    expect(asked[0]).toContain('/api/models/Salesforce/xgen-7b-8k-base');
    await row.getByRole('button', { name: 'Dismiss' }).click();
    await expect(row).toBeHidden();
  });

  test('a repository that is not there is named, and can be tried again or dismissed', async ({ page }) => {
    let answers = 0;
    await page.route('https://huggingface.co/**', (route) => {
      answers++;
      return route.fulfill({
        status: 404,
        headers: { 'access-control-allow-origin': '*', 'x-error-code': 'RepoNotFound' },
      });
    });
    await openModels(page);
    await addressField(page).fill('nobody/nothing');
    await page.getByRole('button', { name: 'Download', exact: true }).click();
    const row = modelRow(page, 'nobody/nothing');
    await expect(row).toContainText(/nobody\/nothing: .*404/);
    const before = answers;
    await row.getByRole('button', { name: 'Try again' }).click();
    await expect.poll(() => answers).toBeGreaterThan(before);
    await row.getByRole('button', { name: 'Dismiss' }).click();
    await expect(row).toBeHidden();
  });
});

test('a folder is opened where it lies, and used', async ({ page }) => {
  await openModels(page);
  await page.getByLabel('Folder of a model').setInputFiles(lensFolder);
  const row = modelRow(page, 'lens-28m').filter({ hasText: 'open in this tab only' });
  await expect(row).toContainText('16 layers');
  await row.getByRole('button', { name: /^Use in the workbench/ }).click();
  await expect(page).toHaveURL(/\/$/);
});

test('a model that does not fit is refused before anything is loaded, with a way out', async ({ page }) => {
  const folder = await mkdtemp(join(tmpdir(), 'lazylens-'));
  try {
    await writeFile(join(folder, 'config.json'), JSON.stringify(syntheticConfigs['TinyLlama-1.1B']));
    await writeFile(join(folder, 'model.safetensors'), 'weights, which no one reads yet');
    await openModels(page);
    await page.getByLabel('Folder of a model').setInputFiles(folder);
    const row = page.getByRole('listitem').filter({ hasText: 'open in this tab only' });
    const use = row.getByRole('button', { name: /^Use in the workbench/ });
    await expect(row).toContainText('Does not fit');
    await expect(use).toBeDisabled();
    await page.getByRole('radio', { name: '8‑bit' }).click();
    await expect(row).not.toContainText('Does not fit');
    await expect(use).toBeEnabled();
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('a folder without weights is not offered to the workbench', async ({ page }) => {
  const folder = await mkdtemp(join(tmpdir(), 'lazylens-'));
  try {
    await writeFile(join(folder, 'config.json'), JSON.stringify(syntheticConfigs['SmolLM2-135M']));
    await openModels(page);
    await page.getByLabel('Folder of a model').setInputFiles(folder);
    const row = page.getByRole('listitem').filter({ hasText: 'open in this tab only' });
    await expect(row).toContainText('no .safetensors file');
    await expect(row.getByRole('button', { name: /^Use in the workbench/ })).toBeDisabled();
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('a folder without a model is named', async ({ page }) => {
  const folder = await mkdtemp(join(tmpdir(), 'lazylens-'));
  try {
    await writeFile(join(folder, 'notes.txt'), 'no model');
    await openModels(page);
    await page.getByLabel('Folder of a model').setInputFiles(folder);
    await expect(page.getByRole('main').getByRole('alert')).toContainText('config.json');
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('without a GPU the report says so, what follows and what helps, also as text', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await openModels(page);
  const browser = page.getByRole('region', { name: 'This browser' });
  await expect(browser).toContainText(/Models run on WASM, \d+ threads/);
  await expect(browser.getByRole('listitem').filter({ hasText: 'GPU' })).toContainText([
    /offered/,
    /none found.*WASM/s,
  ]);
  await browser.getByRole('button', { name: 'Copy for a bug report' }).click();
  await expect(browser.getByRole('button', { name: 'Copied' })).toBeVisible();
  const text = await page.evaluate(() => navigator.clipboard.readText());
  expect(text).toMatch(/^LazyLens [\d.]+, Chrome \d+ on Linux\nRuns on: WASM/);
});

test('without cross-origin isolation the report names the headers, and one thread', async ({ page }) => {
  await page.route('**/models', async (route) => {
    const response = await route.fetch();
    const headers = Object.entries(response.headers()).filter(([name]) => !name.startsWith('cross-origin-'));
    await route.fulfill({ response, headers: Object.fromEntries(headers) });
  });
  await openModels(page);
  const browser = page.getByRole('region', { name: 'This browser' });
  await expect(browser).toContainText('WASM, 1 thread');
  await expect(browser).toContainText('Cross-Origin-Embedder-Policy: require-corp');
});

test('where nothing can be stored the page says why, and folders still open', async ({ page }) => {
  await page.addInitScript(() => {
    // As Firefox answers in a private window.
    StorageManager.prototype.getDirectory = () => Promise.reject(new DOMException('denied', 'SecurityError'));
  });
  await openModels(page);
  await expect(page.getByRole('region', { name: 'This browser' })).toContainText(
    'Models cannot be kept on this device',
  );
  await expect(page.getByRole('button', { name: 'Download', exact: true })).toBeDisabled();
  await page.getByLabel('Folder of a model').setInputFiles(lensFolder);
  await expect(page.getByRole('listitem').filter({ hasText: 'open in this tab only' })).toBeVisible();
});

for (const theme of themes) {
  for (const size of [phone, { width: 1440, height: 900 }]) {
    test(`everyone can use it in ${theme} at ${size.width} pixels`, async ({ page, baseURL }) => {
      await page.setViewportSize(size);
      await preferTheme(page, theme);
      await openModels(page);
      await addressField(page).fill(lensAddress(baseURL));
      await page.keyboard.press('Enter');
      const row = modelRow(page, lensAddress(baseURL));
      await row.getByText('5 files').click();
      await page.getByText('Gated models, mirrors').click();
      expect.soft(await accessibilityFaults(page)).toEqual([]);
      expect.soft(await sidewaysScroll(page)).toBe(0);
      await row.getByRole('button', { name: /^Delete/ }).click();
      await expect(page.getByRole('alertdialog')).toBeVisible();
      expect.soft(await accessibilityFaults(page)).toEqual([]);
    });
  }
}

test('the header leads here and says where one is', async ({ page }) => {
  await page.goto('/bench');
  await page.getByRole('link', { name: 'Models', exact: true }).click();
  await expect(page).toHaveURL(/\/models$/);
  await expect(page.getByRole('link', { name: 'Models', exact: true })).toHaveAttribute('aria-current', 'page');
  await expect(page).toHaveTitle(/^Models/);
});
