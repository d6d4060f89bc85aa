// What models take, and what is refused. That the estimate is what a GPU is asked for is tested in tests/browser.

import { describe, expect, it } from 'vitest';
import { syntheticConfigs } from '@/lib/model/catalog';
import { parseConfig } from '@/lib/model/config';
import { checkMemory, estimateMemory, gpuLimits, suggestFit, wasmLimits } from '@/lib/model/memory';
import { neededTensors } from '@/lib/model/shapes';

const spec = (name: string) => parseConfig(syntheticConfigs[name]);
const GB = 1e9;
const usual = { dtype: 'f16', promptLength: 4096, maxNewTokens: 64 } as const;
const parametersOf = (name: string) =>
  [...neededTensors(spec(name)).values()].reduce((sum, shape) => sum + shape.reduce((a, b) => a * b, 1), 0);

describe('estimateMemory', () => {
  it('counts every parameter once on a GPU, a tied head not again', () => {
    for (const name of ['lens-28m', 'Qwen2.5-0.5B', 'Llama-3.2-1B', 'Llama-2-7B']) {
      const half = estimateMemory(spec(name), { ...usual, format: 'f16' });
      expect(half.weights).toBe(2 * parametersOf(name));
      const single = estimateMemory(spec(name), { ...usual, format: 'f32', dtype: 'f32' });
      expect(single.weights).toBe(4 * parametersOf(name));
    }
  });

  it('counts the embedding twice on WASM, where each session holds its own', () => {
    const { weights } = estimateMemory(spec('lens-28m'), { ...usual, format: 'f32', dtype: 'f32', kind: 'wasm' });
    expect(weights).toBe(4 * (parametersOf('lens-28m') + 8192 * 384));
  });

  it('takes little more than half a byte a weight in 4-bit blocks, a byte in 8-bit ones', () => {
    const of = (format: 'q8' | 'q4') => estimateMemory(spec('Llama-2-7B'), { ...usual, format }).weights / GB;
    expect(of('q4')).toBeGreaterThan(3.8);
    expect(of('q4')).toBeLessThan(4.2);
    expect(of('q8')).toBeGreaterThan(7.1);
    expect(of('q8')).toBeLessThan(7.5);
  });

  it('grows with the prompt: KV of Llama-2-7B takes half a megabyte a token in f16', () => {
    const { kv } = estimateMemory(spec('Llama-2-7B'), { ...usual, format: 'q4' });
    expect(kv / (4096 + 64)).toBe(32 * 2 * 4096 * 2);
  });
});

describe('checkMemory', () => {
  const limits = (gigabytes: number) =>
    gpuLimits({ maxBufferSize: 4 * GB, maxStorageBufferBindingSize: gigabytes * GB });

  it('refuses a tensor larger than one buffer of the device, naming both', () => {
    const estimate = estimateMemory(spec('Qwen2.5-0.5B'), { ...usual, format: 'f16' });
    expect(estimate).toMatchObject({ largestBuffer: 151_936 * 896 * 2, largest: 'the weight “embedding”' });
    expect(checkMemory(estimate, limits(0.3))).toBeNull();
    expect(checkMemory(estimate, limits(0.134))).toMatchObject({
      code: 'out-of-memory',
      message: expect.stringMatching(
        /^the weight “embedding” takes 272 MB in one piece, and this device allows 134 MB: /,
      ),
    });
  });

  it('refuses what is more than the heap of WASM, and says which format or prompt would fit', () => {
    const large = { ...usual, dtype: 'f32', kind: 'wasm', format: 'auto' } as const;
    const llama = spec('TinyLlama-1.1B');
    const error = checkMemory(estimateMemory(llama, large), wasmLimits, suggestFit(llama, large, wasmLimits));
    expect(error?.message).toMatch(/^about .* GB are needed, and WASM has 4\.29 GB: choose 8-bit blocks\.$/);
    expect(suggestFit(spec('Llama-2-7B'), large, wasmLimits)).toBe('choose a smaller model, or WebGPU.');
  });

  it('suggests a shorter prompt where smaller numbers alone do not help', () => {
    const gemma = parseConfig({
      ...{ model_type: 'gemma2', num_hidden_layers: 2, hidden_size: 256, num_attention_heads: 8, vocab_size: 1000 },
      ...{ num_key_value_heads: 4, head_dim: 64, intermediate_size: 512, max_position_embeddings: 8192 },
      query_pre_attn_scalar: 64,
    });
    const long = { ...usual, format: 'auto', promptLength: 8192 } as const;
    const device = limits(0.5);
    expect(estimateMemory(gemma, long).largest).toBe('the attention of all heads');
    expect(checkMemory(estimateMemory(gemma, long), device)?.message).toMatch(
      /^the attention of all heads takes 1\.07 GB/,
    );
    expect(suggestFit(gemma, long, device)).toBe('choose a prompt of 4,096 tokens or fewer.');
  });
});
