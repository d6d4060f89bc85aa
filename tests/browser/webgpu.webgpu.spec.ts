// WebGPU on the processor: what the tests that need a GPU rest on.

import { expect, test } from './fixtures';

test('finds a WebGPU adapter', async ({ page }) => {
  await page.goto('/');
  expect(await page.evaluate(async () => Boolean(await navigator.gpu.requestAdapter()))).toBe(true);
});
