// The stored outputs of PyTorch, reproduced by the engine on WASM in Chromium.

import { llamaFamilies } from '../fixtures/goldens';
import { expect, test } from './fixtures';
import { checkFamily, openEnginePage } from './goldens';

test('reproduces the goldens on WASM: logits, greedy tokens, scores, kept sets', async ({ page }) => {
  await openEnginePage(page);
  let revived = 0;
  for (const family of llamaFamilies) {
    revived += await test.step(family, () => checkFamily(page, family, 'wasm'));
  }
  expect(revived, 'the schedule revives').toBeGreaterThan(0);
});
