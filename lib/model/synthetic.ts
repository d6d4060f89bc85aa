// Random weights in the shape of any model, for timing: the cost of a run does not depend on their values. Reads nothing.

import { AppError, assert, throwIfAborted } from '@/lib/errors';
import { syntheticConfigs } from './catalog';
import { parseConfig } from './config';
import { decodeF32, encodeF16 } from './dtypes';
import type { WeightPlace } from './families/family';
import { headWeightPlace, layerWeightPlace } from './families/registry';
import type { OpenedModel } from './files';
import { headWeights, layerWeights, type WeightSlot } from './layout';
import { type PreparedChunk, prepareWeight, preparedParts, type WeightRequest } from './prepare';
import { tensorShape } from './shapes';
import type { ModelSpec } from './spec';
import type { Weights } from './weights';

/**
 * Opens random weights in the shape of a catalog entry, e.g. `SmolLM2-135M`, or of a config.json: its text, or its JSON as `config`
 * with any name as `shape`. Throws AppError `model-invalid` for a name that is not known or a config that cannot be run.
 */
export function openSynthetic(shape: string, config: unknown = configOf(shape)): OpenedModel {
  const spec = parseConfig(config);
  const id = shape.trimStart().startsWith('{') ? `synthetic:${spec.family}` : `synthetic:${shape}`;
  return { id, spec, weights: syntheticWeights(spec), sha256: null };
}

function configOf(shape: string): unknown {
  if (Object.hasOwn(syntheticConfigs, shape)) return syntheticConfigs[shape];
  if (shape.trimStart().startsWith('{')) {
    try {
      return JSON.parse(shape);
    } catch (cause) {
      throw new AppError('model-invalid', 'the config.json given for random weights is not JSON', { cause });
    }
  }
  const known = Object.keys(syntheticConfigs).join(', ');
  throw new AppError('model-invalid', `no synthetic model has the shape "${shape}"; known: ${known}`);
}

/**
 * Random weights of a model, as a checkpoint in F16 would hold them: matrices uniform with standard deviation 1 / sqrt(fan-in),
 * those that end a residual branch smaller by sqrt(2 L) so that the stream neither grows nor leaves f16's range, gains near 1,
 * biases small. The same spec gives the same bytes. All come from a few buffers read at rotating offsets. 8- and 4-bit blocks are
 * made directly, as fast as memory is copied: random codes of the same deviation, not the quantized floats.
 */
export function syntheticWeights(spec: ModelSpec): Weights {
  const tensors = syntheticTensors(spec);
  const tensor = (name: string): SyntheticTensor => {
    const found = tensors.get(name);
    if (!found) throw new AppError('model-invalid', `tensor "${name}" is missing from the synthetic model`);
    return found;
  };
  const pools = new Map<string, Uint16Array<ArrayBuffer>>();
  const pool = ({ mean, deviation }: SyntheticTensor) => {
    const key = `${mean} ${deviation}`;
    const made = pools.get(key) ?? encodeF16(uniformPool().map((value) => mean + deviation * value));
    pools.set(key, made);
    return made;
  };
  const readRows: Weights['readRows'] = async (name, fromRow, toRow, signal) => {
    throwIfAborted(signal);
    const found = tensor(name);
    const width = found.shape.slice(1).reduce((a, b) => a * b, 1);
    const values = repeated(pool(found), found.offset + fromRow * width, (toRow - fromRow) * width);
    return { dtype: 'F16', bytes: new Uint8Array(values.buffer), scales: null };
  };
  const weights: Weights = {
    names: [...tensors.keys()],
    shape: (name) => tensor(name).shape,
    dtype: () => 'F16',
    file: () => 'random weights',
    read: async (name, signal) => decodeF32('F16', (await readRows(name, 0, tensor(name).shape[0] ?? 1, signal)).bytes),
    readRows,
  };
  return {
    ...weights,
    invent: (request, signal) =>
      request.slot.kind === 'vector' || request.format === 'f16' || request.format === 'f32'
        ? prepareWeight(weights, request, signal)
        : inventBlocks(request, tensor(request.place.tensor), signal),
  };
}

interface SyntheticTensor {
  readonly shape: readonly number[];
  readonly mean: number;
  readonly deviation: number;
  /** Where in its pool the tensor begins. */
  readonly offset: number;
}

function syntheticTensors(spec: ModelSpec): ReadonlyMap<string, SyntheticTensor> {
  const tensors = new Map<string, SyntheticTensor>();
  const add = (slot: WeightSlot, place: WeightPlace) => {
    if (tensors.has(place.tensor)) return;
    const shape = tensorShape(slot, place);
    tensors.set(place.tensor, { shape, ...distribution(spec, slot, place), offset: tensors.size * 611_953 });
  };
  for (const slot of headWeights(spec)) add(slot, headWeightPlace(spec, slot.role));
  for (let layer = 1; layer <= spec.layers; layer++) {
    for (const slot of layerWeights(spec)) add(slot, layerWeightPlace(spec, layer, slot.role));
  }
  return tensors;
}

