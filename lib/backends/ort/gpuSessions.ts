// A model on WebGPU: one session serves all layers and weights are its inputs, kept in GPU buffers. They go from file to GPU in
// chunks, without passing the WASM heap.

import type { Tensor } from 'onnxruntime-web';
import { AppError, throwIfAborted } from '@/lib/errors';
import type { WeightPlace } from '@/lib/model/families/family';
import { headWeightPlace, layerWeightPlace } from '@/lib/model/families/registry';
import { headWeights, layerWeights, type WeightSlot } from '@/lib/model/layout';
import { preparedParts, prepareWeight, type PreparedPart } from '@/lib/model/prepare';
import { embedGraph, headGraph } from '@/lib/onnx/ends';
import { layerGraph, queryGraph } from '@/lib/onnx/layer';
import { weightWanted } from '@/lib/onnx/numbers';
import { canFuse, type AttentionForm, type AttentionKind } from '@/lib/onnx/shared';
import { spanGraph, spanKey, spanName } from '@/lib/onnx/span';
import { scalesName } from '@/lib/onnx/weights';
import { ofLayer, weightlessSessions, type ModelSessions, type SessionSource } from './sessions';
import { bind, type BoundGraph, type Feeds, type SessionShelf } from './shelf';
import { createBuffer, padded } from './tensors';

const dataTypes = { f16: 'float16', f32: 'float32', u8: 'uint8' } as const;

/** Creates the sessions of a model and fills its weights into GPU buffers. */
export async function gpuSessions(
  source: SessionSource,
  shelf: SessionShelf,
  device: GPUDevice,
): Promise<ModelSessions> {
  const { model, signal, onProgress } = source;
  const { spec } = model;
  let done = 0;
  const step = () => onProgress?.(++done, spec.layers + 1);

  const outer: Feeds = {};
  for (const slot of headWeights(spec)) {
    const embedding = slot.role === 'head' && spec.head.tied ? outer['embedding'] : undefined;
    if (embedding) outer['head'] = embedding;
    else Object.assign(outer, await placeWeight(source, shelf, device, slot, headWeightPlace(spec, slot.role)));
  }
  step();
  const inner: Feeds[] = [];
  for (let layer = 1; layer <= spec.layers; layer++) {
    throwIfAborted(signal);
    const feeds: Feeds = {};
    for (const slot of layerWeights(spec)) {
      Object.assign(feeds, await placeWeight(source, shelf, device, slot, layerWeightPlace(spec, layer, slot.role)));
    }
    inner.push(feeds);
    step();
  }

  const embed = bind(await shelf.create(embedGraph(model)), outer);
  const head = bind(await shelf.create(headGraph(model)), outer);
  const made = new Map<string, BoundGraph>();
  const once = async (key: string, graph: () => Uint8Array): Promise<BoundGraph> => {
    const session = made.get(key) ?? (await shelf.create(graph()));
    made.set(key, session);
    return session;
  };
  const layerSession = (kind: AttentionKind, scored: boolean) =>
    once(`layer ${kind} ${scored}`, () => layerGraph(model, kind, { scored }));

  const inForm = async (form: AttentionForm): Promise<ModelSessions> => {
    // Those that every prefill runs; others on first use.
    if (form === 'plain') await layerSession('masked', false);
    else for (const scored of [false, true]) await layerSession('causal', scored);
    return {
      form,
      layer: async (layer, kind, scored) => bind(await layerSession(kind, scored), ofLayer(inner, layer)),
      embed,
      head,
      ...(await weightlessSessions(model, shelf, form)),
      span: async (span) => {
        const graph = await once(`span ${spanKey(model, span)}`, () => spanGraph(model, span));
        const own = inner.slice(span.firstLayer - 1, span.lastLayer);
        return bind(graph, Object.assign({}, ...own.map(spanNamed)) as Feeds);
      },
      query: async (layer) => bind(await once('query', () => queryGraph(model)), ofLayer(inner, layer)),
      ...(form === 'fused' ? { plain: () => inForm('plain') } : {}),
      release: () => shelf.release(),
    };
  };
  return inForm(canFuse(spec) ? 'fused' : 'plain');
}

/** Weights of layer `index` of a span, under the names that its graph has for them. */
function spanNamed(weights: Feeds, index: number): Feeds {
  return Object.fromEntries(Object.entries(weights).map(([role, tensor]) => [spanName(index, role), tensor]));
}

/** Streams one weight into GPU buffers; gives the inputs that it becomes. */
async function placeWeight(
  { model, weights, runtime, signal }: SessionSource,
  shelf: SessionShelf,
  device: GPUDevice,
  slot: WeightSlot,
  place: WeightPlace,
): Promise<Feeds> {
  throwIfAborted(signal);
  const wanted = weightWanted(model, slot);
  const parts = preparedParts(wanted);
  const allocate = ({ byteLength }: PreparedPart): GPUBuffer => {
    const buffer = createBuffer(device, byteLength, `tensor "${place.tensor}"`);
    shelf.buffers.push(buffer);
    return buffer;
  };
  const tensor = (buffer: GPUBuffer, { type, dims }: PreparedPart): Tensor =>
    runtime.ort.Tensor.fromGpuBuffer(buffer, { dataType: dataTypes[type], dims });

  return withRoom(device, place.tensor, async () => {
    const values = allocate(parts.values);
    const scales = parts.scales && allocate(parts.scales);
    for await (const { part, byteOffset, bytes } of prepareWeight(weights, { ...wanted, place }, signal)) {
      const target = part === 'scales' ? scales : values;
      if (target) device.queue.writeBuffer(target, byteOffset, padded(bytes));
    }
    await device.queue.onSubmittedWorkDone(); // else the browser piles up copies of everything written
    return {
      [slot.role]: tensor(values, parts.values),
      ...(scales && parts.scales ? { [scalesName(slot.role)]: tensor(scales, parts.scales) } : {}),
    };
  });
}

/** Throws AppError `out-of-memory` where the GPU runs out of it during `work`: buffers made then are of no use. */
async function withRoom<T>(device: GPUDevice, tensor: string, work: () => Promise<T>): Promise<T> {
  device.pushErrorScope('out-of-memory');
  let exhausted: Promise<GPUError | null>;
  let result: T;
  try {
    result = await work();
  } finally {
    exhausted = device.popErrorScope();
  }
  if (!(await exhausted)) return result;
  throw new AppError(
    'out-of-memory',
    `the GPU has no room left for tensor "${tensor}"; choose 8-bit or 4-bit blocks, close other pages that use the GPU, or use a smaller model`,
  );
}
