// What a visitor has left after the engine's thread dies: everything, and an engine that starts again.

import { expect, runButton, test } from './fixtures';
import { probeEngine } from './engineProbe';
import { serveTinyModel } from './served';
import {
  chooseRun,
  longSettings,
  nextRun,
  notice,
  openWith,
  promptField,
  runIntoTheMiddle,
  runToEnd,
  setNumber,
  shownRun,
  stopButton,
} from './workbench';

test.describe('a worker that crashes', () => {
  test.use({ allowedErrors: [/the floor gave way/] });

  test('is replaced by the next run; prompt and runs stay', async ({ page }) => {
    await serveTinyModel(page);
    const { watched } = probeEngine(page);
    await openWith(page, { ...longSettings, repeats: 1 });
    const first = await runToEnd(page);

    await setNumber(page, 'Repeats', 50);
    await runIntoTheMiddle(page);
    await (
      await watched
    ).evaluate(
      () =>
        void setTimeout(() => {
          throw new Error('the floor gave way');
        }),
    );
    await expect(notice(page)).toContainText(/engine stopped.*the floor gave way.*run again/is);
    await expect(runButton(page)).toBeEnabled();
    await expect(promptField(page)).toHaveValue(longSettings.text);
    const part = await nextRun(page, first);
    await expect(page.getByText('Stopped before the end')).toBeVisible();

    await page.goBack();
    await expect.poll(() => shownRun(page)).toBe(first);
    await expect(page.getByText('Checks pass')).toBeVisible();
    await setNumber(page, 'Repeats', 1);
    const third = await runToEnd(page);
    expect(new Set([first, part, third]).size).toBe(3);
    await expect(page.getByText('Checks pass')).toBeVisible();
    await chooseRun(page, /stopped early/);
    await expect.poll(() => shownRun(page)).toBe(part);
  });

  test('is replaced even if it never says a word again', async ({ page }) => {
    await serveTinyModel(page);
    const { watched } = probeEngine(page);
    await openWith(page, longSettings);
    await runIntoTheMiddle(page);
    await (await watched).evaluate(() => self.close());
    await stopButton(page).click();
    await expect(runButton(page)).toBeEnabled();
    await setNumber(page, 'Repeats', 1);
    await runToEnd(page);
    await expect(page.getByText('Checks pass')).toBeVisible();
  });
});
