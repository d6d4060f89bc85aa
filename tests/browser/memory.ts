// A hundred generations one after the other, and what the engine holds after the first twenty and after all.

import type { Page } from '@playwright/test';
import { expect } from './fixtures';
import { measureMemory, probeEngine, type MemoryUse } from './engineProbe';
import { serveTinyModel } from './served';
import { openWith, quickSettings, runToEnd } from './workbench';

/** Ten generations a press of Run: five repeats, both sides. */
const settings = { ...quickSettings, repeats: 5, maxNewTokens: 2, text: quickSettings.text.repeat(3) };

/** Keys and values of one such generation: L layers, K and V, some 120 positions, 16 wide, 4 bytes each. */
const GENERATION_BYTES = 4 * 2 * 120 * 16 * 4;

export async function expectNoGrowth(page: Page, backend: 'wasm' | 'webgpu'): Promise<void> {
  const { watched } = probeEngine(page);
  await serveTinyModel(page, async () => void (await watched));
  await openWith(page, { ...settings, backend });
  const after20 = await measureAfter(2);
  const after100 = await measureAfter(8);
  expect(after20.wasmBytes).toBeGreaterThan(0);
  expect(after100.wasmBytes).toBe(after20.wasmBytes);
  // A quarter of what eighty generations would leave behind if none were released.
  expect(after100.heapBytes - after20.heapBytes).toBeLessThan(20 * GENERATION_BYTES);
  if (backend === 'webgpu') expect(after20.gpuBuffers).toBeGreaterThan(0);
  expect(after100.gpuBuffers).toBeLessThanOrEqual(after20.gpuBuffers);
  expect(after100.gpuBytes).toBeLessThanOrEqual(after20.gpuBytes);

  async function measureAfter(runs: number): Promise<MemoryUse> {
    for (let i = 0; i < runs; i++) await runToEnd(page);
    return measureMemory(page, await watched);
  }
}
