// Runs in the browser: a model of random weights loaded and run, and what the GPU device was asked for meanwhile.

import { createOrtBackend } from '@/lib/backends/ort';
import { webGpuRuntime } from '@/lib/backends/ort/browser';
import { generate } from '@/lib/engine/generate';
import { toAppError } from '@/lib/errors';
import { openSynthetic } from '@/lib/model/synthetic';

export interface Measured {
  /** Bytes in buffers that are not for reading back or of uniforms. */
  readonly loaded: number;
  readonly peak: number;
  /** The largest buffer ever made. */
  readonly largest: number;
}

/** Bytes of live storage buffers, counted at the device from here on. */
function countBuffers() {
  const live = new Map<GPUBuffer, number>();
  const count = { bytes: 0, peak: 0, largest: 0 };
  const { createBuffer } = GPUDevice.prototype;
  GPUDevice.prototype.createBuffer = function (this: GPUDevice, descriptor) {
    const buffer = createBuffer.call(this, descriptor);
    if (!(descriptor.usage & GPUBufferUsage.STORAGE)) return buffer;
    live.set(buffer, buffer.size);
    count.bytes += buffer.size;
    count.peak = Math.max(count.peak, count.bytes);
    count.largest = Math.max(count.largest, buffer.size);
    return buffer;
  };
  const { destroy } = GPUBuffer.prototype;
  GPUBuffer.prototype.destroy = function (this: GPUBuffer) {
    count.bytes -= live.get(this) ?? 0;
    live.delete(this);
    return destroy.call(this);
  };
  return count;
}

/** Loads the model of a config.json and runs one full prefill of `promptLength` tokens and a decode step. */
export async function measure(
  config: { model_type: string },
  format: 'f32' | 'q8' | 'q4',
  promptLength: number,
): Promise<Measured> {
  const count = countBuffers();
  const { spec, weights } = openSynthetic(config.model_type, config);
  const runtime = await webGpuRuntime('f32');
  const backend = await createOrtBackend({ spec, weights, runtime, format });
  const loaded = count.bytes;
  count.peak = count.bytes;
  const ids = Array.from({ length: promptLength }, (_, i) => i % spec.vocabSize);
  const full = { mode: 'full', schedule: [], sinks: 0, pruneGenerated: true, maxNewTokens: 2, temperature: 0, seed: 0 };
  for await (const _ of generate(backend, ids, { ...full, mode: 'full' }, { now: () => 0, eosTokenIds: [] }));
  const { peak, largest } = count;
  await backend.dispose();
  return { loaded, peak, largest };
}

/** What loading is refused with on a GPU that has no room left after `count` weights: `code: message`. */
export async function loadOnFullGpu(config: { model_type: string }, count: number): Promise<string> {
  let placed = 0;
  const { popErrorScope } = GPUDevice.prototype;
  GPUDevice.prototype.popErrorScope = async function (this: GPUDevice) {
    const error = await popErrorScope.call(this);
    return placed++ < count ? error : new GPUOutOfMemoryError('no room');
  };
  const { spec, weights } = openSynthetic(config.model_type, config);
  try {
    await createOrtBackend({ spec, weights, runtime: await webGpuRuntime('f32') });
    return 'nothing';
  } catch (thrown) {
    const { code, message } = toAppError(thrown);
    return `${code}: ${message}`;
  } finally {
    GPUDevice.prototype.popErrorScope = popErrorScope;
  }
}
