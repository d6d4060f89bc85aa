// One press of Run with the bundled model on WASM: both sides answer, and both answers are right.

import type { Page } from '@playwright/test';
import { expect, openWorkbench, runButton, test } from './fixtures';

/** A run of two generations on a small machine. */
const RUN_TIMEOUT_MS = 240_000;

async function chooseWasm(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^engine/i }).click();
  await page.getByRole('radio', { name: 'WASM' }).click();
  await page.keyboard.press('Escape');
}

async function choosePreset(page: Page, title: string): Promise<void> {
  await page.getByRole('button', { name: /choose a preset/i }).click();
  await page.getByRole('menuitem', { name: title }).click();
}

async function setOnce(page: Page): Promise<void> {
  for (const [label, value] of [
    ['Repeats', '1'],
    ['Warm-ups', '0'],
  ] as const) {
    const field = page.getByLabel(label);
    await field.fill(value);
    await field.press('Enter');
  }
}

test('answers a preset twice on WASM, with full prefill and with LazyLLM, both right', async ({ page }) => {
  test.setTimeout(RUN_TIMEOUT_MS + 60_000);
  await openWorkbench(page);
  await chooseWasm(page);
  await choosePreset(page, 'Find the pass key');
  await setOnce(page);
  await runButton(page).click();
  await expect(page.getByRole('button', { name: /^stop/i })).toBeVisible();
  await expect(runButton(page)).toBeVisible({ timeout: RUN_TIMEOUT_MS });
  await expect(page.getByText('exact match')).toHaveCount(2);
});

test('stops when asked, and keeps the prompt and the run in view', async ({ page }) => {
  await openWorkbench(page);
  await chooseWasm(page);
  const prompt = page.getByRole('textbox', { name: /prompt/i });
  const typed = await prompt.inputValue();
  await runButton(page).click();
  await page.getByRole('button', { name: /^stop/i }).click();
  await expect(runButton(page)).toBeEnabled();
  await expect(prompt).toHaveValue(typed);
  await expect(page.getByText(/recorded/i).first()).toBeVisible();
});
