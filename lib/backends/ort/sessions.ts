// The sessions of one model and the weights they take. On WebGPU one session serves all layers and weights are its inputs, kept in
// GPU buffers: they go from file to GPU without passing the WASM heap. On WASM inputs are copied at every run, so each layer has a
// session of its own with the weights inside.

import type { InferenceSession, Tensor } from 'onnxruntime-web';
import { AppError, isAbort, throwIfAborted, toAppError } from '@/lib/errors';
import type { ModelSpec } from '@/lib/model/spec';
import type { Weights } from '@/lib/model/weights';
import { floatBytes, transpose } from '@/lib/onnx/float';
import {
  attentionGraph,
  embedGraph,
  graphDims,
  headGraph,
  layerGraph,
  mergeGraph,
  queryGraph,
  scoreGraph,
  takeGraph,
  type AttentionKind,
} from '@/lib/onnx/llama';
import type { WeightPlace } from '@/lib/model/families/family';
import { headWeightPlace, layerWeightPlace } from '@/lib/model/families/registry';
import { headWeights, layerWeights, type WeightSlot } from '@/lib/model/layout';
import type { OrtBackendOptions } from '../ort';
import { inChunks } from './chunks';
import type { Runtime } from './runtime';
import { createBuffer, padded } from './tensors';

export type Feeds = Record<string, Tensor>;

/** A graph with its weights bound: run it with the inputs that vary. */
export type BoundGraph = (feeds: Feeds, results?: readonly string[]) => Promise<Feeds>;

export interface ModelSessions {
  /** `layer` counts from 1. WASM has only `masked`. */
  layer(layer: number, kind: AttentionKind): BoundGraph;
  readonly hasCausal: boolean;
  readonly embed: BoundGraph;
  readonly head: BoundGraph;
  readonly score: BoundGraph;
  readonly attention: BoundGraph;
  readonly take: BoundGraph;
  readonly merge: BoundGraph;
  /** The queries of a layer; its session is made on first use. */
  query(layer: number): Promise<BoundGraph>;
  release(): Promise<void>;
}

/** Creates every session of a model and places its weights. Releases all of them if it fails or is aborted. */
export async function createSessions(options: OrtBackendOptions): Promise<ModelSessions> {
  const shelf = new SessionShelf(options.runtime);
  try {
    return options.runtime.device
      ? await gpuSessions(options, shelf, options.runtime.device)
      : await wasmSessions(options, shelf);
  } catch (thrown) {
    await shelf.release();
    throw isAbort(thrown) ? thrown : sessionError(thrown);
  }
}

async function wasmSessions(
  { spec, weights, runtime, signal, onProgress }: OrtBackendOptions,
  shelf: SessionShelf,
): Promise<ModelSessions> {
  const type = 'f32';
  let done = 0;
  const step = () => onProgress?.(++done, spec.layers + 2);
  const inline = async <Role extends string>(
    slots: readonly WeightSlot<Role>[],
    place: (role: Role) => WeightPlace,
  ) => {
    const bytes = new Map<string, Uint8Array>();
    for (const slot of slots) {
      throwIfAborted(signal);
      bytes.set(slot.role, floatBytes(type, await readWeight(weights, place(slot.role), slot, signal)));
    }
    return bytes;
  };
  const inlineHead = (...roles: string[]) =>
    inline(
      headWeights(spec).filter((slot) => roles.includes(slot.role)),
      (role) => headWeightPlace(spec, role),
    );
  const inlineLayer = (layer: number, roles?: readonly string[]) =>
    inline(
      layerWeights(spec).filter((slot) => !roles || roles.includes(slot.role)),
      (role) => layerWeightPlace(spec, layer, role),
    );

  const embed = await shelf.create(embedGraph(spec, type, await inlineHead('embedding')));
  step();
  const layers: BoundGraph[] = [];
  for (let layer = 1; layer <= spec.layers; layer++) {
    layers.push(inChunks(runtime.ort, await shelf.create(layerGraph(spec, type, 'masked', await inlineLayer(layer)))));
    step();
  }
  const head = await shelf.create(headGraph(spec, type, await inlineHead('finalNorm', 'head')));
  step();
  const queries = new Map<number, BoundGraph>();
  return {
    layer: (layer) => pick(layers, layer),
    hasCausal: false,
    embed,
    head,
    ...(await sharedSessions(spec, type, shelf)),
    query: async (layer) => {
      const known = queries.get(layer);
      if (known) return known;
      const made = await shelf.create(
        queryGraph(spec, type, await inlineLayer(layer, ['attentionNorm', 'query', 'queryBias'])),
      );
      queries.set(layer, made);
      return made;
    },
    release: () => shelf.release(),
  };
}

