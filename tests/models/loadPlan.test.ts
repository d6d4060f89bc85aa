// What models take on a device as wished, and what is refused there.

import { describe, expect, it } from 'vitest';
import { formatsOn, type LoadWish, planLoad } from '@/components/models/loadPlan';
import type { Facts, GpuFacts } from '@/lib/capabilities/facts';
import { bundledSpec } from '@/lib/model/catalog';
import { hubModels, specOf } from '@/lib/model/hub/models';

const gpu: Extract<GpuFacts, { at: 'adapter' }> = {
  at: 'adapter',
  name: 'a GPU',
  software: false,
  f16: true,
  subgroupSize: 32,
  maxBufferSize: 4_294_967_296,
  maxStorageBufferBindingSize: 2_147_483_644,
  maxComputeWorkgroupStorageSize: 32_768,
  refused: null,
};
const facts: Facts = {
  ...{ userAgent: '', secureContext: true, crossOriginIsolated: true, threads: 8, jspi: true, gpu },
  storage: { filesRefused: null, quotaBytes: null, usedBytes: null, persisted: null },
};
const withoutGpu: Facts = { ...facts, gpu: { at: 'no-adapter', reason: null } };
const wish: LoadWish = { format: 'auto', backend: 'auto', promptLength: 2048 };
const spec = (name: RegExp) => specOf(hubModels.find(({ repository }) => name.test(repository))!);

it('offers 16-bit floats only where the device computes them', () => {
  expect(formatsOn('auto', facts)).toContain('f16');
  expect(formatsOn('wasm', facts)).not.toContain('f16');
  expect(formatsOn('auto', withoutGpu)).toEqual(['auto', 'f32', 'q8', 'q4']);
});

it('plans for as long a prompt as the model takes', () => {
  expect(planLoad(bundledSpec, { ...wish, promptLength: 100_000 }, facts)?.promptLength).toBe(2048 - 64);
  expect(planLoad(spec(/Llama-3\.2/), { ...wish, promptLength: 100_000 }, facts)?.promptLength).toBe(100_000);
});

describe('Llama 2 7B', () => {
  it('is too large for WASM, and says what to do', () => {
    const plan = planLoad(spec(/Llama-2-7b-hf/), { ...wish, format: 'q8' }, withoutGpu);
    expect(plan).toMatchObject({ kind: 'wasm', problem: { code: 'out-of-memory' } });
    expect(plan?.problem?.message).toMatch(/choose /);
  });

  it('fits the buffers of a GPU in 4 bits, in under a third of its 16-bit size', () => {
    const [half, quarter] = (['f16', 'q4'] as const).map((format) =>
      planLoad(spec(/Llama-2-7b-hf/), { ...wish, format }, facts),
    );
    expect(quarter).toMatchObject({ kind: 'webgpu', problem: null });
    expect(quarter!.estimate.weights / half!.estimate.weights).toBeLessThan(1 / 3);
  });
});

it('a vocabulary larger than a buffer of the GPU goes to WASM where that has room', () => {
  const small: Facts = { ...facts, gpu: { ...gpu, maxStorageBufferBindingSize: 2 ** 27, maxBufferSize: 2 ** 28 } };
  expect(planLoad(spec(/Qwen2\.5-0\.5B/), wish, small)).toMatchObject({ kind: 'wasm', problem: null });
  expect(planLoad(spec(/Qwen2\.5-0\.5B/), { ...wish, backend: 'webgpu' }, small)?.problem?.message).toMatch(
    /embedding/,
  );
});
