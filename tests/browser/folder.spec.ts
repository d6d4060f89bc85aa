// Models that the user opens from a folder: choosing, running, formats, chat, token ids, and what does not fit.

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { syntheticConfigs } from '@/lib/model/catalog';
import { readGolden } from '../fixtures/goldens';
import { accessibilityFaults, expect, phone, preferTheme, runButton, sidewaysScroll, test, themes } from './fixtures';
import { tinyConfig, tinyWeights } from './served';
import { exportRun, notice, openWith, promptField, quickSettings, runToEnd } from './workbench';

const template =
  "{% for message in messages %}<|{{ message['role'] }}|>{{ message['content'] }}{% endfor %}{% if add_generation_prompt %}<|assistant|>{% endif %}";

/** Writes a folder of the given name below the test's output. */
async function writeFolder(name: string, files: Record<string, string | Uint8Array>): Promise<string> {
  const folder = join(test.info().outputPath(), name);
  await mkdir(folder, { recursive: true });
  for (const [file, content] of Object.entries(files)) await writeFile(join(folder, file), content);
  return folder;
}

async function goldenFolder(family: string): Promise<string> {
  const { files } = await readGolden(family);
  return writeFolder(family, { 'config.json': files.config, 'model.safetensors': files.safetensors });
}

/** The tiny model of the other tests with the bundled tokenizer and a chat template. */
async function chatFolder(name: string): Promise<string> {
  const tokenizerConfig = JSON.parse(await readFile('public/models/lens-28m/tokenizer_config.json', 'utf8')) as object;
  return writeFolder(name, {
    'config.json': JSON.stringify(tinyConfig),
    'model.safetensors': await tinyWeights(),
    'tokenizer.json': await readFile('public/models/lens-28m/tokenizer.json', 'utf8'),
    'tokenizer_config.json': JSON.stringify({ ...tokenizerConfig, chat_template: template }),
  });
}

function modelMenu(page: Page) {
  return page.getByRole('button', { name: /^Model: / });
}

async function openFolder(page: Page, folder: string): Promise<void> {
  await page.locator('input[webkitdirectory]').setInputFiles(folder);
}

async function openEngine(page: Page) {
  await page.getByRole('button', { name: /^engine/i }).click();
  return page.getByRole('dialog', { name: 'Engine' });
}

test('a checkpoint of another family opens from a folder and runs on token ids; the prompt of before comes back', async ({
  page,
}) => {
  await openWith(page, quickSettings);
  await openFolder(page, await goldenFolder('qwen2'));
  await expect(modelMenu(page)).toHaveAccessibleName(/qwen2/);
  await expect(promptField(page)).toHaveValue(quickSettings.text);
  await expect(page.getByText(/qwen2 has no tokenizer\.json\. Prompts are token ids here/)).toBeVisible();
  await expect(runButton(page)).toBeDisabled();

  await expect(page.getByText('This prompt is text, and the model has no tokenizer here')).toBeVisible();
  await promptField(page).fill('ids: 5, 17, 42, 99, 3, 3, 200');
  await expect(page.getByText(/"200", number 7 of the list, is outside the vocabulary of 160/).first()).toBeVisible();
  await promptField(page).fill('ids: 5, 17, 42, 99, 3, 3, 20');
  await runToEnd(page);
  await expect(page.getByText(/qwen2, WASM f32/)).toBeVisible();
  const exported = JSON.parse(await exportRun(page)) as { pruned: { input: object; model: { id: string } } };
  expect(exported.pruned).toMatchObject({ model: { id: 'qwen2' }, input: { text: '5 17 42 99 3 3 20' } });

  const attention = page.getByRole('region', { name: 'Attention' });
  await attention.getByRole('button', { name: /compute/i }).click();
  await expect(attention.getByLabel(/^Attention of \d+ queries? over \d+ keys/)).toBeVisible();

  await modelMenu(page).click();
  await page.getByRole('menuitem', { name: /lens-28m/ }).click();
  await expect(page.getByText(/has no tokenizer\.json/)).toHaveCount(0);
  await expect(modelMenu(page)).toHaveAccessibleName(/lens-28m/);
  await page.reload();
  await expect(modelMenu(page)).toHaveAccessibleName(/lens-28m/);
});

test('a schedule follows the depth of the model and comes back as it was', async ({ page }) => {
  const schedule = [4, 8, 12].map((layer) => ({ layer, keep: 0.5 }));
  await openWith(page, { ...quickSettings, schedule });
  const preset = page.getByLabel('Schedule preset');
  await expect(preset).toHaveValue('quarters');
  await openFolder(page, await goldenFolder('llama')); // of four layers
  await expect(page.getByLabel('After layer').first()).toHaveValue('1');
  await expect(preset).toHaveValue('quarters');
  await modelMenu(page).click();
  await page.getByRole('menuitem', { name: /lens-28m/ }).click();
  await expect(page.getByLabel('After layer').first()).toHaveValue('4');
});