async function gpuSessions(
  { spec, weights, runtime, signal, onProgress }: OrtBackendOptions,
  shelf: SessionShelf,
  device: GPUDevice,
): Promise<ModelSessions> {
  const type = runtime.description.dtype;
  const dataType = type === 'f16' ? 'float16' : 'float32';
  let done = 0;
  const step = () => onProgress?.(++done, spec.layers + 1);
  const place = async (from: WeightPlace, slot: WeightSlot): Promise<Tensor> => {
    throwIfAborted(signal);
    const bytes = floatBytes(type, await readWeight(weights, from, slot, signal));
    const buffer = createBuffer(device, bytes.byteLength);
    shelf.buffers.push(buffer);
    device.queue.writeBuffer(buffer, 0, padded(bytes));
    return runtime.ort.Tensor.fromGpuBuffer(buffer, { dataType, dims: graphDims(slot) });
  };

  const outer: Feeds = {};
  for (const slot of headWeights(spec)) {
    const tied = slot.role === 'head' && spec.head.tied ? outer['embedding'] : undefined;
    outer[slot.role] = tied ?? (await place(headWeightPlace(spec, slot.role), slot));
  }
  step();
  const inner: Feeds[] = [];
  for (let layer = 1; layer <= spec.layers; layer++) {
    const feeds: Feeds = {};
    for (const slot of layerWeights(spec))
      feeds[slot.role] = await place(layerWeightPlace(spec, layer, slot.role), slot);
    inner.push(feeds);
    step();
  }

  const causal = await shelf.create(layerGraph(spec, type, 'causal'));
  const masked = await shelf.create(layerGraph(spec, type, 'masked'));
  const embed = await shelf.create(embedGraph(spec, type));
  const head = await shelf.create(headGraph(spec, type));
  let query: BoundGraph | null = null;
  return {
    layer: (layer, kind) => bind(kind === 'causal' ? causal : masked, pick(inner, layer)),
    hasCausal: true,
    embed: bind(embed, only(outer, ['embedding'])),
    head: bind(head, only(outer, ['finalNorm', 'head'])),
    ...(await sharedSessions(spec, type, shelf)),
    query: async (layer) => {
      query ??= await shelf.create(queryGraph(spec, type));
      return bind(
        query,
        only(pick(inner, layer), ['attentionNorm', 'query', ...(spec.attention.inputBias ? ['queryBias'] : [])]),
      );
    },
    release: () => shelf.release(),
  };
}

async function sharedSessions(spec: ModelSpec, type: 'f16' | 'f32', shelf: SessionShelf) {
  return {
    score: await shelf.create(scoreGraph(spec, type)),
    attention: await shelf.create(attentionGraph(spec, type)),
    take: await shelf.create(takeGraph(spec.hidden, type)),
    merge: await shelf.create(mergeGraph(spec.hidden, type)),
  };
}

/** Owns sessions and weight buffers until they are released together. */
class SessionShelf {
  readonly buffers: GPUBuffer[] = [];
  readonly #sessions: InferenceSession[] = [];

  constructor(private readonly runtime: Runtime) {}

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
    return async (feeds, results) => session.run(feeds, results ?? session.outputNames);
  }

  async release(): Promise<void> {
    const sessions = this.#sessions.splice(0);
    for (const session of sessions) await session.release();
    for (const buffer of this.buffers.splice(0)) buffer.destroy();
  }
}

/** A weight as its graph takes it. Shapes were checked when the model was opened. */
async function readWeight(
  weights: Weights,
  { tensor }: WeightPlace,
  slot: WeightSlot,
  signal: AbortSignal | undefined,
): Promise<Float32Array> {
  const values = await weights.read(tensor, signal);
  const [out = 0, inputs = 0] = slot.dims;
  return slot.kind === 'linear' ? transpose(values, out, inputs) : values;
}

function bind(graph: BoundGraph, weights: Feeds): BoundGraph {
  return (feeds, results) => graph({ ...weights, ...feeds }, results);
}

function only(feeds: Feeds, roles: readonly string[]): Feeds {
  return Object.fromEntries(Object.entries(feeds).filter(([role]) => roles.includes(role)));
}

function pick<T>(items: readonly T[], layer: number): T {
  const item = items[layer - 1];
  if (item === undefined) throw new AppError('internal', `layer ${layer} is out of range 1..${items.length}`);
  return item;
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
