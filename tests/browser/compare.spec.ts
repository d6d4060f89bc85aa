// Two runs side by side, as someone does it who follows a link: no model, no GPU, any screen.

import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { publishedSchema } from '@/lib/experiment/publication';
import { accessibilityFaults, expect, phone, preferTheme, sidewaysScroll, test } from './fixtures';
import { downloadFrom } from './figures';

const passkey = readFileSync('public/experiments/passkey.json', 'utf8');

/** The pass key run under another id and title, as a file that someone else exported. */
function copyOf(id: string, title: string): { name: string; mimeType: string; buffer: Buffer } {
  const text = JSON.stringify({ ...JSON.parse(passkey), id, title });
  return { name: `${id}.json`, mimeType: 'application/json', buffer: Buffer.from(text) };
}

function differenceMap(page: Page) {
  return page.getByRole('application', { name: /^Difference map/ });
}

function figure(page: Page, name: string) {
  return page.getByRole('row').filter({ has: page.getByRole('rowheader', { name, exact: true }) });
}

/** Parts of the page come one after the other; the chart or its empty state is the last. */
async function openComparison(page: Page, query: string): Promise<void> {
  await page.goto(`/compare?${query}`);
  await expect(differenceMap(page)).toBeVisible();
  await expect(page.getByRole('region', { name: 'Score differences' })).toBeVisible();
}