test('the format of the weights is chosen with its size, and the model is loaded anew in it', async ({ page }) => {
  await openWith(page, quickSettings);
  await openFolder(page, await chatFolder('tiny'));
  await runToEnd(page);
  const engine = await openEngine(page);
  await expect(engine.getByText(/as stored/)).toBeVisible();
  await engine.getByRole('radio', { name: /^8-bit blocks/ }).check();
  await page.keyboard.press('Escape');
  await runToEnd(page);
  await expect(await openEngine(page)).toContainText('8-bit blocks, the rest f32');
});

test('an instruct model gets its chat template until it is switched off; the editor keeps what was typed', async ({
  page,
}) => {
  await openWith(page, { ...quickSettings, text: 'Where is Ada?' });
  await openFolder(page, await chatFolder('tiny-Instruct'));
  const chat = page.getByRole('checkbox', { name: /chat message/ });
  await expect(chat).toBeChecked();
  const textOf = async () =>
    (JSON.parse(await exportRun(page)) as { full: { input: { text: string } } }).full.input.text;
  await runToEnd(page);
  expect(await textOf()).toBe('<|user|>Where is Ada?<|assistant|>');
  await expect(promptField(page)).toHaveValue('Where is Ada?');
  await promptField(page).fill('Something else');
  await page.getByRole('button', { name: /^Reuse/ }).click();
  await expect(promptField(page)).toHaveValue('Where is Ada?');
  await expect(chat).toBeChecked();

  await chat.uncheck();
  await runToEnd(page);
  expect(await textOf()).toBe('Where is Ada?');
});

test('a base model with a template is not chatted with unless asked', async ({ page }) => {
  await openWith(page, quickSettings);
  await openFolder(page, await chatFolder('tiny-base'));
  await expect(page.getByRole('checkbox', { name: /chat message/ })).not.toBeChecked();
});

test('a model too large for this device is refused before a weight is read, with what would help', async ({ page }) => {
  await openWith(page, quickSettings);
  const config = JSON.stringify(syntheticConfigs['TinyLlama-1.1B']);
  await openFolder(page, await writeFolder('large', { 'config.json': config }));
  await promptField(page).fill('ids: 1, 2, 3');
  await expect(page.getByText(/^Does not fit: .* and WASM has 4\.29 GB: choose 8-bit blocks\.$/)).toBeVisible();
  await expect(runButton(page)).toBeDisabled();
  const engine = await openEngine(page);
  await engine.getByRole('radio', { name: /^4-bit blocks/ }).check();
  await page.keyboard.press('Escape');
  await expect(runButton(page)).toBeEnabled();
  await runButton(page).click();
  await expect(notice(page)).toContainText(/folder "large" has no model\.safetensors/);
});

test('a folder that holds no model is refused by name, and the model before stays', async ({ page }) => {
  await openWith(page, quickSettings);
  await openFolder(page, await writeFolder('letters', { 'a.txt': 'Dear Ada' }));
  await expect(notice(page)).toContainText(/holds no config\.json|is no model/);
  await openFolder(page, await writeFolder('other', { 'config.json': '{"model_type": "mamba"}' }));
  await expect(notice(page).first()).toContainText(/model_type "mamba" is not supported/);
  await expect(modelMenu(page)).toHaveAccessibleName(/lens-28m/);
  await expect(runButton(page)).toBeEnabled();
});

test('files of a model that are dropped together open as one', async ({ page }) => {
  await openWith(page, quickSettings);
  const { files } = await readGolden('llama');
  const dropped = await page.evaluateHandle(
    ([config, weights]) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([config], 'config.json'));
      transfer.items.add(new File([Uint8Array.from(weights)], 'model.safetensors'));
      return transfer;
    },
    [files.config, [...files.safetensors.subarray(0, 1000)]] as const,
  );
  await page.getByRole('heading', { level: 1 }).dispatchEvent('drop', { dataTransfer: dropped });
  await expect(modelMenu(page)).toHaveAccessibleName(/dropped files 4 layers, 1 kB/);
});

test('the menu opens a folder by keyboard alone', async ({ page }) => {
  await openWith(page, quickSettings);
  const choosing = page.waitForEvent('filechooser');
  await modelMenu(page).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menu')).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('menuitem', { name: /Open a folder/ })).toBeFocused();
  await page.keyboard.press('Enter');
  await (await choosing).setFiles(await goldenFolder('gpt2'));
  await expect(modelMenu(page)).toHaveAccessibleName(/gpt2/);
});

for (const theme of themes) {
  test(`the menu, a model without tokenizer and the engine’s formats have no serious accessibility fault in ${theme}`, async ({
    page,
  }) => {
    await preferTheme(page, theme);
    await openWith(page, quickSettings);
    await openFolder(page, await goldenFolder('qwen2'));
    await expect(page.getByText(/Prompts are token ids here/)).toBeVisible();
    await openEngine(page);
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await modelMenu(page).click();
    expect(await accessibilityFaults(page)).toEqual([]);
  });
}

test('on a phone nothing of it is wider than the screen', async ({ page }) => {
  await page.setViewportSize(phone);
  await openWith(page, quickSettings);
  await openFolder(page, await goldenFolder('qwen2'));
  await expect(modelMenu(page)).toHaveAccessibleName(/qwen2/);
  expect(await sidewaysScroll(page)).toBe(0);
  await modelMenu(page).click();
  expect(await sidewaysScroll(page)).toBe(0);
});
