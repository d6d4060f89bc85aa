// The page as a page: links, Back and Forward, reloads, two tabs.

import { expect, runButton, test } from './fixtures';
import { serveTinyModel } from './served';
import { chooseRun, menuGroup, openWith, promptField, quickSettings, runsMenu, runToEnd, shownRun } from './workbench';

test('Back undoes what was looked at and Forward does it again; a reload keeps run, view and prompt', async ({
  page,
}) => {
  await serveTinyModel(page);
  await openWith(page, quickSettings);
  const run = await runToEnd(page);
  const full = page.getByRole('radio', { name: 'Full prefill' });
  const pruned = page.getByRole('radio', { name: 'LazyLLM' });
  await expect(pruned).toBeChecked();
  await full.click();
  await expect(page).toHaveURL(/side=full/);
  await page.goBack();
  await expect(pruned).toBeChecked();
  await page.goForward();
  await expect(full).toBeChecked();

  await promptField(page).fill('Typed, not yet run.');
  await page.reload();
  await expect(promptField(page)).toHaveValue('Typed, not yet run.');
  expect(shownRun(page)).toBe(run);
  await expect(full).toBeChecked();
  await expect(page.getByText('Run on this device')).toBeVisible();
  await page.goBack();
  await expect(pruned).toBeChecked();
});

test('two tabs run side by side, and share the runs they keep', async ({ page, context }) => {
  const other = await context.newPage();
  for (const tab of [page, other]) {
    await serveTinyModel(tab);
    await openWith(tab, quickSettings);
  }
  const [mine, theirs] = await Promise.all([runToEnd(page), runToEnd(other)]);
  expect(mine).not.toBe(theirs);
  await other.reload();
  await expect(runButton(other)).toBeEnabled();
  await runsMenu(other).click();
  await expect(menuGroup(other, 'On this device').getByRole('menuitem')).toHaveCount(2);
  await other.keyboard.press('Escape');
  await other.close();
  await expect(page.getByText('Checks pass')).toBeVisible();
});

test('a link to a run of another device shows a recorded one and says so', async ({ page }) => {
  await page.goto('/?run=no-such-run&side=full');
  await expect(page.getByText('The run in this link is not on this device')).toBeVisible();
  await chooseRun(page, 'Find the pass key');
  await expect(page.getByText('The run in this link is not on this device')).toBeHidden();
});
