// The gallery: recorded runs that open on a phone, without GPU and model, and lead on to the workbench and to a run of one's own.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { entriesSchema } from '@/lib/experiment/entry';
import { accessibilityFaults, expect, phone, preferTheme, runButton, sidewaysScroll, test, themes } from './fixtures';
import { promptField } from './workbench';

const list = join(import.meta.dirname, '../../public/experiments/index.json');
const entries = entriesSchema.parse(JSON.parse(readFileSync(list, 'utf8')));

/** No GPU, and no model can be fetched: what is asked for nevertheless is returned. */
async function withoutModels(page: Page): Promise<string[]> {
  const asked: string[] = [];
  await page.addInitScript(() => Object.defineProperty(navigator, 'gpu', { value: undefined }));
  await page.route(/safetensors|\/models\/.+\//, (route) => {
    asked.push(route.request().url());
    return route.abort();
  });
  return asked;
}

test('every run opens on a phone without GPU and model, with its answers, what to look at, and no fault', async ({
  page,
}) => {
  const asked = await withoutModels(page);
  await page.setViewportSize(phone);
  await page.goto('/gallery');
  await expect(page.getByRole('article')).toHaveCount(entries.length);
  expect(await sidewaysScroll(page)).toBe(0);
  for (const [at, entry] of entries.entries()) {
    if (at === 0) await page.getByRole('link', { name: entry.title }).click();
    else await page.getByRole('link', { name: `Next: ${entry.title}` }).click();
    await expect(page).toHaveURL(new RegExp(`/gallery/${entry.id}$`));
    await expect(page.getByRole('heading', { level: 1, name: entry.title })).toBeVisible();
    await expect(page.getByRole('button', { name: /run it here/i })).toBeVisible();
    const answers = page.getByRole('region', { name: 'Answers' });
    await expect(answers).toContainText(entry.answers.full.text);
    await expect(answers).toContainText(entry.answers.pruned.text.slice(0, 20));
    await expect(page.getByRole('list', { name: 'What to look at' }).getByRole('listitem')).toHaveCount(
      entry.watch.length,
    );
    await expect(page.getByRole('region', { name: 'Importance' })).toBeVisible();
    expect(await sidewaysScroll(page), entry.id).toBe(0);
  }
  await expect(page.getByRole('link', { name: /^Next:/ })).toHaveCount(0);
  expect(asked).toEqual([]);
});

for (const theme of themes) {
  test(`the list and a run have no serious accessibility fault in ${theme}`, async ({ page }) => {
    await preferTheme(page, theme);
    await page.goto('/gallery');
    await expect(page.getByRole('article')).toHaveCount(entries.length);
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.goto('/gallery/revival');
    await expect(page.getByRole('region', { name: 'Attention' })).toBeVisible();
    expect(await accessibilityFaults(page)).toEqual([]);
  });
}

test('a category is chosen by keyboard, kept in the link, and undone by Back', async ({ page }) => {
  await page.goto('/gallery');
  const limits = entries.filter(({ category }) => category === 'Limits');
  await page.getByRole('radio', { name: /^All/ }).focus();
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('article')).toHaveCount(limits.length);
  await expect(page).toHaveURL(/category=Limits/);
  await page.reload();
  await expect(page.getByRole('article')).toHaveCount(limits.length);
  await page.goBack();
  await expect(page.getByRole('article')).toHaveCount(entries.length);
});

test('what to look at leads to the step, layer and token in the views, by a link that works on its own', async ({
  page,
}) => {
  const revival = entries.find(({ id }) => id === 'revival')!;
  const look = revival.watch[1]!;
  await page.goto('/gallery/revival');
  const link = page.getByRole('list', { name: 'What to look at' }).getByRole('link').nth(1);
  const href = await link.getAttribute('href');
  await link.focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/step=2&layer=12&token=232/);
  await expect(link).toHaveAttribute('aria-current', 'true');
  await page.goto(`/gallery/revival${href}`);
  await expect(page.getByRole('link', { name: look.text })).toHaveAttribute('aria-current', 'true');
  await expect(page.getByRole('region', { name: 'Token fate map' })).toContainText(look.at.word!);
});

test('a recorded run goes to the workbench to be edited, and to a comparison', async ({ page }) => {
  await page.goto('/gallery/short');
  await expect(page.getByRole('link', { name: /compare/i }).last()).toHaveAttribute('href', /a=recorded(:|%3A)short/);
  await page.getByRole('button', { name: /make it mine/i }).click();
  await expect(page).toHaveURL(/\/\?run=short/);
  await expect(runButton(page)).toBeEnabled();
  await expect(promptField(page)).toHaveValue(/magic number of Henry/);
});

test('a recorded run is made again here and held against its recording', async ({ page }) => {
  await page.goto('/gallery/short');
  await page.getByRole('button', { name: /run it here/i }).click();
  await expect(page.getByText(/^Identical: this browser wrote the same tokens/)).toBeVisible({
    timeout: 60_000,
  });
});

test('an address that names no run says so', async ({ page, allowedErrors }) => {
  allowedErrors.push(/404/);
  const response = await page.goto('/gallery/nowhere');
  expect(response?.status()).toBe(404);
});
