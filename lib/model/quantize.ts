// 8-bit blocks: each row of a matrix in blocks of 32 signed bytes with one f16 scale a block. Knows arrays only.

import { decodeF32, encodeF16 } from './dtypes';

/** Values a block, along the input axis. */
export const BLOCK_SIZE = 32;

/** The scales of tensor `x` are stored as tensor `x.scale`, shape (out, in / block). */
export const SCALE_SUFFIX = '.scale';

/** What config.json says of a checkpoint stored so. */
export const quantizationConfig = { quant_method: 'lazylens-int8', block_size: BLOCK_SIZE } as const;

export interface QuantizedBlocks {
  readonly values: Int8Array;
  /** f16 bit patterns, one a block. */
  readonly scales: Uint16Array;
}

/** Quantizes row-major values whose rows are a multiple of `BLOCK_SIZE` long. */
export function quantizeBlocks(weights: Float32Array): QuantizedBlocks {
  const values = new Int8Array(weights.length);
  const scales = new Uint16Array(weights.length / BLOCK_SIZE);
  for (let block = 0; block < scales.length; block++) {
    const part = weights.subarray(block * BLOCK_SIZE, (block + 1) * BLOCK_SIZE);
    const best = bestScale(part);
    scales[block] = best.bits;
    for (let i = 0; i < BLOCK_SIZE; i++) values[block * BLOCK_SIZE + i] = code(part[i] ?? 0, best.scale);
  }
  return { values, scales };
}

/** Values = code x scale of its block. */
export function dequantizeBlocks(values: Int8Array, scales: Float32Array, blockSize: number): Float32Array {
  const weights = new Float32Array(values.length);
  for (let block = 0, i = 0; block < scales.length; block++) {
    const scale = scales[block] as number;
    for (const end = i + blockSize; i < end; i++) weights[i] = (values[i] as number) * scale;
  }
  return weights;
}

/** Largest codes tried: a scale slightly under max / 127 clips the largest value a little and may round the others better. */
const LARGEST_CODES = [127, 126, 125, 128, 129, 130];

function bestScale(part: Float32Array): { bits: number; scale: number } {
  let max = 0;
  for (const weight of part) max = Math.max(max, Math.abs(weight));
  let best = { bits: 0, scale: 0 };
  if (max === 0) return best;
  const candidates = encodeF16(LARGEST_CODES.map((largest) => max / largest));
  const scales = decodeF32('F16', new Uint8Array(candidates.buffer));
  let least = Infinity;
  scales.forEach((scale, i) => {
    let error = 0;
    for (const weight of part) error += (weight - code(weight, scale) * scale) ** 2;
    if (error < least) {
      least = error;
      best = { bits: candidates[i] ?? 0, scale };
    }
  });
  return best;
}

function code(weight: number, scale: number): number {
  return scale > 0 ? Math.max(-127, Math.min(127, Math.round(weight / scale))) : 0;
}
