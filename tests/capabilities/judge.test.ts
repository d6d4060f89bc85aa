// What is said of a browser: the machine it makes, what is missing, what follows and what helps.

import { describe, expect, it } from 'vitest';
import type { Facts, GpuFacts } from '@/lib/capabilities/facts';
import { judge, machineName, machineOf } from '@/lib/capabilities/judge';
import { reportText } from '@/lib/capabilities/report';

const agents = {
  chromeLinux: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36',
  chromeWindows:
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36',
  oldEdge:
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/110.0.0.0 Safari/537.36 Edg/110.0.0.0',
  firefoxLinux: 'Mozilla/5.0 (X11; Linux x86_64; rv:148.0) Gecko/20100101 Firefox/148.0',
  safari:
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15',
  iphone:
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/150.0 Mobile/15E148 Safari/604.1',
  unknown: 'something else',
} as const;

const gpu: Extract<GpuFacts, { at: 'adapter' }> = {
  at: 'adapter',
  name: 'nvidia ada',
  software: false,
  f16: true,
  subgroupSize: 32,
  maxBufferSize: 4_294_967_296,
  maxStorageBufferBindingSize: 2_147_483_644,
  maxComputeWorkgroupStorageSize: 32_768,
  refused: null,
};

const best: Facts = {
  userAgent: agents.chromeWindows,
  secureContext: true,
  crossOriginIsolated: true,
  threads: 8,
  jspi: true,
  gpu,
  storage: { filesRefused: null, quotaBytes: 100e9, usedBytes: 1e9, persisted: true },
};

const finding = (facts: Facts, item: RegExp) => judge(facts).find((each) => item.test(each.item));

describe('a browser that has everything', () => {
  it('runs in f16 on its GPU, and nothing is said to be wrong', () => {
    expect(machineOf(best)).toEqual({ kind: 'webgpu', dtype: 'f16', adapter: 'nvidia ada' });
    for (const { item, state, why, remedy } of judge(best))
      expect([item, state, why, remedy]).toEqual([item, 'good', null, null]);
  });
});

