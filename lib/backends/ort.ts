// A model on onnxruntime-web: sessions and weights of one ModelSpec. The engine's Backend for WASM and WebGPU.

import type { Backend, BackendDescription, BackendRun } from '@/lib/engine/backend';
import { checkMemory, estimateMemory, gpuLimits, suggestFit, wasmLimits } from '@/lib/model/memory';
import type { WeightFormat } from '@/lib/model/prepare';
import type { ModelSpec } from '@/lib/model/spec';
import type { Weights } from '@/lib/model/weights';
import type { Numbers } from '@/lib/onnx/numbers';
import { createRopeTables, type RopeTables } from './ort/ropeTable';
import { createSessions } from './ort/createSessions';
import { OrtRun } from './ort/run';
import type { Runtime } from './ort/runtime';
import { checkAttention } from './ort/selfCheck';
import type { ModelSessions } from './ort/sessions';
import { tensorPlace, type TensorPlace } from './ort/tensors';

export interface OrtBackendOptions {
  readonly spec: ModelSpec;
  readonly weights: Weights;
  readonly runtime: Runtime;
  /** How matrices are kept: floats, always of the runtime's type, or blocks of 8 or 4 bits. */
  readonly format?: WeightFormat;
  /** Tensors made ready so far, of all. */
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * Builds the graphs, creates the sessions and places the weights. What cannot fit is refused before a weight is read.
 * Throws AppError `model-invalid` (weights), `out-of-memory`, `webgpu-missing` (the GPU computes wrong attention); AbortError when stopped; nothing is left behind in either case.
 */
export async function createOrtBackend(options: OrtBackendOptions): Promise<Backend> {
  const model = { spec: options.spec, numbers: numbersOf(options.runtime, options.format) };
  refuseMisfit(options.spec, options.runtime, model.numbers, 0);
  const sessions = await createSessions({ ...options, model });
  const backend = new OrtBackend(options.spec, options.runtime, sessions, model.numbers);
  try {
    if (options.runtime.device) await checkAttention(backend);
  } catch (thrown) {
    await backend.dispose();
    throw thrown;
  }
  return backend;
}

/** WASM's matrix product reads (out, in) as well as (in, out), which saves turning every matrix; WebGPU's does not. */
function numbersOf({ description, device }: Runtime, format: WeightFormat | undefined): Numbers {
  const blocks = format === 'q8' || format === 'q4' ? format : null;
  return { type: description.dtype, floats: device ? 'columns' : 'rows', blocks };
}

/** Throws AppError `out-of-memory` where the model, with a sequence of `positions`, is more than the device allows. */
function refuseMisfit(spec: ModelSpec, { description, device }: Runtime, { blocks }: Numbers, positions: number): void {
  const { dtype } = description;
  const kind = device ? 'webgpu' : 'wasm';
  const request = { format: blocks ?? dtype, dtype, kind, promptLength: positions, maxNewTokens: 0 } as const;
  const limits = device ? gpuLimits(device.limits) : wasmLimits;
  const misfit = checkMemory(estimateMemory(spec, request), limits, suggestFit(spec, request, limits));
  if (misfit) throw misfit;
}

class OrtBackend implements Backend {
  readonly layers: number;
  readonly vocabSize: number;
  readonly description: BackendDescription;
  private readonly place: TensorPlace;
  private readonly rope: RopeTables;

  constructor(
    private readonly spec: ModelSpec,
    private readonly runtime: Runtime,
    private readonly sessions: ModelSessions,
    private readonly numbers: Numbers,
  ) {
    const { blocks } = numbers;
    this.layers = spec.layers;
    this.vocabSize = spec.vocabSize;
    this.description = { ...runtime.description, ...(blocks ? { blocks } : {}) };
    this.place = tensorPlace(runtime);
    this.rope = createRopeTables(spec, runtime.description.dtype);
  }

  open(maxPositions: number): BackendRun {
    refuseMisfit(this.spec, this.runtime, this.numbers, maxPositions);
    return new OrtRun(this.spec, this.sessions, this.place, this.rope, maxPositions);
  }

  async dispose(): Promise<void> {
    await this.sessions.release();
  }
}
