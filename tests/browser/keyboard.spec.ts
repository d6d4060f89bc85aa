// A run made and read with the keyboard alone.

import type { Locator, Page } from '@playwright/test';
import { expect, test } from './fixtures';
import { serveTinyModel } from './served';
import { nextRun, openWith, promptField, quickSettings } from './workbench';

/** Presses Tab until the control has the focus, checking at each stop that the focus can be seen. */
async function tabTo(page: Page, target: Locator, most = 80): Promise<void> {
  for (let i = 0; i < most; i++) {
    await page.keyboard.press('Tab');
    expect(await invisibleFocus(page), 'a focus that cannot be seen').toBeNull();
    if (await target.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error(`${most} presses of Tab do not lead to ${target}`);
}

/** The element with the focus where nothing marks it: no outline, and no mark of its own inside an SVG. */
function invisibleFocus(page: Page): Promise<string | null> {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (!element || element === document.body) return null;
    const outlined = [element, ...element.children].some((each) => {
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(each);
      return (outlineStyle !== 'none' && parseFloat(outlineWidth) > 0) || boxShadow !== 'none';
    });
    const drawn =
      element instanceof SVGElement &&
      [element, ...element.querySelectorAll('circle')].some((each) => getComputedStyle(each).strokeWidth === '3px');
    return outlined || drawn ? null : element.outerHTML.slice(0, 200);
  });
}

test('a preset is chosen, run and read without a pointer', async ({ page }) => {
  await serveTinyModel(page);
  await openWith(page, quickSettings);
  await tabTo(page, page.getByRole('button', { name: /choose a preset/i }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menu')).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(promptField(page)).not.toHaveValue(quickSettings.text);

  await tabTo(page, page.getByRole('slider', { name: 'Pruning stage 1' }));
  await page.keyboard.press('ArrowRight');
  await expect(page.getByLabel('After layer').first()).toHaveValue('2');

  await tabTo(page, page.getByRole('button', { name: /^run full prefill/i }));
  await page.keyboard.press('Enter');
  await nextRun(page, null);

  await tabTo(page, page.getByRole('slider', { name: 'Step' }));
  const player = page.getByRole('region', { name: 'Step player' });
  await page.keyboard.press('Home');
  await expect(player).toContainText('Prefill');
  await page.keyboard.press('ArrowRight');
  await expect(player).toContainText('Decode step 1');
  await page.keyboard.press('Home');

  await tabTo(page, page.getByRole('application', { name: /token fate map/i }));
  for (const key of ['Home', 'ArrowRight', 'ArrowRight', 'ArrowUp']) await page.keyboard.press(key);
  const readout = page.getByText(/position 2\s*layer 3/);
  await expect(readout).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/token=2/);
});
