// A model on onnxruntime-web: sessions and weights of one ModelSpec. The engine's Backend for WASM and WebGPU.

import type { Backend, BackendDescription, BackendRun } from '@/lib/engine/backend';
import { AppError } from '@/lib/errors';
import type { ModelSpec } from '@/lib/model/spec';
import type { Weights } from '@/lib/model/weights';
import { createRopeTable, type RopeTable } from './ort/ropeTable';
import { OrtRun } from './ort/run';
import type { Runtime } from './ort/runtime';
import { checkAttention } from './ort/selfCheck';
import { createSessions, type ModelSessions } from './ort/sessions';
import { tensorPlace, type TensorPlace } from './ort/tensors';

export interface OrtBackendOptions {
  readonly spec: ModelSpec;
  readonly weights: Weights;
  readonly runtime: Runtime;
  /** Tensors made ready so far, of all. */
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * Builds the graphs, creates the sessions and places the weights.
 * Throws AppError `model-invalid` (weights), `out-of-memory`, `webgpu-missing` (the GPU computes wrong attention); AbortError when stopped; nothing is left behind in either case.
 */
export async function createOrtBackend(options: OrtBackendOptions): Promise<Backend> {
  const sessions = await createSessions(options);
  const backend = new OrtBackend(options.spec, options.runtime, sessions);
  try {
    if (options.runtime.device) await checkAttention(backend);
  } catch (thrown) {
    await backend.dispose();
    throw thrown;
  }
  return backend;
}

/** The one table of rotation angles that the graphs know so far. */
function onlyTable({ positions, family }: ModelSpec) {
  const table = positions.kind === 'rope' ? positions.tables[0] : undefined;
  if (!table) throw new AppError('model-invalid', `models of family "${family}" have no rotary positions`);
  return table;
}

class OrtBackend implements Backend {
  readonly layers: number;
  readonly vocabSize: number;
  readonly description: BackendDescription;
  private readonly place: TensorPlace;
  private readonly rope: RopeTable;

  constructor(
    private readonly spec: ModelSpec,
    runtime: Runtime,
    private readonly sessions: ModelSessions,
  ) {
    this.layers = spec.layers;
    this.vocabSize = spec.vocabSize;
    this.description = runtime.description;
    this.place = tensorPlace(runtime);
    this.rope = createRopeTable(onlyTable(spec), spec.headDim, runtime.description.dtype);
  }

  open(maxPositions: number): BackendRun {
    return new OrtRun(this.spec, this.sessions, this.place, this.rope, maxPositions);
  }

  async dispose(): Promise<void> {
    await this.sessions.release();
  }
}
