// Number formats of a weights file and their decoding to f32. Knows neither files nor names.

/** Bytes a value, by safetensors' name of the format. */
export const dtypeBytes = { F32: 4, F16: 2, BF16: 2, I8: 1, U8: 1 } as const;

export type Dtype = keyof typeof dtypeBytes;

/** Decodes little-endian values to f32. `bytes.length` must be a multiple of the format's size. */
export function decodeF32(dtype: Dtype, bytes: Uint8Array): Float32Array {
  switch (dtype) {
    case 'F32':
      return new Float32Array(aligned(bytes, 4));
    case 'F16':
      return decodeHalf(new Uint16Array(aligned(bytes, 2)));
    case 'BF16': {
      const values = new Uint16Array(aligned(bytes, 2));
      const bits = new Uint32Array(values.length);
      for (let i = 0; i < values.length; i++) bits[i] = (values[i] as number) << 16;
      return new Float32Array(bits.buffer);
    }
    case 'I8':
      return Float32Array.from(new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length));
    case 'U8':
      return Float32Array.from(bytes);
  }
}

/** Rounds f32 values to f16 bit patterns, to nearest, ties to even; beyond 65,504 gives infinity. */
export function encodeF16(values: ArrayLike<number>): Uint16Array<ArrayBuffer> {
  const halves = new Uint16Array(values.length);
  const single = new Float32Array(1);
  const bits = new Uint32Array(single.buffer);
  for (let i = 0; i < values.length; i++) {
    single[0] = values[i] ?? 0;
    halves[i] = halfBits(bits[0] ?? 0);
  }
  return halves;
}

/** Every f16 value by its bit pattern: a look-up is several times faster than arithmetic on each value. */
let halfTable: Float32Array | null = null;

function decodeHalf(halves: Uint16Array): Float32Array {
  halfTable ??= Float32Array.from({ length: 65_536 }, (_, bits) => halfValue(bits));
  const values = new Float32Array(halves.length);
  for (let i = 0; i < halves.length; i++) values[i] = halfTable[halves[i] as number] as number;
  return values;
}

function halfValue(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** The nearest f16 bit pattern of an f32 one. */
export function halfBits(f32: number): number {
  const sign = (f32 >>> 16) & 0x8000;
  const magnitude = f32 & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00;
  if (magnitude >= 0x47800000) return sign | 0x7c00;
  const shift = magnitude < 0x38800000 ? 126 - (magnitude >>> 23) : 13;
  if (shift > 24) return sign;
  const fraction = magnitude < 0x38800000 ? (magnitude & 0x7fffff) | 0x800000 : magnitude - 0x38000000;
  const half = fraction >>> shift;
  const rest = fraction & ((1 << shift) - 1);
  const middle = 1 << (shift - 1);
  return sign | (half + (rest > middle || (rest === middle && half & 1) ? 1 : 0));
}

/** A copy of the bytes in a buffer of their own, since a view may start at an odd offset. */
function aligned(bytes: Uint8Array, size: number): ArrayBuffer {
  if (bytes.length % size) throw new RangeError(`${bytes.length} bytes are not whole values of ${size} bytes`);
  return new Uint8Array(bytes).buffer;
}
