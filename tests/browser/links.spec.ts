// Experiments in links: opened, reloaded, edited, gone back from; broken ones and those of the future; made by keyboard.

import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { experimentOf } from '@/components/workbench/link/experiment';
import { bundledChoice } from '@/components/engine/model';
import { decodeValue, encodeValue } from '@/lib/experiment/codec';
import { type Experiment, experimentFormat } from '@/lib/experiment/experiment';
import { accessibilityFaults, expect, phone, preferTheme, runButton, sidewaysScroll, test, themes } from './fixtures';
import { choosePreset, openRunFile, openWith, promptField, quickSettings } from './workbench';

const shared = {
  ...quickSettings,
  text: 'Edith lives in Venice. Where does Edith live?',
  expected: 'Venice',
  repeats: 2,
};
const other = { ...shared, text: 'Julia lives in Paris. Where does Julia live?', expected: 'Paris' };

async function hashOf(settings: typeof shared): Promise<string> {
  return `#x=${await encodeValue(experimentFormat, experimentOf(settings, bundledChoice))}`;
}

/** Pastes an address with another hash, as a visitor does who has the page open. */
async function pasteHash(page: Page, hash: string): Promise<void> {
  await page.goto(`/${hash}`);
}

function restoreButton(page: Page) {
  return page.getByRole('button', { name: 'Restore my prompt' });
}

