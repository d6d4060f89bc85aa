// Runs leave no memory behind on WebGPU.

import { test } from './fixtures';
import { expectNoGrowth } from './memory';

test('a hundred generations in a row leave the memory of engine and GPU where it was', ({ page }) => {
  test.slow();
  return expectNoGrowth(page, 'webgpu');
});
