// The lesson and the tour as a class uses them: by keyboard, on a phone, in both themes, with no model.

import type { Locator, Page } from '@playwright/test';
import {
  accessibilityFaults,
  expect,
  openWorkbench,
  phone,
  preferTheme,
  sidewaysScroll,
  test,
  THEME_RULES,
} from './fixtures';

const STEPS = 10;

/** What was asked for of models while the page was used; stays empty. */
async function refuseModels(page: Page): Promise<string[]> {
  const asked: string[] = [];
  await page.route(/\/models\/|\.safetensors|\.onnx|\/ort\//, async (route) => {
    asked.push(route.request().url());
    await route.abort();
  });
  await page.addInitScript(() => Object.defineProperty(navigator, 'gpu', { value: undefined }));
  return asked;
}

async function openStep(page: Page, name: string): Promise<void> {
  await page.goto(`/learn?step=${name}`);
  await expect(page.getByRole('article').getByText('From a recorded run').or(words(page))).toBeVisible();
}

const words = (page: Page) => page.getByRole('group', { name: 'Words of the passage' });
const title = (page: Page) => page.getByRole('heading', { level: 2 }).first();
const task = (page: Page) => page.getByRole('article').getByRole('status').first();

/** Presses Tab until the element has the focus. */
async function tabTo(page: Page, target: Locator, most = 60): Promise<void> {
  for (let i = 0; i < most; i++) {
    await page.keyboard.press('Tab');
    if (await target.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error(`${most} presses of Tab do not lead to ${target}`);
}

async function press(page: Page, ...keys: string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

/** Colours in the middle row of the fate map: those of fates, textures and what lies between. */
function coloursOfMap(page: Page): Promise<number> {
  return page
    .locator('.view-canvas canvas')
    .first()
    .evaluate((element) => {
      const canvas = element as HTMLCanvasElement;
      const { data } = canvas.getContext('2d')!.getImageData(0, canvas.height >> 1, canvas.width, 1);
      return new Set(new Uint32Array(data.buffer)).size;
    });
}

/** What each step asks for, done with keys alone from its heading on. */
const doing: Readonly<Record<string, (page: Page) => Promise<void>>> = {
  prefill: async (page) => {
    await tabTo(page, page.getByRole('slider', { name: 'Length of the prompt' }));
    await press(page, 'PageUp', 'PageUp');
  },
  attention: async (page) => {
    await tabTo(page, page.getByRole('radio', { name: 'linear' }));
    await press(page, 'ArrowRight');
  },
  pruning: async (page) => {
    await tabTo(page, page.getByRole('group', { name: /^Prompt of/ }));
    await press(page, 'ArrowRight', 'Enter');
  },
  schedule: async (page) => {
    await tabTo(page, page.getByRole('application', { name: /token fate map/i }));
    await press(page, 'End', 'ArrowLeft', 'ArrowLeft', 'ArrowLeft');
    // The last positions of the map are generated tokens: go on to the prompt's end.
    for (let i = 0; i < 8 && (await task(page).innerText()) !== 'Done'; i++) await press(page, 'Enter', 'ArrowLeft');
  },
  'aux-cache': async (page) => {
    await tabTo(page, page.getByRole('application', { name: /token fate map/i }));
    await press(page, 'Home', 'ArrowRight', 'Enter');
  },
  revival: async (page) => {
    await tabTo(page, page.getByRole('slider', { name: 'Step' }));
    await press(page, 'End');
  },
  loss: async (page) => {
    await tabTo(page, page.getByRole('group', { name: /^Prompt of/ }));
    await press(page, 'ArrowRight', 'Enter');
  },
  speed: async (page) => {
    await tabTo(page, page.getByRole('slider', { name: /^Keep after/ }));
    await press(page, 'PageDown', 'PageDown', 'PageDown', 'PageDown');
  },
  limits: async (page) => {
    await tabTo(page, page.getByRole('slider', { name: 'Length of the answer' }));
    await press(page, 'End');
  },
  try: async (page) => {
    await tabTo(page, words(page).getByRole('button').first());
    await press(page, 'Space', 'ArrowRight', 'Space', 'ArrowDown', 'Space');
    await expect(words(page).getByRole('button', { pressed: true })).toHaveCount(3);
    await expect(page.getByText(/^\d+ of \d+ tokens marked$/)).toBeVisible();
    await tabTo(page, page.getByRole('button', { name: 'See what the model kept' }));
    await press(page, 'Enter');
  },
};

test('the whole lesson is done by keyboard, exercise included, without a model', async ({ page }) => {
  test.setTimeout(180_000);
  const asked = await refuseModels(page);
  await openStep(page, 'prefill');
  for (const [i, [name, act]] of Object.entries(doing).entries()) {
    await expect(page.getByText(`Step ${i + 1} of ${STEPS}`)).toBeVisible();
    if (i > 0) await expect(page).toHaveURL(new RegExp(`step=${name}$`));
    await expect(task(page)).toHaveText('Try this');
    await act(page);
    await expect(task(page), name).toHaveText('Done');
    if (name === 'try') break;
    // From the next button, or with an arrow key where nothing else wants it.
    if (i % 2 === 0) {
      await tabTo(page, page.getByRole('button', { name: /^Next: / }));
      await press(page, 'Enter');
    } else {
      await title(page).focus();
      await press(page, 'ArrowRight');
    }
    await expect(title(page)).toBeFocused();
  }
  const score = page.getByRole('group', { name: 'Your score' });
  await expect(score).toBeFocused();
  await expect(score).toContainText(/\d of \d right/);
  await expect(page.getByRole('link', { name: /task done/ })).toHaveCount(STEPS);
  await page.goBack();
  await expect(page.getByText(`Step 9 of ${STEPS}`)).toBeVisible();
  expect(asked).toEqual([]);
});

test('every step is for everyone on a phone in both themes, and stands still where asked', async ({ page }) => {
  test.setTimeout(180_000);
  await page.setViewportSize(phone);
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  const asked = await refuseModels(page);
  const check = async (name: string) => {
    await preferTheme(page, 'light');
    expect.soft(await accessibilityFaults(page), name).toEqual([]);
    expect.soft(await sidewaysScroll(page), name).toBe(0);
    await preferTheme(page, 'dark');
    expect.soft(await accessibilityFaults(page, THEME_RULES), `${name} in dark`).toEqual([]);
    if (name === 'schedule') expect.soft(await coloursOfMap(page)).toBeGreaterThan(4);
  };
  await openStep(page, 'prefill');
  for (const [i, name] of Object.keys(doing).entries()) {
    if (i > 0) await page.getByRole('button', { name: /^Next: / }).click();
    await expect(page.getByText(`Step ${i + 1} of ${STEPS}`)).toBeVisible();
    await expect(page.getByRole('article').getByText('From a recorded run').or(words(page))).toBeVisible();
    await check(name);
  }
  await words(page).getByRole('button').first().click();
  await page.getByRole('button', { name: 'See what the model kept' }).click();
  await check('a guess that was judged');
  expect(asked).toEqual([]);
});

test('a guess stays within the budget, is judged, and starts anew with another layer', async ({ page }) => {
  await openStep(page, 'try');
  await page.getByRole('combobox', { name: 'Pruned after layer' }).selectOption({ index: 2 });
  const budget = Number(
    await page
      .getByText(/^The model kept/)
      .locator('strong')
      .innerText(),
  );
  const buttons = words(page).getByRole('button');
  for (let i = 0; (await page.getByText(/unmark a word first/).count()) === 0; i++) {
    expect(i).toBeLessThanOrEqual(budget);
    await buttons.nth(i).click();
  }
  await page.getByRole('button', { name: 'Clear', exact: true }).click();
  await expect(page.getByText(`0 of ${budget} tokens marked`)).toBeVisible();
  await buttons.first().click();
  await page.getByRole('button', { name: 'See what the model kept' }).click();
  await expect(page.getByRole('group', { name: 'Your score' })).toContainText(
    /\d+ of \d+ right.*hoosing as many words blindly/s,
  );
  await page.getByRole('combobox', { name: 'Pruned after layer' }).selectOption({ index: 0 });
  await expect(words(page).getByRole('button', { pressed: true })).toHaveCount(0);
});

test('the tour shows the real panels by keyboard, keeps the focus, and gives it back', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.setViewportSize(phone);
  await openWorkbench(page);
  // Offered, not begun.
  const offer = page.getByRole('button', { name: /New here\? Take the tour/ });
  await expect(offer).toBeVisible();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await offer.focus();
  await press(page, 'Enter');
  const stop = page.getByRole('dialog');
  await expect(stop).toContainText('One run, twice');
  for (const [at, title] of ['Time to first token', 'Answers', 'Step by step', 'Token fate map'].entries()) {
    await press(page, 'ArrowRight');
    await expect(stop).toContainText(title);
    await expect(stop).toBeInViewport({ ratio: 1 });
    await press(page, 'Tab');
    expect(await stop.evaluate((element) => element.contains(document.activeElement))).toBe(true);
    if (at % 3 === 0) expect.soft(await accessibilityFaults(page)).toEqual([]);
  }
  for (let at = 6; at <= 10; at++) {
    await press(page, 'ArrowRight');
    await expect(stop).toContainText(`${at} of 10`);
  }
  await press(page, 'Escape');
  await expect(stop).toHaveCount(0);
  const again = page.getByRole('button', { name: 'Tour', exact: true });
  await expect(again).toBeFocused();
  expect(await sidewaysScroll(page)).toBe(0);

  await page.goto('/?tour=1');
  await expect(stop).toContainText('One run, twice');
  await expect(page).not.toHaveURL(/tour/);
});
