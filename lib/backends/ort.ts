// A model on onnxruntime-web: sessions and weights of one ModelSpec. The engine's Backend for WASM and WebGPU.

import type { Backend, BackendDescription, BackendRun } from '@/lib/engine/backend';
import { AppError } from '@/lib/errors';
import { checkMemory, estimateMemory, gpuLimits, suggestFit, wasmLimits } from '@/lib/model/memory';
import type { WeightFormat } from '@/lib/model/prepare';
import type { ModelSpec } from '@/lib/model/spec';
import type { Weights } from '@/lib/model/weights';
import type { GraphModel, Numbers } from '@/lib/onnx/numbers';
import { createRopeTables, type RopeTables } from './ort/ropeTable';
import { createSessions } from './ort/createSessions';
import { OrtRun } from './ort/run';
import type { Runtime } from './ort/runtime';
import { compareAttention } from './ort/selfCheck';
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
 * Builds the graphs, creates the sessions and places the weights. What cannot fit is refused before a weight is read. On a GPU whose
 * fused attention computes something else than plain operators do, plain operators are used.
 * Throws AppError `model-invalid` (weights), `out-of-memory`, `webgpu-missing` (the GPU computes wrong attention either way);
 * AbortError when stopped; nothing is left behind in either case.
 */
export async function createOrtBackend(options: OrtBackendOptions): Promise<Backend> {
  const { spec, runtime, format } = options;
  const model: GraphModel = { spec, numbers: numbersOf(runtime, format) };
  refuseMisfit(model, runtime, 0);
  const sessions = await createSessions({ ...options, model });
  const parts: BackendParts = {
    model,
    runtime,
    place: tensorPlace(runtime),
    rope: createRopeTables(spec, runtime.description.dtype),
  };
  const backend = new OrtBackend(parts, sessions);
  try {
    return runtime.device ? await checked(backend, parts, sessions) : backend;
  } catch (thrown) {
    await backend.dispose();
    throw thrown;
  }
}

/** The backend, or where its fused attention is wrong the same in plain form. */
async function checked(backend: Backend, parts: BackendParts, sessions: ModelSessions): Promise<Backend> {
  const plain = sessions.plain ? new OrtBackend(parts, await sessions.plain()) : backend;
  if (plain !== backend && (await compareAttention(backend, plain)).ok) return backend;
  const { difference, ok } = await compareAttention(plain, plain);
  if (ok) return plain;
  throw new AppError(
    'webgpu-missing',
    `attention on ${backend.description.adapter} is off by ${(difference * 100).toFixed(1)}%: a fault of the driver or of onnxruntime; use WASM`,
  );
}

/** WASM's matrix product reads (out, in) as well as (in, out), which saves turning every matrix; WebGPU's does not. */
function numbersOf({ description, device }: Runtime, format: WeightFormat | undefined): Numbers {
  const blocks = format === 'q8' || format === 'q4' ? format : null;
  return { type: description.dtype, floats: device ? 'columns' : 'rows', blocks };
}

/** Throws AppError `out-of-memory` where the model, with a sequence of `positions`, is more than the device allows. */
function refuseMisfit({ spec, numbers }: GraphModel, { description, device }: Runtime, positions: number): void {
  const { dtype } = description;
  const kind = device ? 'webgpu' : 'wasm';
  const request = { format: numbers.blocks ?? dtype, dtype, kind, promptLength: positions, maxNewTokens: 0 } as const;
  const limits = device ? gpuLimits(device.limits) : wasmLimits;
  const misfit = checkMemory(estimateMemory(spec, request), limits, suggestFit(spec, request, limits));
  if (misfit) throw misfit;
}

interface BackendParts {
  readonly model: GraphModel;
  readonly runtime: Runtime;
  readonly place: TensorPlace;
  readonly rope: RopeTables;
}

class OrtBackend implements Backend {
  readonly layers: number;
  readonly vocabSize: number;
  readonly description: BackendDescription;

  constructor(
    private readonly parts: BackendParts,
    private readonly sessions: ModelSessions,
  ) {
    const { spec, numbers } = parts.model;
    this.layers = spec.layers;
    this.vocabSize = spec.vocabSize;
    this.description = { ...parts.runtime.description, ...(numbers.blocks ? { blocks: numbers.blocks } : {}) };
  }

  open(maxPositions: number): BackendRun {
    const { model, runtime, place, rope } = this.parts;
    refuseMisfit(model, runtime, maxPositions);
    return new OrtRun(model.spec, this.sessions, place, rope, maxPositions);
  }

  async dispose(): Promise<void> {
    await this.sessions.release();
    this.parts.place.dispose();
  }
}
