// The memory estimate against what the GPU device is really asked for, on SwiftShader.

import { estimateMemory } from '@/lib/model/memory';
import { parseConfig } from '@/lib/model/config';
import { openEntryPage } from './bundle';
import type * as Entry from './engine/memory.entry';
import { expect, test } from './fixtures';

const llama = {
  model_type: 'llama',
  num_hidden_layers: 3,
  hidden_size: 128,
  num_attention_heads: 4,
  num_key_value_heads: 2,
  head_dim: 32,
  intermediate_size: 384,
  vocab_size: 2048,
  max_position_embeddings: 1024,
  rms_norm_eps: 1e-5,
  tie_word_embeddings: true,
};
const untied = { ...llama, tie_word_embeddings: false };
const gemma = { ...llama, model_type: 'gemma2', sliding_window: 64, query_pre_attn_scalar: 32 };

for (const [name, config, format, promptLength] of [
  ['a tied model', llama, 'f32', 16],
  ['a long prompt', llama, 'f32', 512],
  ['an untied model in 8-bit blocks', untied, 'q8', 128],
  ['an untied model in 4-bit blocks', untied, 'q4', 128],
  ['attention with a cap, which has no fused kernel', gemma, 'f32', 200],
] as const) {
  test(`the estimate is what the device is asked for: ${name}`, async ({ page }) => {
    test.slow();
    await openEntryPage(page, 'memory');
    const { loaded, peak, largest } = await page.evaluate(
      async ([config, format, promptLength]) => {
        const { measure } = (await import(`${location.origin}/memory.js`)) as typeof Entry;
        return measure(config, format, promptLength);
      },
      [config, format, promptLength] as const,
    );
    const request = { format, dtype: 'f32', promptLength, maxNewTokens: 2 } as const;
    const estimate = estimateMemory(parseConfig(config), request);
    expect(loaded).toBeGreaterThan(estimate.weights);
    expect(peak / estimate.total).toBeGreaterThan(0.8);
    expect(peak / estimate.total).toBeLessThan(1.1);
    expect(largest / estimate.largestBuffer).toBeGreaterThan(0.9);
    expect(largest / estimate.largestBuffer).toBeLessThan(1.3);
  });
}

test('a GPU that has no room left is named with the tensor and what would help', async ({ page }) => {
  await openEntryPage(page, 'memory');
  const refusal = await page.evaluate(async (config) => {
    const { loadOnFullGpu } = (await import(`${location.origin}/memory.js`)) as typeof Entry;
    return loadOnFullGpu(config, 3);
  }, llama);
  expect(refusal).toMatch(
    /^out-of-memory: the GPU has no room left for tensor "model\..+"; choose 8-bit or 4-bit blocks/,
  );
});
