// Float values as the bytes a tensor holds, in half or single precision.

import { encodeF16 } from '@/lib/model/dtypes';

export type FloatType = 'f16' | 'f32';

/** The bytes of `values` in the given type; f32 is a view, f16 a rounded copy. */
export function floatBytes(type: FloatType, values: Float32Array): Uint8Array<ArrayBuffer> {
  const stored = type === 'f32' ? values : encodeF16(values);
  return new Uint8Array(stored.buffer as ArrayBuffer, stored.byteOffset, stored.byteLength);
}

/** (rows, columns) to (columns, rows), in blocks that stay in the processor's cache. */
export function transpose(values: Float32Array, rows: number, columns: number): Float32Array<ArrayBuffer> {
  const BLOCK = 32;
  const turned = new Float32Array(values.length);
  for (let row0 = 0; row0 < rows; row0 += BLOCK) {
    const row1 = Math.min(rows, row0 + BLOCK);
    for (let column0 = 0; column0 < columns; column0 += BLOCK) {
      const column1 = Math.min(columns, column0 + BLOCK);
      for (let column = column0; column < column1; column++) {
        for (let row = row0; row < row1; row++) turned[column * rows + row] = values[row * columns + column] ?? 0;
      }
    }
  }
  return turned;
}
