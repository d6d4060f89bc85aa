// What a visitor does on the workbench, for tests that do it often, and the settings they start from.

import type { Download, Page } from '@playwright/test';
import { defaultSettings, type Settings } from '@/components/engine/settings';
import { expect, openWorkbench, runButton } from './fixtures';

/** A quick run: some forty tokens, pruned after two layers of the tiny model, on WASM. */
export const quickSettings: Settings = {
  ...defaultSettings,
  text: 'Ada wrote seven letters to her brother. Peter lives in Prague. The pass key is 48213; remember it. Question: what is the pass key?\nAnswer:',
  presetId: null,
  expected: '',
  maxNewTokens: 3,
  schedule: [
    { layer: 1, keep: 0.6 },
    { layer: 3, keep: 0.5 },
  ],
  repeats: 1,
  warmups: 0,
  backend: 'wasm',
};

/** Enough repeats for something to happen in the middle. */
export const longSettings: Settings = { ...quickSettings, repeats: 50, maxNewTokens: 24 };

/** Opens the workbench as a visitor finds it who has set it up before. A reload later keeps what was typed since. */
export async function openWith(page: Page, settings: Settings): Promise<void> {
  await page.addInitScript((stored) => {
    if (localStorage.getItem('lazylens.settings.1') === null) localStorage.setItem('lazylens.settings.1', stored);
  }, JSON.stringify(settings));
  await openWorkbench(page);
  await expect(page.locator('textarea')).toHaveValue(settings.text); // folded away on a phone
}

export function promptField(page: Page) {
  return page.getByRole('textbox', { name: 'Prompt' });
}

export function stopButton(page: Page) {
  return page.getByRole('button', { name: /^stop/i });
}

export function runsMenu(page: Page) {
  return page.getByRole('button', { name: /^Runs/ });
}

export function notice(page: Page) {
  return page.getByRole('main').getByRole('alert');
}

/** Id of the run that the link names. */
export function shownRun(page: Page): string | null {
  return new URL(page.url()).searchParams.get('run');
}

/** Presses Run and waits for a new run to be shown; gives its id. */
export async function runToEnd(page: Page, timeout = 60_000): Promise<string> {
  const before = shownRun(page);
  await runButton(page).click();
  return nextRun(page, before, timeout);
}

/** Waits for a run other than `before` to be shown, and for Run to be there again; gives its id. */
export async function nextRun(page: Page, before: string | null, timeout = 60_000): Promise<string> {
  await expect.poll(() => shownRun(page), { timeout }).not.toBe(before);
  await expect(runButton(page)).toBeVisible();
  return shownRun(page) ?? '';
}

/** Presses Run and waits until a timed repeat has ended. */
export async function runIntoTheMiddle(page: Page): Promise<void> {
  await runButton(page).click();
  await page.waitForFunction(() =>
    /, repeat [2-9]/.test(document.querySelector('[role=progressbar]')?.parentElement?.textContent ?? ''),
  );
}

export async function setNumber(page: Page, label: string, value: number): Promise<void> {
  await page.getByLabel(label, { exact: true }).fill(String(value));
}

export async function choosePreset(page: Page, title: string): Promise<void> {
  await page.getByRole('button', { name: /choose a preset/i }).click();
  await page.getByRole('menuitem', { name: title }).click();
}

/** A group of an open menu, by a text in it: its title. */
export function menuGroup(page: Page, title: string) {
  return page.getByRole('menu').getByRole('group').filter({ hasText: title });
}

/** Shows a run of the menu, by its title. */
export async function chooseRun(page: Page, title: string | RegExp): Promise<void> {
  await runsMenu(page).click();
  await page.getByRole('menuitem', { name: title }).first().click();
}

/** Opens a run file as the Open button does. */
export async function openRunFile(page: Page, name: string, content: string | Buffer): Promise<void> {
  await page
    .locator('input[type=file][accept*=json]')
    .setInputFiles({ name, mimeType: 'application/json', buffer: Buffer.from(content) });
}

export async function exportRun(page: Page): Promise<string> {
  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: /^export/i }).click();
  return text(await downloading);
}

async function text(download: Download): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of await download.createReadStream()) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks).toString('utf8');
}
