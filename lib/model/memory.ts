// How much memory a model takes at a prompt length, and whether a device has it. Pure arithmetic, before any weight is read.

import { AppError } from '@/lib/errors';
import { rowType, weightWanted, type GraphModel } from '@/lib/onnx/numbers';
import { canFuse } from '@/lib/onnx/shared';
import { formatBytes } from '@/lib/bytes';
import { type HeadRole, headWeights, layerWeights, type WeightSlot } from './layout';
import { preparedParts } from './prepare';
import type { ModelSpec } from './spec';

/** How a model is to be run. */
export interface MemoryRequest {
  /** How matrices are kept: `auto`, `f16` and `f32` are floats of `dtype`. */
  readonly format: 'auto' | 'f16' | 'f32' | 'q8' | 'q4';
  /** Floats of activations, KV cache, norms and tables. WASM has `f32` only. */
  readonly dtype: 'f16' | 'f32';
  /** Default `webgpu`. */
  readonly kind?: 'webgpu' | 'wasm';
  readonly promptLength: number;
  readonly maxNewTokens: number;
}

/** Bytes, at the moment when most is needed. */
export interface MemoryEstimate {
  readonly weights: number;
  /** Keys and values of the whole sequence in every layer: on WebGPU each layer has room for all of it from the start. */
  readonly kv: number;
  /** Hidden states of pruned tokens, about one a token: those of revived ones stay until the run ends. */
  readonly aux: number;
  /** Of a layer while it runs, and the logits. */
  readonly activations: number;
  readonly total: number;
  /** The largest single tensor, which has to fit one buffer of the device, and what it is. */
  readonly largestBuffer: number;
  readonly largest: string;
}

/** What a device allows. */
export interface MemoryLimits {
  readonly kind: 'webgpu' | 'wasm';
  /** Largest single buffer: the smaller of maxBufferSize and maxStorageBufferBindingSize; Infinity on WASM. */
  readonly maxBuffer: number;
  /** All that may be used: the WASM heap; null where the device does not tell, as GPUs do not. */
  readonly maxTotal: number | null;
}

/** The heap of 32-bit WebAssembly, which onnxruntime-web's builds grow up to. */
const WASM_HEAP_BYTES = 2 ** 32;

/** Limits of a GPU device or adapter. */
export function gpuLimits(limits: Pick<GPUSupportedLimits, 'maxBufferSize' | 'maxStorageBufferBindingSize'>) {
  const maxBuffer = Math.min(limits.maxBufferSize, limits.maxStorageBufferBindingSize);
  return { kind: 'webgpu', maxBuffer, maxTotal: null } as const satisfies MemoryLimits;
}

export const wasmLimits: MemoryLimits = { kind: 'wasm', maxBuffer: Infinity, maxTotal: WASM_HEAP_BYTES };

/** Rows that the layers of a model on WASM take at a time (lib/backends/ort/chunks.ts). */
const WASM_CHUNK_ROWS = 256;

/** Rows that a GPU ran when the model was loaded (lib/backends/ort/selfCheck.ts): onnxruntime keeps buffers of that size. */
const CHECK_ROWS = 80;

/** Bytes of a model while it runs. Held to what devices are asked for in tests/browser/estimate.webgpu.spec.ts. */
export function estimateMemory(spec: ModelSpec, request: MemoryRequest): MemoryEstimate {
  const { dtype, promptLength, maxNewTokens } = request;
  const kind = request.kind ?? 'webgpu';
  const model = graphModel(spec, request);
  const size = dtype === 'f16' ? 2 : 4;
  const positions = promptLength + maxNewTokens;
  const keyWidth = spec.kvHeads * spec.headDim;

  const weights = weightBytes(model, kind);
  const kv = spec.layers * 2 * positions * keyWidth * size;
  const aux = promptLength * spec.hidden * (rowType(model) === 'f16' ? 2 : 4);
  const checked = kind === 'webgpu' ? activationBytes(model, kind, CHECK_ROWS) : 0;
  const activations = activationBytes(model, kind, promptLength) + checked + spec.vocabSize * 4;
  const matrix = attentionMatrix(spec, kind, promptLength);
  const buffers: [number, string][] = [
    ...weightTensors(model).map(({ role, bytes }): [number, string] => [bytes, `the weight “${role}”`]),
    [positions * keyWidth * size, 'the KV cache of a layer'],
    [rowsAtOnce(kind, promptLength) * spec.intermediate * size, 'the rows of the MLP'],
    [matrix.values * size, matrix.name],
  ];
  const [largestBuffer, largest] = buffers.reduce((most, each) => (each[0] > most[0] ? each : most));
  const running = weights + kv + aux + activations;
  const total = kind === 'wasm' ? Math.max(running, weights + SESSION_COPIES * largestSession(model)) : running;
  return { weights, kv, aux, activations, total, largestBuffer, largest };
}

/** Copies of its weights that a session on WASM makes while it is created: the file, what is parsed, and what is kept. */
const SESSION_COPIES = 3;

/** Weights of the largest session on WASM: a layer, the embedding or the head. */
function largestSession(model: GraphModel): number {
  const tensors = weightTensors(model);
  const layer = tensors.filter(({ count }) => count > 1).reduce((sum, { bytes }) => sum + bytes, 0);
  return Math.max(layer, ...tensors.map(({ bytes }) => bytes));
}

/**
 * What a layer makes on the way, all of it together: onnxruntime keeps released buffers for the next op of the same size. Rows before,
 * after and normed; queries and keys before and after rotation, values and what is gathered; the tables of the MLP.
 */
