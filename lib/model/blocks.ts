// Rows of floats as blocks of 32 values with one scale each, in the bytes that onnxruntime's MatMulNBits reads. Knows arrays only.

/** Values a block, along the input axis: MatMulNBits' `block_size`. */
export const QUANTIZED_BLOCK = 32;

export type BlockFormat = 'q8' | 'q4';

/** Where blocks are written. `codes`: 16 or 32 bytes a block. `scales`: one f32 a block. */
export interface BlockOutput {
  readonly codes: Uint8Array;
  readonly scales: Float32Array;
}

/**
 * Quantizes `rows` rows of `width` values; a last block that is not full is filled with zeros. Value = (code - zero point) x scale,
 * zero point 8 or 128, the lower half of a byte first. The value furthest from zero takes the code of which there is one more (-8,
 * -128), so a scale may be negative. Each scale is then refitted by least squares to the codes chosen; of several scales the one
 * with the least squared error is kept (as llama.cpp's make_qx_quants does). Returns the index of a block that holds NaN or
 * infinity, or -1.
 */
export function quantizeRows(
  format: BlockFormat,
  values: Float32Array,
  rows: number,
  width: number,
  output: BlockOutput,
): number {
  const blocks = Math.ceil(width / QUANTIZED_BLOCK);
  const quantizeBlock = format === 'q4' ? quantizeBlock4 : quantizeBlock8;
  const padded = width % QUANTIZED_BLOCK ? new Float32Array(QUANTIZED_BLOCK) : null;
  for (let row = 0, block = 0; row < rows; row++) {
    for (let i = 0; i < blocks; i++, block++) {
      const at = row * width + i * QUANTIZED_BLOCK;
      if (padded && i === blocks - 1) {
        padded.fill(0);
        padded.set(values.subarray(at, (row + 1) * width));
        if (!quantizeBlock(padded, 0, output, block)) return block;
      } else if (!quantizeBlock(values, at, output, block)) return block;
    }
  }
  return -1;
}

// Codes that the value furthest from zero is tried at. Ten between 7 and 9 take three times the time and lower the error by 1%.
const SMALL = -7.4;
const PLAIN = -8;
const LARGE = -8.6;

/** One block; false where a value is not finite. The three candidates share one loop, which keeps the processor's units busy. */
function quantizeBlock4(values: Float32Array, at: number, { codes, scales }: BlockOutput, block: number): boolean {
  const largest = furthest(values, at);
  if (!(Math.abs(largest) < Infinity)) return false;
  const to = block * 16;
  if (largest === 0) {
    scales[block] = 0;
    codes.fill(0x88, to, to + 16);
    return true;
  }
  let cross0 = 0;
  let cross1 = 0;
  let cross2 = 0;
  let square0 = 0;
  let square1 = 0;
  let square2 = 0;
  const factor0 = SMALL / largest;
  const factor1 = PLAIN / largest;
  const factor2 = LARGE / largest;
  for (let i = at; i < at + QUANTIZED_BLOCK; i++) {
    const value = values[i] as number;
    const code0 = ((value * factor0 + 8.5) | 0) - 8;
    let code1 = ((value * factor1 + 8.5) | 0) - 8;
    code1 = code1 > 7 ? 7 : code1;
    let code2 = ((value * factor2 + 8.5) | 0) - 8;
    code2 = code2 > 7 ? 7 : code2;
    cross0 += value * code0;
    square0 += code0 * code0;
    cross1 += value * code1;
    square1 += code1 * code1;
    cross2 += value * code2;
    square2 += code2 * code2;
  }
  // The squared error that is left is that of all zeros less cross^2 / square.
  let scale = cross0 / square0;
  let factor = factor0;
  let gain = cross0 * scale;
  if (cross1 * (cross1 / square1) > gain) {
    scale = cross1 / square1;
    factor = factor1;
    gain = cross1 * scale;
  }
  if (cross2 * (cross2 / square2) > gain) {
    scale = cross2 / square2;
    factor = factor2;
  }
  scales[block] = scale;
  for (let i = 0; i < 16; i++) {
    const low = ((values[at + 2 * i] as number) * factor + 8.5) | 0;
    const high = ((values[at + 2 * i + 1] as number) * factor + 8.5) | 0;
    codes[to + i] = (low > 15 ? 15 : low) | ((high > 15 ? 15 : high) << 4);
  }
  return true;
}

function quantizeBlock8(values: Float32Array, at: number, { codes, scales }: BlockOutput, block: number): boolean {
  const largest = furthest(values, at);
  if (!(Math.abs(largest) < Infinity)) return false;
  const to = block * QUANTIZED_BLOCK;
  const factor = largest === 0 ? 0 : -128 / largest;
  let cross = 0;
  let square = 0;
  for (let i = 0; i < QUANTIZED_BLOCK; i++) {
    const value = values[at + i] as number;
    let code = (value * factor + 128.5) | 0;
    code = code > 255 ? 255 : code;
    codes[to + i] = code;
    code -= 128;
    cross += value * code;
    square += code * code;
  }
  scales[block] = square === 0 ? 0 : cross / square;
  return true;
}

/** The value of a block furthest from zero; NaN where one is not finite. */
function furthest(values: Float32Array, at: number): number {
  let low = 0;
  let high = 0;
  let sum = 0;
  for (let i = at; i < at + QUANTIZED_BLOCK; i++) {
    const value = values[i] as number;
    sum += value;
    if (value > high) high = value;
    if (value < low) low = value;
  }
  // Sums of finite f32 values stay finite in double precision.
  return sum - sum === 0 ? (high > -low ? high : low) : NaN;
}

/** Signed codes of 8-bit blocks as MatMulNBits' unsigned ones: an exact change of representation. */
export function unsignedCodes(codes: Uint8Array, output: Uint8Array): void {
  for (let i = 0; i < codes.length; i++) output[i] = (codes[i] as number) ^ 0x80;
}

/** What MatMulNBits makes of the blocks: rows x width values. */
export function dequantizeRows(
  format: BlockFormat,
  { codes, scales }: BlockOutput,
  rows: number,
  width: number,
): Float32Array<ArrayBuffer> {
  const values = new Float32Array(rows * width);
  const blocks = Math.ceil(width / QUANTIZED_BLOCK);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < width; column++) {
      const block = row * blocks + Math.floor(column / QUANTIZED_BLOCK);
      const i = block * QUANTIZED_BLOCK + (column % QUANTIZED_BLOCK);
      const code = format === 'q8' ? (codes[i] ?? 0) - 128 : (((codes[i >> 1] ?? 0) >> (4 * (i & 1))) & 15) - 8;
      values[row * width + column] = code * (scales[block] ?? 0);
    }
  }
  return values;
}
