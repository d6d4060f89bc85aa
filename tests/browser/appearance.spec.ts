// What everyone can see and use: both themes, phone and desk, every menu, a failure, still pictures for those who ask for them.

import type { Locator, Page } from '@playwright/test';
import {
  accessibilityFaults,
  expect,
  openWorkbench,
  phone,
  preferTheme,
  runButton,
  sidewaysScroll,
  test,
  THEME_RULES,
} from './fixtures';
import { serveTinyModel } from './served';
import {
  longSettings,
  notice,
  openRunFile,
  openWith,
  quickSettings,
  runIntoTheMiddle,
  runsMenu,
  runToEnd,
  stopButton,
} from './workbench';

const desk = { width: 1440, height: 900 };

/** Things that open over the page, each closed again by Escape. */
const popups: readonly ((page: Page) => Locator)[] = [
  (page) => page.getByRole('button', { name: /choose a preset/i }),
  runsMenu,
  (page) => page.getByRole('button', { name: /^engine/i }),
];

for (const [name, size, theme, other] of [
  ['desk', desk, 'light', 'dark'],
  ['phone', phone, 'dark', 'light'],
] as const) {
  test(`a run, a notice and every menu can be used by everyone on a ${name}`, async ({ page }) => {
    await page.setViewportSize(size);
    await preferTheme(page, theme);
    await serveTinyModel(page);
    await openWith(page, quickSettings);
    if (size === phone) {
      for (const fold of [/^Prompt/, /^Schedule/]) await page.getByRole('button', { name: fold }).click();
    }
    await runToEnd(page);
    await openRunFile(page, 'rubbish.json', 'rubbish');
    await expect(notice(page)).toBeVisible();
    await expectNoFaults(page);
    await preferTheme(page, other);
    expect.soft(await accessibilityFaults(page, THEME_RULES), `in ${other}`).toEqual([]);
    await preferTheme(page, theme);
    for (const popup of popups) {
      await popup(page).click();
      await expect(page.getByRole('menu').or(page.getByRole('dialog'))).toBeVisible();
      await expectNoFaults(page);
      await page.keyboard.press('Escape');
    }
  });
}

async function expectNoFaults(page: Page): Promise<void> {
  expect.soft(await accessibilityFaults(page)).toEqual([]);
  expect.soft(await sidewaysScroll(page)).toBe(0);
}

test('nothing moves for those who asked for less motion, in a run or after it', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await serveTinyModel(page);
  await openWith(page, longSettings);
  const moving = () =>
    page.evaluate(() =>
      document
        .getAnimations()
        .filter(({ playState, effect }) => playState === 'running' && Number(effect?.getComputedTiming().duration) > 1)
        .map(({ effect }) => (effect as KeyframeEffect).target?.outerHTML.slice(0, 120)),
    );
  await runIntoTheMiddle(page);
  expect(await moving()).toEqual([]);
  await stopButton(page).click();
  await expect(runButton(page)).toBeVisible();
  await page.getByRole('radio', { name: 'Full prefill' }).click();
  expect(await moving()).toEqual([]);
});

test('a visitor on a phone sees Run without unfolding anything', async ({ page }) => {
  await page.setViewportSize(phone);
  await openWorkbench(page);
  await expect(runButton(page)).toBeInViewport();
});
