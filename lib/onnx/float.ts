// Float values as the bytes a tensor holds, in half or single precision.

import { encodeF16 } from '@/lib/model/dtypes';

export type FloatType = 'f16' | 'f32';

/** The bytes of `values` in the given type; f32 is a view, f16 a rounded copy. */
export function floatBytes(type: FloatType, values: Float32Array): Uint8Array<ArrayBuffer> {
  const stored = type === 'f32' ? values : encodeF16(values);
  return new Uint8Array(stored.buffer as ArrayBuffer, stored.byteOffset, stored.byteLength);
}