test('a link opens a comparison, Back undoes every choice, and a reload shows the same', async ({ page }) => {
  const models: string[] = [];
  page.on('request', (request) => {
    if (request.url().includes('/models/')) models.push(request.url());
  });
  await openComparison(page, 'a=recorded:passkey&b=recorded:passkey&sa=full');
  await expect(figure(page, 'Time to first token')).toContainText(/B 2\.\d+× faster \(/);
  await expect(figure(page, 'KL from A to B')).toContainText('9.1e-6 nats');
  await expect(page.getByRole('row', { name: 'Mode Full prefill LazyLLM' })).toBeVisible();
  await expect(page.getByText(/The runs differ in 5,340 of the 10,064 token-layers/)).toBeVisible();
  await expect(page.getByText('A scored nothing in prefill')).toBeVisible();

  await page.getByRole('button', { name: 'Step forward' }).click();
  await expect(page).toHaveURL(/step=1/);
  await expect(page.getByRole('region', { name: 'Step of both runs' })).toContainText('Decode step 1 of 6');
  await differenceMap(page).click({ position: { x: 200, y: 80 } });
  await expect(page).toHaveURL(/token=\d+/);
  const pinned = page.url();
  await page.getByRole('radio', { name: 'Full prefill' }).last().click();
  await expect(page.getByText(/^A and B are the same run/)).toBeVisible();
  await expect(page).toHaveURL(/sb=full/);
  await page.goBack();
  await expect(page).toHaveURL(pinned);
  await expect(page.getByText(/^A and B are the same run/)).toBeHidden();

  await page.reload();
  for (const name of ['Difference map', 'Fate map of A', 'Fate map of B']) {
    await expect(page.getByRole('region', { name }).locator('.view-readout')).toContainText(/position \d+/);
  }
  await expect(page).toHaveURL(pinned);
  await page.getByRole('button', { name: 'Swap A and B' }).click();
  await expect(page).toHaveURL(/sb=full/);
  await expect(figure(page, 'Time to first token')).toContainText(/B 2\.\d+× slower \([12]\.\d+× – [23]\.\d+×\)/);
  const swapped = page.url();
  await page.getByRole('button', { name: 'Step forward' }).click();
  await expect(page).toHaveURL(/step=1/);
  await page.goBack();
  await expect(page, 'the step is undone, the choice before it is not').toHaveURL(swapped);
  expect(models, 'no model is asked for').toEqual([]);
});

test('a run against itself is zero everywhere', async ({ page }) => {
  await openComparison(page, 'a=recorded:passkey&b=recorded:passkey');
  await expect(page.getByText(/^A and B are the same run, so nothing differs/)).toBeVisible();
  for (const name of [
    'Time to first token',
    'Computed in prefill',
    'Prompt computed by the end',
    'KL from full prefill',
  ]) {
    await expect(figure(page, name).getByRole('cell').last()).toHaveText('equal');
  }
  await expect(figure(page, 'KL from A to B')).toContainText('no difference among 10 shared candidates');
  await expect(figure(page, 'Output').getByRole('cell').last()).toHaveText('identical');
  await expect(page.getByText(/^None\. The same in both/)).toBeVisible();
  for (let step = 0; ; step++) {
    await expect(page.getByText(/^No difference: both runs keep the same/)).toBeVisible();
    await expect(page.getByText('Every score is equal.')).toBeVisible();
    await expect(differenceMap(page)).toHaveAccessibleName(/ 0 only in A, 0 only in B/);
    const forward = page.getByRole('button', { name: 'Step forward' });
    if (await forward.isDisabled()) break;
    await forward.click();
    await expect(page).toHaveURL(new RegExp(`step=${step + 1}`));
  }
});

test('a run from a file is compared, kept on this device and found again', async ({ page }) => {
  await page.goto('/compare');
  await expect(page.getByText('Choose a run for A and one for B')).toBeVisible();
  await page.getByRole('combobox', { name: 'Run A' }).selectOption({ label: 'Complete a sentence: pruning loses' });
  const place = page.getByRole('region', { name: 'Run B' });
  await place
    .locator('input[type=file]')
    .setInputFiles({ name: 'x.json', mimeType: 'application/json', buffer: Buffer.from('{}') });
  await expect(page.getByRole('main').getByRole('alert')).toBeVisible();
  await place.locator('input[type=file]').setInputFiles(copyOf('a-copy', 'A colleague’s pass key'));
  await expect(page).toHaveURL(/a=recorded:quotation&b=own:a-copy/);
  await expect(page.getByRole('main').getByRole('alert')).toBeHidden();
  await expect(page.getByText(/^The prompts have too little in common/)).toBeVisible();
  await expect(figure(page, 'Output')).toContainText('parts at token 1');

  await page.reload();
  await expect(differenceMap(page)).toBeVisible();
  await page.getByRole('combobox', { name: 'Run A' }).selectOption({ label: 'Find the pass key' });
  await expect(page.getByText(/^The prompts are the same 629 tokens/)).toBeVisible();
  await expect(page.getByText(/^No difference: both runs keep the same/)).toBeVisible();

  await page.goto('/compare?a=recorded:passkey&b=own:nowhere');
  await expect(place.getByRole('alert')).toContainText('no longer on this device');
  await expect(place.getByRole('button', { name: 'Try again' })).toHaveCount(0);

  await page.route('**/experiments/quotation.json', (route) => route.fulfill({ body: '{' }), { times: 1 });
  await page.goto('/compare?a=recorded:passkey&b=recorded:quotation');
  await place.getByRole('button', { name: 'Try again to open run B' }).click();
  await expect(differenceMap(page)).toBeVisible();
});

test.describe('a published run', () => {
  /** What a browser logs of its own accord when nothing is published under an id. */
  test.use({ allowedErrors: [/status of 404/] });

  test('is compared by its link, found again after a reload, and missed once it is deleted', async ({
    page,
    request,
  }) => {
    const publish = async (title: string) => {
      const data = { version: 1, title, note: '', author: 'Ada', run: JSON.parse(passkey) };
      const answer = await request.post('/api/experiments', { data });
      return publishedSchema.parse(await answer.json());
    };
    const [kept, deleted] = [await publish('Compared by Ada'), await publish('Deleted by Ada')];
    await page.goto('/compare?b=recorded:static');
    await page.getByRole('button', { name: /^Link of a published run as run A/ }).click();
    await page.getByLabel('Link or id of a published run').fill(`https://lens.example/e/${kept.id}?step=2`);
    await page.keyboard.press('Enter');
    await expect(differenceMap(page)).toBeVisible();
    await expect(page).toHaveURL(
      new RegExp(`a=published:${kept.id}&b=recorded:static|b=recorded:static&a=published:${kept.id}`),
    );
    const place = page.getByRole('region', { name: 'Run A' });
    await expect(place.getByRole('combobox')).toContainText('Compared by Ada');
    await expect(place.getByRole('link', { name: /^Open this run/ })).toHaveAttribute('href', `/e/${kept.id}`);
    await page.getByRole('button', { name: 'Step forward' }).click();
    await expect(page).toHaveURL(/step=1/);
    await page.reload();
    await expect(page.getByRole('region', { name: 'Step of both runs' })).toContainText('Decode step 1');
    await expect(place.getByRole('combobox')).toContainText('Compared by Ada');
    await page
      .getByRole('region', { name: 'Run B' })
      .getByRole('combobox')
      .selectOption({ label: 'Find the pass key' });
    await expect(page.getByText(/^No difference: both runs keep the same/)).toBeVisible();
    await page.goBack();
    await expect(page).toHaveURL(/b=recorded:static/);
    await expect(page.getByText(/^The runs differ in/)).toBeVisible();
    const cited = await downloadFrom(page, 'Difference map', 'Citation of both runs and paper', 'BibTeX');
    expect(cited.body.toString()).toMatch(new RegExp(`author +=  *\\{\\{Ada\\}\\},[^@]*/e/${kept.id}\\}`));

    const authorization = `Bearer ${deleted.deleteKey}`;
    await request.delete(`/api/experiments/${deleted.id}`, { headers: { authorization } });
    await page.goto(`/compare?a=published:${deleted.id}&b=recorded:static`);
    await expect(place.getByRole('alert')).toContainText('No run is published under this link: it was deleted');
    await expect(page.getByText(/^Choose another run for A\./)).toBeVisible();
    expect(await accessibilityFaults(page)).toEqual([]);
  });
});

test('the two maps and their difference are read with the keyboard, as maps and as tables', async ({ page }) => {
  await openComparison(page, 'a=recorded:passkey&b=recorded:passkey&sa=full');
  await differenceMap(page).focus();
  for (const key of ['Home', 'ArrowRight', 'ArrowRight', 'ArrowUp']) await page.keyboard.press(key);
  const map = page.getByRole('region', { name: 'Difference map' });
  await expect(map.locator('.view-readout')).toContainText(
    /layer 15.*(only in A|kept in both).*A: position 2.*B: position 2/,
  );
  for (const name of ['Fate map of A', 'Fate map of B']) {
    await expect(page.getByRole('region', { name }).locator('.view-readout')).toContainText(/position 2\s*layer 15/);
  }
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/token=2/);
  await expect(page).toHaveURL(/layer=15/);
  await page.keyboard.press('Escape');
  await expect(page).not.toHaveURL(/token=2/);

  await map.getByRole('button', { name: 'Show as table' }).press('Enter');
  await map.getByRole('combobox', { name: 'Tokens' }).selectOption('only in A');
  await expect(map.getByText(/^550 tokens, page 1 of 6/)).toBeVisible();
  await expect(map.getByRole('row').nth(1)).toContainText('only in A');

  await openComparison(page, 'a=recorded:passkey&b=recorded:passkey&layer=4');
  const chart = page.getByRole('application', { name: /^Scores of A minus scores of B after layer 4/ });
  await chart.focus();
  await page.keyboard.press('Home');
  await expect(page.getByRole('region', { name: 'Score differences' }).locator('.view-readout')).toContainText(
    'difference 0',
  );
});

