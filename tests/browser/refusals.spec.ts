// Whatever is wrong, the page says what and what to do, and the typed prompt is still there.

import type { Page } from '@playwright/test';
import { expect, openWorkbench, runButton, test } from './fixtures';
import { serveInstead, serveTinyModel, tinyWeights } from './served';
import {
  exportRun,
  notice,
  openRunFile,
  openWith,
  promptField,
  quickSettings,
  runToEnd,
  setNumber,
  shownRun,
} from './workbench';

/** Presses Run and expects a notice, the prompt untouched and Run at hand. */
async function expectRefusal(page: Page, words: RegExp): Promise<void> {
  await runButton(page).click();
  await expect(notice(page).first()).toContainText(words, { timeout: 45_000 }); // the newest stands first
  await expect(promptField(page)).toHaveValue(quickSettings.text);
  await expect(runButton(page)).toBeEnabled();
}

test.describe('a prompt', () => {
  test('that is empty or only spaces', async ({ page }) => {
    await openWorkbench(page);
    for (const text of ['', ' \n ']) {
      await promptField(page).fill(text);
      await expect(page.getByText('The prompt is empty: type one or choose a preset.').first()).toBeVisible();
      await expect(runButton(page)).toBeDisabled();
    }
  });

  test('that is too long says by how much, cuts nothing and cannot be run', async ({ page }) => {
    await openWorkbench(page);
    const long = 'The river rises in spring and the mill grinds again. '.repeat(250);
    await promptField(page).fill(long);
    await expect(page.getByText(/tokens too long for this model.*Nothing was cut off/).first()).toBeVisible();
    await expect(runButton(page)).toBeDisabled();
    await expect(promptField(page)).toHaveValue(long);
  });

  test('dropped as a file that is no text leaves what was typed', async ({ page }) => {
    await openWith(page, quickSettings);
    await page
      .locator('input[type=file][accept*=txt]')
      .setInputFiles({ name: 'photo.txt', mimeType: 'text/plain', buffer: Buffer.from([0xff, 0xd8, 0xff, 0xe0]) });
    await expect(notice(page)).toContainText(/photo\.txt is not UTF-8 text.*plain text/);
    await expect(promptField(page)).toHaveValue(quickSettings.text);
  });
});

test('a schedule value out of range is refused in words, and the schedule stays', async ({ page }) => {
  await openWith(page, { ...quickSettings, schedule: [4, 8].map((layer) => ({ layer, keep: 0.5 })) });
  const keep = page.getByLabel('keep', { exact: true }).first();
  for (const [value, words] of [
    ['0', /0 is outside 0\.05 to 1/],
    ['1.4', /1\.4 is outside 0\.05 to 1/],
    ['', /Type a number from 0\.05 to 1/],
  ] as const) {
    await keep.fill(value);
    await expect(page.getByText(words)).toBeVisible();
    await keep.blur();
    await expect(keep).toHaveValue('0.5');
  }
  const layer = page.getByLabel('After layer').first();
  await layer.fill('9');
  await expect(page.getByText(/9 is outside 1 to 7/)).toBeVisible();
  await layer.blur();
  await expect(layer).toHaveValue('4');
});

test('a file that is no run, or of another version, leaves the run in view', async ({ page }) => {
  await serveTinyModel(page);
  await openWith(page, quickSettings);
  const run = await runToEnd(page);
  const exported = JSON.parse(await exportRun(page)) as Record<string, unknown>;
  for (const [content, words] of [
    ['', /file is empty.*Export/],
    ['\u0000rubbish', /not JSON.*Export/],
    ['{"hello": 1}', /not a LazyLens run.*Export/],
    [JSON.stringify({ ...exported, version: 7 }), /version 7.*newer.*reads version 1/],
    [
      JSON.stringify({ ...exported, full: { ...(exported['full'] as object), steps: 'none' } }),
      /damaged at full\.steps/,
    ],
  ] as const) {
    await openRunFile(page, 'run.json', content);
    await expect(notice(page).first()).toContainText(words);
  }
  expect(shownRun(page)).toBe(run);
  await expect(page.getByText('Checks pass')).toBeVisible();
  await expect(promptField(page)).toHaveValue(quickSettings.text);
});

test.describe('model files', () => {
  test.use({ allowedErrors: [/404/] });

  test('that are damaged, cut short, of another kind or missing are named', async ({ page }) => {
    const weights = await tinyWeights();
    await serveTinyModel(page);
    await openWith(page, quickSettings);
    await serveInstead(page, 'model.safetensors', weights.subarray(0, weights.length / 2));
    await expectRefusal(page, /model.s files are not usable.*truncated|cut|ends/i);
    await serveInstead(page, 'model.safetensors', Buffer.alloc(4096, 0x7f));
    await expectRefusal(page, /header/);
    await serveInstead(page, 'config.json', '{"model_type": "mamba"}');
    await expectRefusal(page, /model_type "mamba" is not supported.*llama/);
    await page.route('**/models/lens-28m/config.json', (route) => route.fulfill({ status: 404 }));
    await expectRefusal(page, /model.s files are not usable.*has no config\.json; it must hold/);
    await page.unrouteAll();
    await serveTinyModel(page);
    await runToEnd(page); // once the files are right, the next run works
  });
});

test.describe('a tokenizer', () => {
  test.use({ allowedErrors: [/./] });

  test('that is broken stops Run with a reason, and the prompt can still be read', async ({ page }) => {
    await serveInstead(page, 'tokenizer.json', '{"model": ');
    await page.goto('/');
    await expect(page.getByText(/tokenizer\.json: it is not JSON; get the file again/).first()).toBeVisible();
    await expect(runButton(page)).toBeDisabled();
    await expect(promptField(page)).not.toHaveValue('');
  });
});

test.describe('an engine', () => {
  test.use({ allowedErrors: [/turbopack-worker|ERR_FAILED|Failed to load/, /WebGPU|adapter/i] });

  test('whose script cannot be loaded is reported, and starts once it can', async ({ page }) => {
    await serveTinyModel(page);
    await page.route(/turbopack-worker/, (route) => route.abort());
    await openWith(page, quickSettings);
    await expectRefusal(page, /engine stopped.*script could not be loaded.*run again/is);
    await page.unroute(/turbopack-worker/);
    await runToEnd(page);
  });

  test('without the GPU it was told to use says so; Automatic falls back to WASM and says why', async ({ page }) => {
    await serveTinyModel(page);
    await openWith(page, { ...quickSettings, backend: 'webgpu' });
    await expectRefusal(page, /WebGPU is not available.*WebGPU/s);
    await page.getByRole('button', { name: /^engine/i }).click();
    await page.getByRole('radio', { name: 'Automatic' }).click();
    await page.keyboard.press('Escape');
    await runToEnd(page);
    await page.getByRole('button', { name: /^engine: WASM/i }).click();
    await expect(page.getByRole('dialog', { name: 'Engine' })).toContainText(/WebGPU: /);
  });
});

test('a prompt that outgrows the room left for new tokens says how many to give up', async ({ page }) => {
  await openWith(page, quickSettings);
  await setNumber(page, 'New tokens', 512);
  await promptField(page).fill('The river rises in spring and the mill grinds again. '.repeat(110));
  await expect(page.getByText(/leave room for \d+ new ones: lower the new tokens by \d+/).first()).toBeVisible();
  await expect(runButton(page)).toBeDisabled();
});
