// Stop: heard within one layer, and nothing computed is thrown away.

import { expect, runButton, test } from './fixtures';
import { logEngineMessages, probeEngine } from './engineProbe';
import { serveTinyModel } from './served';
import {
  longSettings,
  nextRun,
  openWith,
  promptField,
  quickSettings,
  runIntoTheMiddle,
  runToEnd,
  stopButton,
} from './workbench';

test('Stop in the middle of a prefill lets one layer end and no more; the next run works', async ({ page }) => {
  const { watched } = probeEngine(page);
  const schedule = [{ layer: 8, keep: 0.5 }];
  await logEngineMessages(page);
  // The bundled model: a layer of some 600 tokens takes much longer than a message.
  await openWith(page, { ...quickSettings, schedule, text: quickSettings.text.repeat(20) });
  await runButton(page).click();
  const worker = await watched;
  await expect(page.getByText(/prefill, layer [2-9] of 16/)).toBeVisible({ timeout: 60_000 });
  await stopButton(page).click();
  await expect.poll(() => page.evaluate(() => engineLog.some(({ type }) => type === 'aborted'))).toBe(true);
  const asked = await page.evaluate(() => engineLog.find(({ type }) => type === 'abort')?.at ?? NaN);
  const layers = await worker.evaluate(() => probe.layers);
  expect(layers.filter((at) => at < asked).length).toBeGreaterThan(0);
  expect(layers.filter((at) => at > asked).length).toBeLessThanOrEqual(1);

  await expect(runButton(page)).toBeEnabled();
  await promptField(page).fill(quickSettings.text);
  await runToEnd(page);
  await expect(page.getByText('Checks pass')).toBeVisible();
});

test('Stop keeps the steps computed until then as a run, and the prompt', async ({ page }) => {
  await serveTinyModel(page);
  await openWith(page, longSettings);
  await runIntoTheMiddle(page);
  await stopButton(page).click();
  await nextRun(page, null);
  await expect(page.getByText('Stopped before the end')).toBeVisible();
  await expect(page.getByText('Checks pass')).toBeVisible();
  await expect(promptField(page)).toHaveValue(longSettings.text);
});