test('attention of both is computed by the model that made them, and subtracted', async ({ page }) => {
  await openComparison(page, 'a=recorded:passkey&b=recorded:passkey&sa=full&layer=5');
  const attention = page.getByRole('region', { name: 'Attention', exact: true });
  await attention.getByRole('button', { name: /^Load lens-28m .*and compute/ }).click();
  // Full prefill has every token in layer 5, LazyLLM half of them.
  const map = attention.getByRole('application');
  await expect(map).toHaveAccessibleName(/^Attention of 315 queries over 315 keys, layer 5/, { timeout: 90_000 });
  await attention.getByRole('radio', { name: 'A', exact: true }).check({ force: true });
  await expect(map).toHaveAccessibleName(/^Attention of 629 queries over 629 keys, layer 5/);
  const figure = await downloadFrom(page, 'Attention', 'Heatmap', 'SVG');
  expect(figure.body.toString()).toContain(
    '<title>Attention, layer 5, mean over heads: A, Full prefill, prefill</title>',
  );
});

for (const theme of ['light', 'dark'] as const) {
  test(`a comparison can be used by everyone on a phone and at a desk in ${theme}`, async ({ page }) => {
    await preferTheme(page, theme);
    for (const size of [{ width: 1440, height: 900 }, phone]) {
      await page.setViewportSize(size);
      await openComparison(page, 'a=recorded:passkey&b=recorded:quotation&token=3');
      expect.soft(await accessibilityFaults(page)).toEqual([]);
      expect.soft(await sidewaysScroll(page)).toBe(0);
    }
    await page.getByRole('region', { name: 'Difference map' }).getByRole('button', { name: 'Show as table' }).click();
    expect.soft(await accessibilityFaults(page)).toEqual([]);
    expect.soft(await sidewaysScroll(page)).toBe(0);
    await page.goto('/compare');
    await expect(page.getByText('Choose a run for A and one for B')).toBeVisible();
    expect.soft(await accessibilityFaults(page)).toEqual([]);
  });
}

test('the workbench leads to a comparison of the run that it shows', async ({ page }) => {
  await page.goto('/?run=passkey');
  await page.getByRole('link', { name: /^Compare this run/ }).click();
  await expect(page).toHaveURL(/\/compare\?a=recorded(:|%3A)passkey/);
  await page.getByRole('combobox', { name: 'Run B' }).selectOption({ label: 'Complete a sentence: pruning loses' });
  await expect(differenceMap(page)).toBeVisible();
});
