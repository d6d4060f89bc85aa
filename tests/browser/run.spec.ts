// One press of Run with the bundled model on WASM: both sides answer, both answers are right, and the run outlives the page.

import { expect, openWorkbench, runButton, test } from './fixtures';
import { defaultSettings } from '@/components/engine/settings';
import {
  chooseRun,
  choosePreset,
  exportRun,
  menuGroup,
  openRunFile,
  openWith,
  promptField,
  runsMenu,
  runToEnd,
  setNumber,
  shownRun,
  stopButton,
} from './workbench';

/** A run of two generations on a small machine. */
const RUN_TIMEOUT_MS = 240_000;

test.use({ allowedErrors: [/ERR_FAILED.*\/models\//] });

test('answers a preset twice on WASM, both right; the exported run opens again with no model', async ({ page }) => {
  test.setTimeout(RUN_TIMEOUT_MS + 60_000);
  await openWorkbench(page);
  await page.getByRole('button', { name: /^engine/i }).click();
  await page.getByRole('radio', { name: 'WASM' }).click();
  await page.keyboard.press('Escape');
  await choosePreset(page, 'Find the pass key');
  await setNumber(page, 'Repeats', 1);
  await setNumber(page, 'Warm-ups', 0);
  const run = await runToEnd(page, RUN_TIMEOUT_MS);
  await expect(page.getByText('exact match')).toHaveCount(2);
  await expect(page.getByText('Checks pass')).toBeVisible();
  await expect(page.getByRole('row', { name: /^Full prefill/ })).toContainText(/\d+(\.\d+)? m?s/);
  await expect(page.getByRole('row', { name: /^LazyLLM/ })).toContainText(/\d+(\.\d+)? m?s/);

  await page.getByRole('radio', { name: 'Full prefill' }).click();
  const answers = page.getByRole('region', { name: 'Answers' });
  const seen = await answers.innerText();
  const exported = await exportRun(page);

  await chooseRun(page, 'Find the pass key'); // the run made here; recorded ones stand below it
  await runsMenu(page).click();
  await expect(menuGroup(page, 'Recorded').getByRole('menuitem').first()).toBeVisible();
  await expect(page.getByRole('menuitem', { name: 'Delete the run shown' })).toBeVisible();
  await page.getByRole('menuitem', { name: 'Delete the run shown' }).click();
  await expect(page.getByText('Recorded run')).toBeVisible();

  await page.route('**/models/**', (route) => route.abort());
  await page.goto('/');
  await expect(page.getByText('Recorded run')).toBeVisible();
  await openRunFile(page, 'passkey.json', exported);
  await expect(page.getByText('From a file', { exact: true })).toBeVisible();
  expect(shownRun(page)).toBe(run);
  expect(await answers.innerText()).toBe(seen);
  await expect(page.getByText('Checks pass')).toBeVisible();
});

test('stops when asked, and keeps the prompt and the run in view', async ({ page }) => {
  await openWith(page, { ...defaultSettings, backend: 'wasm' });
  await runButton(page).click();
  await stopButton(page).click();
  await expect(runButton(page)).toBeEnabled();
  await expect(promptField(page)).toHaveValue(defaultSettings.text);
  await expect(page.getByText(/recorded/i).first()).toBeVisible();
});
