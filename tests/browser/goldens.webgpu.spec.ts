// The stored outputs of PyTorch, reproduced by the engine on WebGPU in f32 in Chromium.

import { expect, test } from './fixtures';
import { checkFamily, openEnginePage } from './goldens';

/** Unlike each other: rotations scaled, partial, interleaved, absent; windows, soft caps, linear biases, learned positions; norms. */
const families = [
  'llama_tied_rope_llama3',
  'mistral_sliding',
  'qwen3',
  'gemma2',
  'gemma3_text',
  'phi3',
  'gpt2',
  'gpt_neox',
  'bloom',
  'falcon',
  'cohere',
  'olmo2',
  'smollm3',
];

test('reproduces the goldens on WebGPU: logits, greedy tokens, scores, kept sets', async ({ page }) => {
  test.slow(); // shaders on the processor
  await openEnginePage(page);
  let revived = 0;
  for (const family of families) {
    revived += await test.step(family, () => checkFamily(page, family, 'webgpu'));
  }
  expect(revived, 'the schedule revives').toBeGreaterThan(0);
});
