// What the views of a long run cost the page's main thread: opened, panned, scrubbed, scrolled, pointed at, searched.

import type { Page } from '@playwright/test';
import { defaultSettings } from '@/components/engine/settings';
import { parseConfig } from '@/lib/model/config';
import { drag, point, press, scene, scroll, watch, type SceneTimes } from './frames';

const MAP = '[aria-roledescription="token fate map"]';
const CHART = '[aria-roledescription="importance chart"]';
const PLAYER = '[aria-label="Step player"]';
const TEXT = '.token-box';
const HEATMAP = '[aria-roledescription="attention heatmap"]';

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
  for (let i = 0; i < 6; i++) await page.locator(MAP).press('+');
  await measured('pan the fate map, letters in sight', () => drag(page, MAP));
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

/** What is run on the page: random weights of this config.json, with the bundled model's tokenizer. */
export interface LiveRun {
  readonly config: object;
  readonly text: string;
  readonly context: number;
  /** Longest wait for the run and for its attention, in ms. */
  readonly patience: number;
}

/** Types into a long prompt, runs it, and looks at the attention of a middle layer, all in the workbench of `url`. */
export async function measureLiveRun(page: Page, url: string, live: LiveRun): Promise<SceneTimes[]> {
  const { config, text, context, patience } = live;
  const scenes: SceneTimes[] = [];
  const measured = async (name: string, act: () => Promise<number[] | void>) => {
    scenes.push(await scene(page, name, act));
  };
  const spec = parseConfig(config);
  const { layers } = spec;
  const model = {
    source: { kind: 'synthetic', config },
    format: 'auto',
    label: `synthetic:${spec.family}`,
    spec,
    context,
    sizeBytes: null,
    tokenizer: { kind: 'url', url: '/models/lens-28m' },
    chat: false,
  };
  const schedule = [1, 2, 3].map((quarter) => ({ layer: Math.round((quarter * layers) / 4), keep: 0.5 }));
  const settings = {
    ...defaultSettings,
    text,
    presetId: null,
    layers,
    schedule,
    maxNewTokens: 8,
    repeats: 1,
    warmups: 0,
  };
  await page.addInitScript(
    ([chosen, typed]) => {
      localStorage.setItem('lazylens.model.1', chosen);
      localStorage.setItem('lazylens.settings.1', typed);
    },
    [JSON.stringify(model), JSON.stringify({ ...settings, backend: 'wasm' })] as const,
  );
  await watch(page);
  await page.goto(url);
  await page.waitForTimeout(5000);
  await measured('type into the prompt', async () => {
    await page.getByRole('textbox', { name: 'Prompt' }).press('Control+Home');
    await page.keyboard.type('Some words, typed as fast as they come. ', { delay: 40 });
    await page.waitForTimeout(1000);
    for (let i = 0; i < 40; i++) await page.keyboard.press('Backspace');
    await page.waitForTimeout(1000);
  });
  await measured('run', async () => {
    await page.getByRole('button', { name: /^run full prefill/i }).click();
    await page.waitForURL(/run=/, { timeout: patience });
    await page.waitForTimeout(3000);
  });
  // The first pruning layer of the prefill: every token attends to every one before it.
  const attention = page.getByRole('region', { name: 'Attention' });
  await page.getByRole('button', { name: /^First step/ }).click();
  await attention.getByRole('combobox', { name: /^Layer/ }).selectOption(String(Math.round(layers / 4)));
  await measured('compute attention', async () => {
    await attention.getByRole('button', { name: /compute/i }).click();
    await page.locator(HEATMAP).waitFor({ timeout: patience });
    await page.waitForTimeout(500);
  });
  await page.locator(HEATMAP).scrollIntoViewIfNeeded();
  await measured('point at the attention map', () => point(page, HEATMAP));
  for (const key of ['whole', '+', '+', '+', '+']) {
    if (key === '+') for (let i = 0; i < 3; i++) await page.locator(HEATMAP).press('+');
    await measured(`pan the attention map, ${key === '+' ? 'closer' : 'whole'}`, () => drag(page, HEATMAP, 120));
  }
  return scenes;
}