function activationBytes(model: GraphModel, kind: 'webgpu' | 'wasm', length: number): number {
  const { spec, numbers } = model;
  const size = numbers.type === 'f16' ? 2 : 4;
  const rowSize = rowType(model) === 'f16' ? 2 : 4;
  const rows = rowsAtOnce(kind, length);
  const [queryWidth, keyWidth] = [spec.heads * spec.headDim, spec.kvHeads * spec.headDim];
  const perRow =
    spec.hidden * (2 * rowSize + size) +
    (3 * (queryWidth + keyWidth) + (spec.mlp.gated ? 4 : 3) * spec.intermediate) * size;
  const copied = kind === 'wasm' ? 2 * length * keyWidth * size : 0;
  return rows * perRow + 3 * attentionMatrix(spec, kind, length).values * size + copied;
}

function rowsAtOnce(kind: 'webgpu' | 'wasm', length: number): number {
  return kind === 'wasm' ? Math.ceil(length / Math.max(1, Math.round(length / WASM_CHUNK_ROWS))) : length;
}

/** Bytes of the weights alone, as they are kept for a run. */
function weightBytes(model: GraphModel, kind: 'webgpu' | 'wasm'): number {
  // Sessions on WASM hold their own weights: embedding and tied head are the same matrix twice there.
  const shared = kind === 'webgpu' && model.spec.head.tied;
  return weightTensors(model)
    .filter(({ role }) => !(shared && role === ('head' satisfies HeadRole)))
    .reduce((sum, { bytes, count }) => sum + bytes * count, 0);
}

function weightTensors(model: GraphModel): { role: string; bytes: number; count: number }[] {
  const of = (slot: WeightSlot, count: number) => {
    const { values, scales } = preparedParts(weightWanted(model, slot));
    return [
      { role: slot.role, bytes: values.byteLength, count },
      ...(scales ? [{ role: `${slot.role} scales`, bytes: scales.byteLength, count }] : []),
    ];
  };
  return [
    ...headWeights(model.spec).flatMap((slot) => of(slot, 1)),
    ...layerWeights(model.spec).flatMap((slot) => of(slot, model.spec.layers)),
  ];
}

function graphModel(spec: ModelSpec, { format, dtype, kind }: MemoryRequest): GraphModel {
  const blocks = format === 'q8' || format === 'q4' ? format : null;
  return { spec, numbers: { type: dtype, floats: kind === 'wasm' ? 'rows' : 'columns', blocks } };
}

/**
 * Values of the largest attention matrix that exists at once, and its name. Plain operators make one for all heads; fused attention on WebGPU
 * makes none, but takes one that hides keys where the model has windows or linear biases.
 */
function attentionMatrix(spec: ModelSpec, kind: 'webgpu' | 'wasm', length: number): { values: number; name: string } {
  const { attention, positions, heads } = spec;
  const ofHeads = { values: heads * rowsAtOnce(kind, length) * length, name: 'the attention of all heads' };
  if (kind === 'wasm' || !canFuse(spec) || positions.kind === 'alibi') return ofHeads;
  const windowed = attention.windows.some((window) => window !== null && window < length);
  return { values: windowed ? length * length : 0, name: 'the mask of attention windows' };
}

/** Null where a device has room; otherwise AppError `out-of-memory` naming what does not fit and what would help. */
export function checkMemory(estimate: MemoryEstimate, limits: MemoryLimits, remedy = REMEDY): AppError | null {
  if (estimate.largestBuffer > limits.maxBuffer) {
    return new AppError(
      'out-of-memory',
      `${estimate.largest} takes ${formatBytes(estimate.largestBuffer)} in one piece, and this device allows ${formatBytes(limits.maxBuffer)}: ${remedy}`,
    );
  }
  if (limits.maxTotal !== null && estimate.total > limits.maxTotal) {
    const where = limits.kind === 'wasm' ? 'WASM has' : 'this device has';
    return new AppError(
      'out-of-memory',
      `about ${formatBytes(estimate.total)} are needed, and ${where} ${formatBytes(limits.maxTotal)}: ${remedy}`,
    );
  }
  return null;
}

const REMEDY = 'choose a smaller format or a shorter prompt.';

const formatNames = { q8: '8-bit blocks', q4: '4-bit blocks' } as const;

/**
 * What would fit where a request does not: smaller numbers, then a shorter prompt too. A clause that ends a sentence, for
 * `checkMemory`.
 */
export function suggestFit(spec: ModelSpec, request: MemoryRequest, limits: MemoryLimits): string {
  const fits = (change: Partial<MemoryRequest>) =>
    checkMemory(estimateMemory(spec, { ...request, ...change }), limits) === null;
  const smaller = (['q8', 'q4'] as const).filter((format) => format !== request.format && request.format !== 'q4');
  const format = smaller.find((each) => fits({ format: each }));
  if (format) return `choose ${formatNames[format]}.`;
  const smallest = smaller.at(-1);
  const shorter = [8192, 4096, 2048, 1024, 512, 256, 128].find(
    (promptLength) => promptLength < request.promptLength && fits({ format: smallest ?? request.format, promptLength }),
  );
  if (shorter === undefined)
    return limits.kind === 'wasm' ? 'choose a smaller model, or WebGPU.' : 'choose a smaller model.';
  const prompt = `a prompt of ${shorter.toLocaleString('en')} tokens or fewer`;
  return fits({ promptLength: shorter })
    ? `choose ${prompt}.`
    : `choose ${formatNames[smallest ?? 'q4']} and ${prompt}.`;
}
