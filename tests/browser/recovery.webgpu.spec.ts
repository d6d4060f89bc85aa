// What a visitor has left after the GPU is lost: everything, and an engine that starts again.

import { expect, runButton, test } from './fixtures';
import { probeEngine } from './engineProbe';
import { serveTinyModel } from './served';
import {
  longSettings,
  nextRun,
  notice,
  openWith,
  promptField,
  runIntoTheMiddle,
  runToEnd,
  setNumber,
  shownRun,
} from './workbench';

test('a GPU lost in mid-run is asked for anew by the next run; prompt and runs stay', async ({ page }) => {
  test.slow();
  const { watched } = probeEngine(page);
  await serveTinyModel(page, async () => void (await watched));
  await openWith(page, { ...longSettings, repeats: 1, maxNewTokens: 3, backend: 'webgpu' });
  const first = await runToEnd(page);

  await setNumber(page, 'Repeats', 50);
  await runIntoTheMiddle(page);
  expect(await (await watched).evaluate(() => probe.devices.map((device) => device.destroy()).length)).toBe(1);
  await expect(notice(page)).toContainText(/GPU was lost.*run again.*WASM/is);
  await expect(runButton(page)).toBeEnabled();
  await expect(promptField(page)).toHaveValue(longSettings.text);
  const part = await nextRun(page, first);
  await expect(page.getByText('Stopped before the end')).toBeVisible();

  await page.goBack();
  await expect.poll(() => shownRun(page)).toBe(first);
  await setNumber(page, 'Repeats', 1);
  const third = await runToEnd(page);
  expect(new Set([first, part, third]).size).toBe(3);
  await expect(page.getByText('Checks pass')).toBeVisible();
  await expect(page.getByRole('button', { name: /^engine/i })).toContainText('WebGPU f32');
});