test('a link fills the editor, runs nothing, and keeps what was typed', async ({ page }) => {
  await openWith(page, quickSettings);
  const hash = await hashOf(shared);
  await pasteHash(page, hash);
  await expect(promptField(page)).toHaveValue(shared.text);
  await expect(page.getByLabel('Expected')).toHaveValue('Venice');
  await expect(page.getByText('Opened from a link:')).toBeVisible();
  await expect(runButton(page)).toBeEnabled();
  expect(new URL(page.url()).searchParams.get('run'), 'nothing was run').toBeNull();

  await page.reload();
  await expect(promptField(page)).toHaveValue(shared.text);
  expect(new URL(page.url()).hash).toBe(hash);
  await restoreButton(page).click();
  await expect(promptField(page)).toHaveValue(quickSettings.text);
  await expect(page, 'the address says no more than the editor').toHaveURL(/^[^#]*$/);
  await page.reload();
  await expect(promptField(page)).toHaveValue(quickSettings.text);
  await expect(restoreButton(page)).toBeHidden();
});

test('Back and Forward lead between links and views, never over what was typed since', async ({ page }) => {
  await openWith(page, quickSettings);
  await pasteHash(page, await hashOf(shared));
  await expect(promptField(page)).toHaveValue(shared.text);
  await pasteHash(page, await hashOf(other));
  await expect(promptField(page)).toHaveValue(other.text);
  await page.goBack();
  await expect(promptField(page)).toHaveValue(shared.text);
  await page.goForward();
  await expect(promptField(page)).toHaveValue(other.text);

  await page.getByRole('button', { name: /^step forward/i }).click();
  await expect(page).toHaveURL(/step=\d+.*#x=1\./);
  await promptField(page).fill('Typed since.');
  await expect(page).toHaveURL(/step=\d+$/);
  await page.goBack();
  await expect(page).not.toHaveURL(/step=/);
  await expect(promptField(page)).toHaveValue('Typed since.');
  await restoreButton(page).click();
  await expect(promptField(page), 'from before the first link').toHaveValue(quickSettings.text);
});

test('broken links and those of a future version say so and leave the editor as it was', async ({ page }) => {
  await openWith(page, quickSettings);
  const hash = await hashOf(shared);
  const alert = page.getByRole('main').getByRole('alert');
  for (const [link, told] of [
    [hash.slice(0, -9), /cannot be read: a part of the link may be missing/],
    [hash.replace('#x=1.', '#x=7.'), /of version 7, and this LazyLens reads up to 1/],
    ['#x=', /cannot be read/],
  ] as const) {
    await pasteHash(page, link);
    await expect(alert).toContainText(told);
    await expect(promptField(page)).toHaveValue(quickSettings.text);
  }
  await page.reload();
  await expect(alert).toContainText('The link cannot be opened');
  await page.getByRole('button', { name: 'Dismiss' }).click();
  await expect(alert).toBeHidden();
  await expect(page).toHaveURL(/^[^#]*$/);

  const missing: Experiment = { ...experimentOf(shared, bundledChoice), model: { stored: 'owner/name@0123abc' } };
  await pasteHash(page, `#x=${await encodeValue(experimentFormat, missing)}`);
  await expect(page.getByText(/owner\/name@0123abc, is not on this device/)).toBeVisible();
  await expect(promptField(page)).toHaveValue(shared.text);
});

test('a link is made and copied with the keyboard', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await openWith(page, quickSettings);
  await choosePreset(page, 'Six magic numbers');
  await page.getByRole('button', { name: 'Share' }).focus();
  await page.keyboard.press('Enter');
  const share = page.getByRole('dialog', { name: 'Share' });
  await share.getByRole('radio', { name: 'In the editor now' }).focus();
  await page.keyboard.press('Space');
  await expect(share.getByText(/Of “Six magic numbers” on lens-28m/)).toBeVisible();
  await expect(share.getByText(/: \d+ characters\./)).toBeVisible();
  await share.getByRole('button', { name: /: Link$/ }).focus();
  await page.keyboard.press('Enter');
  await expect(share.getByRole('button', { name: /^Copied/ })).toBeVisible();
  const link = new URL(await page.evaluate(() => navigator.clipboard.readText()));
  const { prompt } = await decodeValue(experimentFormat, link.hash.replace('#x=', ''));
  expect(prompt).toEqual({ preset: 'magic-numbers' });

  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'Share' })).toBeFocused();
});

test('a prompt too long for a link: its finished run is published by keyboard, in a lesson too, and nothing typed is lost', async ({
  page,
}) => {
  await openWith(page, quickSettings);
  await promptField(page).fill(noise);
  await page.keyboard.press('Tab');
  await page.getByRole('button', { name: 'Share' }).press('Enter');
  const share = page.getByRole('dialog', { name: 'Share' });
  await share.getByRole('radio', { name: 'In the editor now' }).click();
  await expect(share.getByText(/Too long a prompt for a link: it would take [\d,]+ characters/)).toBeVisible();
  await expect(share.getByText(/^Run it first/)).toBeVisible();
  await expect(share.getByRole('button', { name: /^Publish/ })).toHaveCount(0);
  await page.keyboard.press('Escape');

  await openRunFile(page, 'noise.json', runOfNoise());
  await expect(page.getByText('From a file', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Share' }).press('Enter');
  await expect(share.getByText(/Too long a prompt for a link/)).toBeVisible();
  const instead = page.getByRole('button', { name: 'Publish the run…' });
  expect(await accessibilityFaults(page)).toEqual([]);
  await instead.press('Enter');
  await expect(page.getByLabel('Title')).toBeFocused();
  await page.keyboard.type('Noise');
  await page.keyboard.press('Escape');
  await expect(instead).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'Share' })).toBeFocused();

  await page.keyboard.press('Enter');
  await share.getByRole('button', { name: 'Make a lesson link…' }).press('Enter');
  await page.getByLabel(/^Question/).fill('Which letters survive?');
  await expect(page.getByText(/^Too long for a link/)).toBeVisible();
  await instead.press('Enter');
  await expect(page.getByLabel('Title')).toHaveValue(/Noise/);
  await page.getByLabel('Title').press('Enter');
  const link = page.getByRole('textbox', { name: 'Link', exact: true });
  await expect(link).toHaveValue(/\/e\/\w{12}$/);
  const published = await link.inputValue();
  await page.keyboard.press('Escape');
  const lesson = page.getByRole('dialog', { name: 'Make a lesson link' });
  await expect(lesson.getByLabel(/^Question/)).toHaveValue('Which letters survive?');
  await expect(lesson.getByRole('textbox', { name: 'Lesson link' })).toHaveValue(new RegExp(`^${published}#l=1`));
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'Share' })).toBeFocused();
  await expect(promptField(page)).toHaveValue(noise);
});

/** Some 18,000 characters that no packing makes short. */
const noise = Array.from({ length: 3000 }, (_, i) =>
  Math.sin(i + 1)
    .toString(36)
    .slice(3, 9),
).join(' ');

/** A finished run with so long a prompt, as a file. */
function runOfNoise(): string {
  const run = JSON.parse(readFileSync('public/experiments/passkey.json', 'utf8')) as Record<
    'full' | 'pruned',
    { input: object }
  >;
  const spoken = (trace: { input: object }) => ({ ...trace, input: { ...trace.input, text: noise } });
  return JSON.stringify({ ...run, id: 'noise', full: spoken(run.full), pruned: spoken(run.pruned) });
}

for (const theme of themes) {
  test(`what a link opened and the Share panel read well on a phone in ${theme}`, async ({ page }) => {
    await preferTheme(page, theme);
    await page.setViewportSize(phone);
    await page.goto(`/${await hashOf(shared)}`);
    await expect(page.getByText('Opened from a link:')).toBeVisible();
    await page.getByRole('button', { name: 'Share' }).click();
    await expect(page.getByRole('dialog', { name: 'Share' }).getByRole('button', { name: /: Link$/ })).toBeVisible();
    expect(await sidewaysScroll(page)).toBe(0);
    expect(await accessibilityFaults(page)).toEqual([]);
  });
}
