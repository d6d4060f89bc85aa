// Figures and tables as files: what is downloaded is what is shown, another program reads it, and a run file brings the same views back.

import { csvRows } from '../figures/csv';
import { accessibilityFaults, expect, openWorkbench, test } from './fixtures';
import { differenceFromCanvas, downloadFrom, drawnViews, likeness, MARKS_AT, ROUNDING, rsvgPng } from './figures';
import { serveTinyModel } from './served';
import { exportRun, openRunFile, openWith, quickSettings, runToEnd } from './workbench';
import type { Page } from '@playwright/test';

/** Two device pixels a CSS pixel, as the files have. */
test.use({ deviceScaleFactor: 2 });

const figures = [
  { panel: 'Pruning schedule', label: 'Diagram' },
  { panel: 'Time to first token', label: 'Chart' },
  { panel: 'Side and step', label: 'Timeline' },
  { panel: 'Token fate map', label: 'Map' },
  { panel: 'Importance', label: 'Chart' },
] as const;

async function figureFiles(page: Page, panel: string, label: string) {
  const svg = await downloadFrom(page, panel, label, 'SVG');
  const png = await downloadFrom(page, panel, `${label}, twice the pixels`, 'PNG');
  return { svg: svg.body, png: png.body, name: svg.name };
}

async function checkAgainstRsvg(page: Page, files: { svg: Buffer; png: Buffer; name: string }): Promise<void> {
  const seen = await likeness(page, { ...files, other: await rsvgPng(files.svg) });
  expect(seen.otherSize, files.name).toEqual(seen.size);
  expect(seen.missingTexts, files.name).toEqual([]);
  expect(seen.mean, files.name).toBeLessThan(1);
  expect(seen.farShare, files.name).toBeLessThan(0.002);
}

test('every figure as SVG opens in librsvg and looks as its PNG does, zoomed and pinned as on the screen, light and dark', async ({
  page,
}) => {
  await page.goto('/?token=20');
  const map = page.getByRole('application', { name: /^Token fate map/ });
  await expect(page.getByRole('button', { name: 'Download: Importance' })).toBeVisible();
  for (const { panel, label } of figures) await checkAgainstRsvg(page, await figureFiles(page, panel, label));

  await page.emulateMedia({ colorScheme: 'dark' });
  await map.focus();
  for (let i = 0; i < 8; i++) await page.keyboard.press('+');
  const zoomed = await figureFiles(page, 'Token fate map', 'Map');
  await checkAgainstRsvg(page, zoomed);
  expect(zoomed.svg.toString()).toContain('wrapped'); // the pinned token's text stands below its column
  expect(zoomed.svg.toString()).toMatch(/<desc>Fate of each of 635 positions .*\/gallery\/passkey<\/desc>/);
});

test('a PNG holds the pixels of the screen', async ({ page }) => {
  await openWorkbench(page);
  await expect(page.getByRole('button', { name: 'Download: Importance' })).toBeVisible();
  await page.getByRole('application', { name: /^Token fate map/ }).focus();
  for (let i = 0; i < 3; i++) await page.keyboard.press('+');
  const map = await figureFiles(page, 'Token fate map', 'Map');
  const cells = '[aria-roledescription="token fate map"] canvas';
  // The mark of the selected layer lies over the canvas, left of the plot.
  expect(await differenceFromCanvas(page, cells, map.png, { ...MARKS_AT, skip: 60 })).toBeLessThanOrEqual(ROUNDING);
  const chart = await figureFiles(page, 'Importance', 'Chart');
  const bars = '[aria-roledescription="importance chart"] canvas';
  expect(await differenceFromCanvas(page, bars, chart.png, MARKS_AT)).toBeLessThanOrEqual(ROUNDING);
});

