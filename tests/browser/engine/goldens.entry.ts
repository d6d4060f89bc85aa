// Runs in the browser: a golden checkpoint through the real backend, results handed back to the test.

import { createOrtBackend } from '@/lib/backends/ort';
import { wasmRuntime, webGpuRuntime } from '@/lib/backends/ort/browser';
import { generate } from '@/lib/engine/generate';
import type { GenerateConfig, StepRecord } from '@/lib/engine/types';
import { parseConfig } from '@/lib/model/config';
import { bytesOf, openSafetensors } from '@/lib/model/safetensors';

export interface GoldenRun {
  readonly steps: readonly StepRecord[];
  readonly logits: readonly number[];
}

/** Runs each (ids, config) on one backend and gives steps and first logits. `config` and `safetensors` are URLs. */
export async function runGolden(
  kind: 'wasm' | 'webgpu',
  urls: { config: string; safetensors: string },
  jobs: readonly { ids: number[]; config: GenerateConfig }[],
): Promise<{ backend: string; runs: GoldenRun[] }> {
  const runtime = kind === 'wasm' ? await wasmRuntime() : await webGpuRuntime('f32');
  const json: unknown = await (await fetch(urls.config)).json();
  const bytes = new Uint8Array(await (await fetch(urls.safetensors)).arrayBuffer());
  const spec = parseConfig(json);
  const backend = await createOrtBackend({ spec, weights: await openSafetensors(bytesOf(bytes)), runtime });
  const runs: GoldenRun[] = [];
  for (const { ids, config } of jobs) {
    const steps: StepRecord[] = [];
    let logits: number[] = [];
    for await (const event of generate(backend, ids, config, { now: () => performance.now(), eosTokenIds: [] })) {
      if (event.type !== 'step') continue;
      if (steps.length === 0) logits = Array.from(event.logits);
      steps.push(event.step);
    }
    runs.push({ steps, logits });
  }
  await backend.dispose();
  return { backend: `${backend.description.kind} ${backend.description.adapter} ${backend.description.dtype}`, runs };
}
