// Turns one weight of a checkpoint into the bytes a graph takes: floats in either orientation, or 8- or 4-bit blocks as MatMulNBits
// reads them. Gives them in chunks, so that no whole weight is ever held. Knows neither files nor devices.

import { AppError, assert } from '@/lib/errors';
import type { WeightPlace } from './families/family';
import type { WeightSlot } from './layout';
import type { Weights } from './weights';
import { type BlockFormat, QUANTIZED_BLOCK, quantizeRows, unsignedCodes } from './blocks';
import { faultAt, type FloatFormat, floatEncoder, toSingles, type ValueFault } from './encode';
import { listRuns, matrixPieces, type Piece, storedPieces, storesBlocks } from './rows';

/** How a weight is kept for a run: floats, or blocks of 32 values along the input axis with one scale each. */
export type WeightFormat = FloatFormat | BlockFormat;

/** Orientation of a float matrix: as checkpoints hold it (Gemm with transB, Gather), or as MatMul takes it. */
export type WeightLayout = 'out-in' | 'in-out';

/** One weight and how it is wanted. */
export interface WeightRequest {
  readonly slot: Pick<WeightSlot, 'kind' | 'dims'>;
  readonly place: WeightPlace;
  /** Vectors are always given in `floatType`. */
  readonly format: WeightFormat;
  /** Of a float matrix; blocks are always by output row. */
  readonly layout: WeightLayout;
  /** The graph's float type: that of the scales of blocks, and of vectors. */
  readonly floatType: FloatFormat;
}

