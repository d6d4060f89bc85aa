// This browser's backends for the host: onnxruntime-web on the GPU or on WASM. Runs in the worker.

import { webGpuRuntime, wasmRuntime } from '@/lib/backends/ort/browser';
import type { WebGpuRuntime } from '@/lib/backends/ort/browser';
import type { Runtime } from '@/lib/backends/ort/runtime';
import { createOrtBackend } from '@/lib/backends/ort';
import type { OpenedModel } from '@/lib/model/files';
import { unreachable } from '@/lib/errors';
import type { BackendTarget, CreatedBackend, Preparation } from './placement';
import type { FormatChoice } from '@/lib/model/format';

type CreateBackend = (
  target: BackendTarget,
  model: OpenedModel,
  preparation: Preparation & { readonly format: FormatChoice },
) => Promise<CreatedBackend>;

/** Creates backends; a runtime once started, and its GPU device, serve every later model too. */
export function createMachine(): CreateBackend {
  const gpus = new Map<'f16' | 'f32', WebGpuRuntime>();
  let wasm: Runtime | null = null;

  async function gpu(dtype: 'f16' | 'f32'): Promise<WebGpuRuntime> {
    const started = gpus.get(dtype) ?? (await webGpuRuntime(dtype));
    gpus.set(dtype, started);
    void started.lost.then(() => gpus.delete(dtype));
    return started;
  }

  return async (target, { spec, weights }, { format: choice, ...preparation }) => {
    const format = choice === 'q8' || choice === 'q4' ? { format: choice } : {};
    switch (target.kind) {
      case 'webgpu': {
        const runtime = await gpu(target.dtype);
        const backend = await createOrtBackend({ runtime, spec, weights, ...preparation, ...format });
        return { backend, deviceLost: runtime.lost };
      }
      case 'wasm': {
        const runtime = (wasm ??= await wasmRuntime());
        const backend = await createOrtBackend({ runtime, spec, weights, ...preparation, ...format });
        return { backend, deviceLost: null };
      }
      default:
        return unreachable(target);
    }
  };
}
