// Runs in the browser: a golden checkpoint through the real backend, results handed back to the test.

import { createOrtBackend } from '@/lib/backends/ort';
import { wasmRuntime, webGpuRuntime } from '@/lib/backends/ort/browser';
import type { Runtime } from '@/lib/backends/ort/runtime';
import type { Backend } from '@/lib/engine/backend';
import { generate } from '@/lib/engine/generate';
import { replayAttention } from '@/lib/engine/replay';
import type { GenerateConfig, StepRecord } from '@/lib/engine/types';
import { parseConfig } from '@/lib/model/config';
import { bytesOf, openSafetensors } from '@/lib/model/safetensors';

export interface GoldenRun {
  readonly steps: readonly StepRecord[];
  readonly logits: readonly number[];
  /** Attention of the last prompt token in the last layer, which nothing prunes after, mean over heads. (n) */
  readonly lastLayerRow: readonly number[];
}

const runtimes: { wasm?: Promise<Runtime>; webgpu?: Promise<Runtime> } = {};
/** Stays until the next is made: onnxruntime drops its shaders with the last session of a device. */
let previous: Backend | null = null;

/** Runs each (ids, config) on one backend and gives steps and first logits. `config` and `safetensors` are URLs. */
export async function runGolden(
  kind: 'wasm' | 'webgpu',
  urls: { config: string; safetensors: string },
  jobs: readonly { ids: number[]; config: GenerateConfig; select?: 'device' | 'host' }[],
): Promise<{ backend: string; runs: GoldenRun[] }> {
  const runtime = await (runtimes[kind] ??= kind === 'wasm' ? wasmRuntime() : webGpuRuntime('f32'));
  const json: unknown = await (await fetch(urls.config)).json();
  const bytes = new Uint8Array(await (await fetch(urls.safetensors)).arrayBuffer());
  const spec = parseConfig(json);
  const backend = await createOrtBackend({ spec, weights: await openSafetensors(bytesOf(bytes)), runtime });
  await previous?.dispose();
  previous = backend;
  const runs: GoldenRun[] = [];
  for (const { ids, config, select = 'device' } of jobs) {
    const steps: StepRecord[] = [];
    let logits: number[] = [];
    const options = { now: () => performance.now(), eosTokenIds: [], select };
    for await (const event of generate(backend, ids, config, options)) {
      if (event.type !== 'step') continue;
      if (steps.length === 0) logits = Array.from(event.logits);
      steps.push(event.step);
    }
    runs.push({ steps, logits, lastLayerRow: await readLastLayerRow(backend, ids, steps, config) });
  }
  return { backend: `${backend.description.kind} ${backend.description.adapter} ${backend.description.dtype}`, runs };
}

async function readLastLayerRow(
  backend: Backend,
  ids: readonly number[],
  steps: readonly StepRecord[],
  config: GenerateConfig,
): Promise<number[]> {
  const { probe, close } = await replayAttention(backend, ids, steps, config, { step: 0, layer: backend.layers });
  const rows = probe.rows.length;
  const values = await probe.read('mean', rows - 1, rows);
  close();
  return Array.from(values);
}
