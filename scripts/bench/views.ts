// What the views of a long run cost the page's main thread: opened, panned, scrubbed, scrolled, pointed at, searched.

import type { Page } from '@playwright/test';
import { drag, point, press, scene, scroll, watch, type SceneTimes } from './frames';

const MAP = '[aria-roledescription="token fate map"]';
const CHART = '[aria-roledescription="importance chart"]';
const PLAYER = '[aria-label="Step player"]';
const TEXT = '.token-box';

/** Opens a run file on the workbench of `url` and measures one scene after the other. */
export async function measureViews(page: Page, url: string, file: string): Promise<SceneTimes[]> {
  const scenes: SceneTimes[] = [];
  const measured = async (name: string, act: () => Promise<number[] | void>) => {
    scenes.push(await scene(page, name, act));
  };
  await watch(page);
  await page.goto(url);
  await page.waitForTimeout(3000);
  await measured('open the file', async () => {
    await page.locator('input[type=file][accept*=json]').setInputFiles(file);
    await page.waitForTimeout(4000); // waiting for a text would search the page, again and again, in the page
  });
  await page.waitForTimeout(1500);
  await measured('zoom the fate map in', async () => {
    for (let i = 0; i < 5; i++) {
      await page.locator(MAP).press('+');
      await page.waitForTimeout(60);
    }
  });
  await measured('pan the fate map, zoomed in', () => drag(page, MAP));
  await page.locator(MAP).press('0');
  await page.locator(MAP).press('+');
  await measured('pan the fate map, nearly whole', () => drag(page, MAP));
  await page.locator(MAP).press('0');
  await measured('point at the fate map', () => point(page, MAP));
  await measured('step through the run', () => press(page, PLAYER, 'ArrowRight', 20));
  await measured('point at the importance chart', () => point(page, CHART));
  await measured('scroll the prompt', () => scroll(page, TEXT, 90));
  await measured('search the prompt', async () => {
    await page.getByRole('searchbox', { name: 'Find in prompt' }).pressSequentially('the pass key', { delay: 80 });
    for (let i = 0; i < 5; i++) await page.getByRole('button', { name: 'Next match' }).click();
  });
  await measured('pin a token', () => page.locator(MAP).click({ position: { x: 400, y: 60 } }));
  await measured('show the other side', async () => {
    await page.getByText('Full prefill', { exact: true }).first().click();
    await page.waitForTimeout(500);
  });
  return scenes;
}