test('figures and tables of a comparison hold what the page shows, and say of which runs', async ({ page }) => {
  const query = 'a=recorded:sink&b=recorded:misled&layer=8';
  await page.goto(`/compare?${query}`);
  await expect(page.getByRole('button', { name: 'Download: Score differences' })).toBeVisible();
  const differenceMap = page.getByRole('application', { name: /^Difference map/ });
  await differenceMap.focus();
  for (let i = 0; i < 8; i++) await page.keyboard.press('+');
  const map = await figureFiles(page, 'Difference map', 'Map');
  const chart = await figureFiles(page, 'Score differences', 'Chart');
  const canvas = (of: string) => `[aria-roledescription="${of}"] canvas`;
  expect(
    await differenceFromCanvas(page, canvas('difference map'), map.png, { ...MARKS_AT, skip: 60 }),
  ).toBeLessThanOrEqual(ROUNDING);
  expect(
    await differenceFromCanvas(page, canvas('chart of score differences'), chart.png, MARKS_AT),
  ).toBeLessThanOrEqual(ROUNDING);

  await page.emulateMedia({ colorScheme: 'dark' });
  await differenceMap.focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/token=0/);
  const drawn = [
    await figureFiles(page, 'Difference map', 'Map'),
    await figureFiles(page, 'Score differences', 'Chart'),
    await figureFiles(page, 'Fate map of B', 'Map'),
  ];
  for (const files of drawn) {
    await checkAgainstRsvg(page, files);
    const [, description = ''] = /<desc>(.*)<\/desc>/.exec(files.svg.toString()) ?? [];
    expect(description).toMatch(/ A: run “The first token takes its share” .* B: run “Revival misleads” /);
    expect(description.replaceAll('&amp;', '&')).toContain(`/compare?${query}&token=0`);
  }
  expect(drawn[2]?.name).toMatch(/-b-fate-map-prefill\.svg$/);

  const { body } = await downloadFrom(page, 'Difference map', 'Difference of every token', 'CSV');
  const differing = csvRows(body.toString()).filter(({ difference }) => /only/.test(difference ?? '')).length;
  const legend = page
    .getByRole('list', { name: 'Tokens at layer 8' })
    .getByRole('listitem')
    .filter({ hasText: 'only' });
  const counts = (await legend.allInnerTexts()).map((text) => Number(text.replace(/.*\s/s, '').replace(',', '')));
  expect(counts).toHaveLength(2);
  expect(differing).toBe(counts.reduce((sum, count) => sum + count));
  const figures = await downloadFrom(page, 'Figures', 'Figures', 'CSV');
  expect(figures.body.toString()).toMatch(/^kl_a_to_b_at_least,nats,,,\d/m);
});

test('a run saved and opened again gives the same views to the pixel, and the same tables', async ({ page }) => {
  await openWorkbench(page);
  await expect(page.getByRole('button', { name: 'Download: Importance' })).toBeVisible();
  const before = await drawnViews(page);
  expect(before.canvases.length).toBeGreaterThanOrEqual(2);
  expect(before.charts.length).toBeGreaterThanOrEqual(2);

  await openRunFile(page, 'once.json', await exportRun(page));
  await expect(page.getByText('From a file', { exact: true })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Download: Importance' })).toBeVisible();
  await expect(async () => expect(await drawnViews(page)).toEqual(before)).toPass();
  // Of the file: the recorded run itself holds the scores of decode steps more coarsely than an export does.
  const scores = await downloadFrom(page, 'Importance', 'Scores of this step', 'CSV');

  await openRunFile(page, 'again.json', await exportRun(page));
  await expect(async () => expect(await drawnViews(page)).toEqual(before)).toPass();
  const again = await downloadFrom(page, 'Importance', 'Scores of this step', 'CSV');
  expect(again.body.equals(scores.body)).toBe(true);
  const { body } = await downloadFrom(page, 'Time to first token', 'Citation of run and paper', 'BibTeX');
  expect(body.toString()).toContain('fu2024lazyllm');
  expect(body.toString()).not.toContain('localhost'); // nobody else can open this run
});

test('the menu works by keyboard; its tables hold what the page shows', async ({ page }) => {
  await openWorkbench(page);
  const button = page.getByRole('button', { name: 'Download: This step' });
  await button.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menuitem', { name: 'Next token CSV' })).toBeFocused();
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.keyboard.press('ArrowDown');
  const downloading = page.waitForEvent('download');
  await page.keyboard.press('Enter');
  expect((await downloading).suggestedFilename()).toBe('lazylens-find-the-pass-key-caches-decode-1.csv');
  await expect(button).toBeFocused();
  const caches = await downloadFrom(page, 'This step', 'Caches after this step', 'CSV');
  const table = page.getByRole('table').filter({ hasText: 'run now' });
  expect(csvRows(caches.body.toString()).map(({ kv, aux }) => [kv, aux])).toEqual(
    await table
      .locator('tbody tr')
      .evaluateAll((rows) =>
        rows.map((row) =>
          [...row.querySelectorAll('td')].slice(1, 3).map((cell) => cell.textContent?.replace(',', '')),
        ),
      ),
  );
});

test('an attention map of a run made here is a figure too', async ({ page }) => {
  await serveTinyModel(page);
  await openWith(page, quickSettings);
  await runToEnd(page);
  await page.getByRole('button', { name: 'Compute attention' }).click();
  await expect(page.getByRole('application', { name: /^Attention of/ })).toBeVisible();
  const files = await figureFiles(page, 'Attention', 'Heatmap');
  await checkAgainstRsvg(page, files);
  const cells = '[aria-roledescription="attention heatmap"] canvas';
  expect(await differenceFromCanvas(page, cells, files.png, MARKS_AT)).toBeLessThanOrEqual(ROUNDING);
});