describe('whatever is missing', () => {
  const worst: readonly Facts[] = Object.values(agents).flatMap((userAgent) => [
    { ...best, userAgent, gpu: { at: 'no-api' } },
    { ...best, userAgent, gpu: { at: 'no-adapter', reason: null } },
    { ...best, userAgent, gpu: { ...gpu, refused: 'device lost' } },
    { ...best, userAgent, gpu: { ...gpu, f16: false, subgroupSize: null, maxStorageBufferBindingSize: 2 ** 27 } },
    { ...best, userAgent, gpu: { ...gpu, software: true, subgroupSize: 4 } },
    { ...best, userAgent, crossOriginIsolated: false, threads: 1, jspi: false },
    { ...best, userAgent, secureContext: false, crossOriginIsolated: false, threads: 1, gpu: { at: 'no-api' } },
    {
      ...best,
      userAgent,
      storage: { filesRefused: 'not offered', quotaBytes: null, usedBytes: null, persisted: null },
    },
    { ...best, userAgent, storage: { filesRefused: null, quotaBytes: 1e9, usedBytes: 5e8, persisted: false } },
  ]);

  it('is named together with what follows from it, in every browser', () => {
    for (const facts of worst) {
      const wrong = judge(facts).filter(({ state }) => state === 'missing' || state === 'limited');
      expect(wrong.length).toBeGreaterThan(0);
      for (const { item, why } of wrong) expect([item, why]).toEqual([item, expect.stringMatching(/\.$/)]);
    }
  });

  it('has a remedy, save what no setting can change', () => {
    const without = new Set(
      worst
        .flatMap((facts) => judge(facts))
        .flatMap(({ item, state, remedy }) => (state === 'missing' && !remedy ? [item] : [])),
    );
    expect([...without]).toEqual([]);
  });

  it('never asks a browser for the settings of another', () => {
    for (const facts of worst) {
      const remedies = judge(facts)
        .map(({ remedy }) => remedy ?? '')
        .join('\n');
      if (!/Firefox/.test(facts.userAgent)) expect(remedies).not.toMatch(/about:/);
      if (!/Chrome/.test(facts.userAgent)) expect(remedies).not.toMatch(/chrome:\/\/|--enable/);
      if (!/Edg/.test(facts.userAgent)) expect(remedies).not.toMatch(/edge:\/\//);
    }
  });
});

describe('a GPU without 16-bit floats', () => {
  const facts: Facts = { ...best, gpu: { ...gpu, f16: false } };

  it('runs in f32, in twice the memory', () => {
    expect(machineOf(facts)).toMatchObject({ kind: 'webgpu', dtype: 'f32' });
    expect(finding(facts, /16-bit/)?.why).toMatch(/32-bit floats.*twice the memory/);
  });

  it('is told the flag where Chrome hides them: on NVIDIA under Linux, and nowhere else', () => {
    const flag = /vulkan_enable_f16_on_nvidia/;
    expect(finding({ ...facts, userAgent: agents.chromeLinux }, /16-bit/)?.remedy).toMatch(flag);
    expect(finding(facts, /16-bit/)?.remedy).not.toMatch(flag);
    const intel = { ...gpu, name: 'intel gen-12', f16: false };
    expect(finding({ ...facts, userAgent: agents.chromeLinux, gpu: intel }, /16-bit/)?.remedy).not.toMatch(flag);
  });
});

describe('a browser without WebGPU', () => {
  const facts: Facts = { ...best, gpu: { at: 'no-api' } };
  const remedy = (userAgent: string) => finding({ ...facts, userAgent }, /^WebGPU/)?.remedy;

  it('runs on WASM', () => {
    expect(machineName(machineOf(facts))).toBe('WASM, 8 threads');
    expect(machineName(machineOf({ ...facts, threads: 1 }))).toBe('WASM, 1 thread');
  });

  it.each([
    [agents.chromeLinux, /--enable-unsafe-webgpu/],
    [agents.oldEdge, /^Update Edge/],
    [agents.firefoxLinux, /dom\.webgpu\.enabled/],
    [agents.safari, /Safari 26/],
    [agents.iphone, /iOS or iPadOS 26/],
    [agents.unknown, /Chrome or Edge/],
  ])('%s is told its own way', (userAgent, words) => {
    expect(remedy(userAgent)).toMatch(words);
  });

  it('is sent to https first where the address is insecure', () => {
    const insecure: Facts = { ...facts, secureContext: false, crossOriginIsolated: false, threads: 1 };
    expect(finding(insecure, /^Secure/)?.remedy).toMatch(/https/);
    expect(finding(insecure, /^WebGPU/)?.remedy).toMatch(/secure address first/);
  });
});

it('a GPU that gives no device leaves the run to WASM', () => {
  expect(machineOf({ ...best, gpu: { ...gpu, refused: 'lost' } })).toEqual({ kind: 'wasm', threads: 8 });
});

it('subgroups too small to be used are told apart from none', () => {
  expect(finding({ ...best, gpu: { ...gpu, subgroupSize: 4 } }, /Subgroups/)?.found).toBe('of 4 threads, not used');
  expect(finding({ ...best, gpu: { ...gpu, subgroupSize: null } }, /Subgroups/)?.found).toBe('no');
});

it('a private window of Firefox is told why nothing can be stored', () => {
  const storage = { filesRefused: 'Security error', quotaBytes: null, usedBytes: null, persisted: null };
  const found = finding({ ...best, userAgent: agents.firefoxLinux, storage }, /OPFS/);
  expect(found).toMatchObject({
    state: 'missing',
    found: 'Security error',
    remedy: expect.stringMatching(/private/) as string,
  });
});

it('the text for a bug report has the machine, every finding and the bare facts', () => {
  const facts: Facts = { ...best, gpu: { ...gpu, f16: false } };
  const text = reportText(facts, '1.2.3');
  expect(text).toContain('LazyLens 1.2.3, Chrome 156 on Windows');
  expect(text).toContain('Runs on: WebGPU, 32-bit floats');
  for (const { item, found } of judge(facts)) expect(text).toMatch(new RegExp(`${escaped(item)} +${escaped(found)}`));
  expect(JSON.parse(/Facts: (.*)/.exec(text)?.[1] ?? '')).toEqual(facts);
});

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