function distribution(spec: ModelSpec, { role, kind, dims }: WeightSlot, { plus = 0 }: WeightPlace) {
  if (kind === 'vector') return role.endsWith('Bias') ? around(0, 0.02) : around(1 - plus, 0.1);
  const fanIn = dims[1] ?? 1;
  const endsBranch = role === 'output' || role === 'down';
  return around(0, 1 / Math.sqrt(endsBranch ? fanIn * 2 * spec.layers : fanIn));
}

const around = (mean: number, deviation: number) => ({ mean, deviation });

/** Codes -7..7 with equal odds have this standard deviation; 8-bit ones -127..127. */
const CODE_DEVIATION = { q4: Math.sqrt((15 ** 2 - 1) / 12), q8: Math.sqrt((255 ** 2 - 1) / 12) } as const;

async function* inventBlocks(
  request: WeightRequest,
  { deviation, offset }: SyntheticTensor,
  signal: AbortSignal | undefined,
): AsyncGenerator<PreparedChunk> {
  const { format, floatType } = request;
  assert(format === 'q4' || format === 'q8', `${format} is not a block format`);
  const { values, scales } = preparedParts(request);
  const codes = codePool(format);
  const step = deviation / CODE_DEVIATION[format];
  const spread = uniformPool()
    .subarray(0, SCALE_POOL)
    .map((value) => step * (1 + 0.1 * value));
  const scaleBits = floatType === 'f16' ? encodeF16(spread) : spread;
  const scaleBytes = new Uint8Array(scaleBits.buffer, 0, scaleBits.byteLength);
  yield* stretches('values', codes, offset - (offset % 16), values.byteLength, signal);
  yield* stretches('scales', scaleBytes, 0, scales?.byteLength ?? 0, signal);
}

/** Cuts `length` bytes out of a pool, from `offset` on, around its end as often as needed. */
function* stretches(
  part: PreparedChunk['part'],
  pool: Uint8Array<ArrayBuffer>,
  offset: number,
  length: number,
  signal: AbortSignal | undefined,
): Generator<PreparedChunk> {
  let from = offset % pool.length;
  for (let byteOffset = 0; byteOffset < length; from = 0) {
    throwIfAborted(signal);
    const bytes = pool.subarray(from, from + length - byteOffset);
    yield { part, byteOffset, bytes };
    byteOffset += bytes.length;
  }
}

/** `length` values of the pool from `offset` on, around its end as often as needed. */
function repeated(pool: Uint16Array, offset: number, length: number): Uint16Array<ArrayBuffer> {
  const values = new Uint16Array(length);
  let from = offset % pool.length;
  for (let done = 0; done < length; from = 0) {
    const part = pool.subarray(from, from + length - done);
    values.set(part, done);
    done += part.length;
  }
  return values;
}

/** A prime number of values, so that no tensor's rows repeat in step with it. */
const POOL_SIZE = 1_000_003;

/** Even, so that whole words are cut from it. */
const SCALE_POOL = 65_538;

/** A multiple of a block's bytes with few small factors, so that no row of a matrix repeats in step with it. */
const CODE_POOL_BYTES = 16 * 262_147;

const madePools = new Map<string, Uint8Array<ArrayBuffer>>();
let uniform: Float32Array<ArrayBuffer> | null = null;

/** Uniform values of mean 0 and variance 1. */
function uniformPool(): Float32Array<ArrayBuffer> {
  if (!uniform) {
    uniform = new Float32Array(POOL_SIZE);
    let state = SEED;
    for (let i = 0; i < POOL_SIZE; i++) uniform[i] = ((state = next(state)) / 2 ** 31) * Math.sqrt(3);
  }
  return uniform;
}

/** Random codes around the zero point, which no run of blocks leaves on average. */
function codePool(format: 'q4' | 'q8'): Uint8Array<ArrayBuffer> {
  const made = madePools.get(format) ?? new Uint8Array(CODE_POOL_BYTES);
  if (!madePools.has(format)) {
    madePools.set(format, made);
    let state = SEED;
    for (let i = 0; i < made.length; i++) {
      state = next(state);
      const word = state >>> 0;
      made[i] = format === 'q8' ? 1 + (word % 255) : 1 + (word % 15) + ((1 + ((word >>> 16) % 15)) << 4);
    }
  }
  return made;
}

const SEED = 0x9e3779b9 | 0;

/** Marsaglia's xorshift, 32 bits. */
function next(state: number): number {
  state ^= state << 13;
  state ^= state >>> 17;
  return state ^ (state << 5);
}
