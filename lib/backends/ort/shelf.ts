// Sessions of onnxruntime and the GPU buffers that belong to them: made one by one, released together. Knows no model.

import type { InferenceSession, Tensor } from 'onnxruntime-web';
import { AppError, assert, toAppError } from '@/lib/errors';
import type { Runtime } from './runtime';

export type Feeds = Record<string, Tensor>;

/** Outputs to be given, by name: into a tensor that is there already, or into a new one. */
export type Results = Readonly<Record<string, Tensor | null>>;

/**
 * A graph with its weights bound: run it with the inputs that vary. Feeds that it has no input for are left aside; without
 * `results` it gives all outputs.
 */
export type BoundGraph = (feeds: Feeds, results?: Results) => Promise<Feeds>;

/** Owns sessions and weight buffers until they are released together. */
export class SessionShelf {
  readonly buffers: GPUBuffer[] = [];
  readonly #sessions: InferenceSession[] = [];

  constructor(private readonly runtime: Runtime) {}

  /** Creates a session of an ONNX model. */
  async create(model: Uint8Array): Promise<BoundGraph> {
    const { ort, device } = this.runtime;
    const session = await ort.InferenceSession.create(model, {
      graphOptimizationLevel: 'all',
      logSeverityLevel: 3, // errors; it also warns of shape arithmetic left on the CPU, which is where it belongs
      ...(device
        ? { executionProviders: [{ name: 'webgpu', device }], preferredOutputLocation: 'gpu-buffer' as const }
        : { executionProviders: ['wasm'] }),
    });
    this.#sessions.push(session);
    const { inputNames } = session;
    return async (feeds, results) => {
      const used: Feeds = {};
      for (const name of inputNames) {
        const tensor = feeds[name];
        assert(tensor, `input ${name} of a graph was not fed`);
        used[name] = tensor;
      }
      return results ? session.run(used, results) : session.run(used);
    };
  }

  async release(): Promise<void> {
    const sessions = this.#sessions.splice(0);
    for (const session of sessions) await session.release();
    for (const buffer of this.buffers.splice(0)) buffer.destroy();
  }
}

/** Binds inputs that stay the same: weights in GPU buffers. */
export function bind(graph: BoundGraph, weights: Feeds): BoundGraph {
  return (feeds, results) => graph({ ...weights, ...feeds }, results);
}

/** onnxruntime reports a full heap as std::bad_alloc or as a RangeError of WebAssembly.Memory. */
export function sessionError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  if (/bad_alloc|out of memory|allocation failed|Failed to allocate|memory access out of bounds/i.test(message)) {
    return new AppError(
      'out-of-memory',
      `the model does not fit into memory (${message}); close other tabs, shorten the prompt or choose a smaller model`,
      { cause: thrown },
    );
  }
  return toAppError(thrown, 'internal', 'onnxruntime');
}