/** A stretch of a prepared weight, in order within its part. `bytes` is valid only until the next chunk is asked for. */
export interface PreparedChunk {
  /** `scales` come with `q8` and `q4` only. */
  readonly part: 'values' | 'scales';
  /** A multiple of 4. `bytes.length` is one too, except at the very end of a part. */
  readonly byteOffset: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** A tensor of a prepared weight: what to allocate, and the type and shape to give the graph. */
export interface PreparedPart {
  readonly type: FloatFormat | 'u8';
  readonly dims: readonly number[];
  readonly byteLength: number;
}

/**
 * The tensors that `prepareWeight` fills. Floats: `values` in the layout asked for. Blocks, of a weight (N, K): `values` uint8
 * (N, ceil(K / 32), 32 x bits / 8), lower half of a byte first, zero point 128 or 8; `scales` (N x ceil(K / 32)).
 * Source: onnxruntime's com.microsoft MatMulNBits.
 */
export function preparedParts(request: Omit<WeightRequest, 'place'>): {
  readonly values: PreparedPart;
  readonly scales: PreparedPart | null;
} {
  const { slot, format, layout, floatType } = request;
  if (slot.kind === 'vector') return { values: floatPart(floatType, slot.dims), scales: null };
  const [out = 0, inputs = 0] = slot.dims;
  if (format === 'f16' || format === 'f32') {
    return { values: floatPart(format, layout === 'out-in' ? [out, inputs] : [inputs, out]), scales: null };
  }
  const blocks = Math.ceil(inputs / QUANTIZED_BLOCK);
  const blockBytes = (QUANTIZED_BLOCK * (format === 'q8' ? 8 : 4)) / 8;
  return {
    values: { type: 'u8', dims: [out, blocks, blockBytes], byteLength: out * blocks * blockBytes },
    scales: floatPart(floatType, [out * blocks]),
  };
}

function floatPart(type: FloatFormat, dims: readonly number[]): PreparedPart {
  return { type, dims, byteLength: dims.reduce((a, b) => a * b, type === 'f16' ? 2 : 4) };
}

/**
 * Prepares one weight, chunk by chunk. About 64 MiB at most are alive at a time, whatever the weight's size. Throws AppError
 * `model-invalid` naming file and tensor where it holds NaN, infinity, or a value that the format cannot hold: f16 ends at 65,504,
 * and a value cut there would change the model in silence. AbortError when stopped; else as Weights.readRows.
 */
export async function* prepareWeight(
  weights: Weights,
  request: WeightRequest,
  signal?: AbortSignal,
): AsyncGenerator<PreparedChunk> {
  if (weights.invent) return yield* weights.invent(request, signal);
  const { slot, place, format, layout } = request;
  if (slot.kind === 'vector') return yield await prepareVector(weights, request, signal);
  assert(!place.plus, `${place.tensor}: only vectors take a constant`);
  if (format === 'q8' || format === 'q4') return yield* prepareBlocks(weights, { ...request, format }, signal);

  const turned = layout === 'in-out';
  const width = slot.dims[turned ? 0 : 1] ?? 1;
  const encode = floatEncoder(format);
  let byteOffset = 0;
  for await (const piece of matrixPieces(weights, { place, dims: slot.dims, turned }, signal)) {
    const encoded = encode(piece.dtype, piece.bits);
    if ('fault' in encoded) {
      const row = piece.fromRow + Math.floor(encoded.index / width);
      const at = [row, encoded.index % width];
      throw faulty(weights, place, encoded, turned ? at.reverse() : at);
    }
    yield { part: 'values', byteOffset, bytes: encoded.bytes };
    byteOffset += encoded.bytes.length;
  }
}

/** Blocks, by output row. Tensors that are stored in fitting 8-bit blocks keep their codes and scales. */
async function* prepareBlocks(
  weights: Weights,
  { slot, place, format, floatType }: WeightRequest & { readonly format: BlockFormat },
  signal: AbortSignal | undefined,
): AsyncGenerator<PreparedChunk> {
  const [, width = 1] = slot.dims;
  const blocks = Math.ceil(width / QUANTIZED_BLOCK);
  const codeBytes = format === 'q8' ? QUANTIZED_BLOCK : QUANTIZED_BLOCK / 2;
  const encodeScales = floatEncoder(floatType);
  const keepsCodes = format === 'q8' && !place.transposed && (await storesBlocks(weights, place.tensor, signal));
  const pieces = keepsCodes
    ? storedPieces(weights, { place, dims: slot.dims }, signal)
    : matrixPieces(weights, { place, dims: slot.dims, turned: false }, signal);
  let made: BlockBuffers | null = null;
  for await (const piece of pieces) {
    const count = piece.rows * blocks;
    made ??= blockBuffers(count, codeBytes, piece.rows * width);
    const output = { codes: made.codes.subarray(0, count * codeBytes), scales: made.scales.subarray(0, count) };
    if ('codes' in piece) {
      unsignedCodes(piece.codes, output.codes);
      output.scales.set(piece.scales);
    } else {
      toSingles(piece.dtype, piece.bits, made.singles);
      const bad = quantizeRows(format, made.values, piece.rows, width, output);
      if (bad >= 0) throw faulty(weights, place, ...faultInBlock(piece, bad, width));
    }
    const scales = encodeScales('F32', new Uint32Array(output.scales.buffer, 0, count));
    if ('fault' in scales) {
      const row = piece.fromRow + Math.floor(scales.index / blocks);
      throw faulty(weights, place, scales, [row, (scales.index % blocks) * QUANTIZED_BLOCK], 'needs a block scale of');
    }
    const before = piece.fromRow * blocks;
    yield { part: 'values', byteOffset: before * codeBytes, bytes: output.codes };
    yield { part: 'scales', byteOffset: before * (floatType === 'f16' ? 2 : 4), bytes: scales.bytes };
  }
}

interface BlockBuffers {
  readonly codes: Uint8Array<ArrayBuffer>;
  readonly scales: Float32Array<ArrayBuffer>;
  readonly values: Float32Array<ArrayBuffer>;
  /** The same memory as `values`. */
  readonly singles: Uint32Array<ArrayBuffer>;
}

function blockBuffers(blocks: number, codeBytes: number, length: number): BlockBuffers {
  const values = new Float32Array(length);
  return {
    codes: new Uint8Array(blocks * codeBytes),
    scales: new Float32Array(blocks),
    values,
    singles: new Uint32Array(values.buffer),
  };
}

/** The first value of a block that is not finite, and its place in the weight. */
function faultInBlock({ dtype, bits, fromRow }: Piece, block: number, width: number): [ValueFault, number[]] {
  const blocks = Math.ceil(width / QUANTIZED_BLOCK);
  const row = Math.floor(block / blocks);
  const from = row * width + (block % blocks) * QUANTIZED_BLOCK;
  const to = Math.min(from + QUANTIZED_BLOCK, (row + 1) * width);
  let fault = faultAt(dtype, bits, from);
  for (let i = from; i < to && fault.fault !== 'not-finite'; i++) fault = faultAt(dtype, bits, i);
  return [fault, [fromRow + row, fault.index - row * width]];
}

/** A prepared weight in one piece, for sessions on WASM that take it whole. Throws as `prepareWeight`. */
export async function gatherWeight(
  weights: Weights,
  request: WeightRequest,
  signal?: AbortSignal,
): Promise<{ readonly values: Uint8Array<ArrayBuffer>; readonly scales: Uint8Array<ArrayBuffer> | null }> {
  const parts = preparedParts(request);
  const values = new Uint8Array(parts.values.byteLength);
  const scales = parts.scales && new Uint8Array(parts.scales.byteLength);
  for await (const { part, byteOffset, bytes } of prepareWeight(weights, request, signal)) {
    (part === 'values' ? values : scales)?.set(bytes, byteOffset);
  }
  return { values, scales };
}

/** A vector's values in f32: the selected ones, the place's constant added. Throws as Weights.read. */
async function readVector(weights: Weights, place: WeightPlace, size: number, signal?: AbortSignal) {
  const whole = await weights.read(place.tensor, signal);
  const values = new Float32Array(size);
  let at = 0;
  for (const { from, to } of listRuns(place.rows, size)) {
    assert(to <= whole.length, `${place.tensor}: selects value ${to} of ${whole.length}`);
    for (let i = from; i < to; i++) values[at++] = (whole[i] as number) + (place.plus ?? 0);
  }
  return values;
}

async function prepareVector(
  weights: Weights,
  { slot, place, floatType }: WeightRequest,
  signal: AbortSignal | undefined,
): Promise<PreparedChunk> {
  const values = await readVector(weights, place, slot.dims[0] ?? 0, signal);
  const encoded = floatEncoder(floatType)('F32', new Uint32Array(values.buffer));
  if ('fault' in encoded) throw faulty(weights, place, encoded, [encoded.index]);
  return { part: 'values', byteOffset: 0, bytes: encoded.bytes };
}

/** `index` is that of the value within the weight. */
function faulty(
  weights: Weights,
  place: WeightPlace,
  { fault, value }: ValueFault,
  index: readonly number[],
  holds = 'holds',
): AppError {
  const what = `${weights.file(place.tensor)}: tensor "${place.tensor}" ${holds} ${value} at [${index.join(', ')}]`;
  return new AppError(
    'model-invalid',
    fault === 'not-finite'
      ? `${what}, which no model can run with; get the checkpoint again or use another`
      : `${what}, beyond the largest 16-bit float, 65504; load the model in f32`,
  );
}
