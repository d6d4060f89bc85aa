// Runs leave no memory behind on WASM.

import { test } from './fixtures';
import { expectNoGrowth } from './memory';

test('a hundred generations in a row leave the memory of the engine where it was', ({ page }) =>
  expectNoGrowth(page, 'wasm'));
