// The stored outputs of PyTorch, reproduced by the engine on WebGPU in f32 in Chromium.

import { llamaFamilies } from '../fixtures/goldens';
import { test } from './fixtures';
import { checkFamily, openEnginePage } from './goldens';

test('reproduces the goldens on WebGPU: logits, greedy tokens, scores, kept sets', async ({ page }) => {
  test.slow(); // shaders on the processor
  await openEnginePage(page);
  for (const family of llamaFamilies) await test.step(family, () => checkFamily(page, family, 'webgpu'));
});
