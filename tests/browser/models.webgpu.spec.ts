// The Models page with a GPU that has no 16-bit floats: SwiftShader.

import { expect, test } from './fixtures';
import { openModels } from './models';

test('a GPU without 16-bit floats runs in f32, and the report says what that costs', async ({ page }) => {
  await openModels(page);
  const browser = page.getByRole('region', { name: 'This browser' });
  await expect(browser).toContainText('Models run on WebGPU, 32-bit floats');
  const finding = (item: string) => browser.getByRole('listitem').filter({ hasText: item });
  await expect(finding('shader-f16')).toContainText(/twice the memory/);
  await expect(finding('Subgroups')).toContainText('of 4 threads, not used');
  await expect(finding('swiftshader')).toContainText(/emulated on the processor.*WASM/s);
  await expect(page.getByRole('radio', { name: '16‑bit' })).toBeHidden();
});
