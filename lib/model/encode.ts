// Float values of a checkpoint as the floats of a graph, with a check that each is finite and fits. Knows arrays of bit patterns only.

import { unreachable } from '@/lib/errors';
import { decodeF32, encodeF16, halfBits } from './dtypes';
import type { Bits, Piece } from './rows';

export type FloatFormat = 'f16' | 'f32';

/** A value that cannot be kept. */
export interface ValueFault {
  /** NaN or infinity in the checkpoint, or a finite value beyond the format's largest. */
  readonly fault: 'not-finite' | 'overflow';
  readonly index: number;
  readonly value: number;
}

export type Encoded = { readonly bytes: Uint8Array<ArrayBuffer> } | ValueFault;

/**
 * An encoder of pieces; it reuses one buffer, so that a result is valid until the next call. Values already in the format asked for
 * are checked and passed through.
 */
export function floatEncoder(format: FloatFormat): (dtype: Piece['dtype'], bits: Bits) => Encoded {
  let halves = new Uint16Array(0);
  let singles = new Uint32Array(0);
  return (dtype, bits) => {
    if (format === 'f16') {
      if (dtype !== 'F16' && halves.length < bits.length) halves = new Uint16Array(bits.length);
      const encoded = dtype === 'F16' ? bits : halves.subarray(0, bits.length);
      if (dtype !== 'F16') toHalves(dtype, bits, encoded);
      const index = firstNonFiniteHalf(encoded);
      return index < 0 ? { bytes: bytesOf(encoded) } : faultAt(dtype, bits, index);
    }
    if (dtype !== 'F32' && singles.length < bits.length) singles = new Uint32Array(bits.length);
    const encoded = dtype === 'F32' ? bits : singles.subarray(0, bits.length);
    if (dtype !== 'F32') toSingles(dtype, bits, encoded);
    const index = firstNonFiniteSingle(encoded);
    return index < 0 ? { bytes: bytesOf(encoded) } : faultAt(dtype, bits, index);
  };
}

/** Names what is wrong with the value at `index`. */
export function faultAt(dtype: Piece['dtype'], bits: Bits, index: number): ValueFault {
  const single = new Uint32Array(1);
  toSingles(dtype, bits.subarray(index, index + 1), single);
  const value = new Float32Array(single.buffer)[0] ?? NaN;
  return { fault: Number.isFinite(value) ? 'overflow' : 'not-finite', index, value };
}

/** Bit patterns of f32 values. */
export function toSingles(dtype: Piece['dtype'], bits: Bits, singles: Bits): void {
  switch (dtype) {
    case 'F32':
      singles.set(bits);
      return;
    case 'BF16':
      for (let i = 0; i < bits.length; i++) singles[i] = (bits[i] as number) << 16;
      return;
    case 'F16': {
      const table = (singleOfHalf ??= new Uint32Array(decodeF32('F16', new Uint8Array(ALL_HALVES().buffer)).buffer));
      for (let i = 0; i < bits.length; i++) singles[i] = table[bits[i] as number] as number;
      return;
    }
    default:
      return unreachable(dtype);
  }
}

function toHalves(dtype: 'F32' | 'BF16' | 'F16', bits: Bits, halves: Bits): void {
  if (dtype === 'BF16') {
    const table = (halfOfBrain ??= encodeF16(decodeF32('BF16', new Uint8Array(ALL_HALVES().buffer))));
    for (let i = 0; i < bits.length; i++) halves[i] = table[bits[i] as number] as number;
  } else {
    for (let i = 0; i < bits.length; i++) halves[i] = halfBits(bits[i] as number);
  }
}

// Looking a 16-bit pattern up is several times faster than arithmetic on each value.
const ALL_HALVES = () => Uint16Array.from({ length: 65_536 }, (_, bits) => bits);
let singleOfHalf: Uint32Array | null = null;
let halfOfBrain: Uint16Array | null = null;

function firstNonFiniteHalf(halves: Bits): number {
  for (let i = 0; i < halves.length; i++) if (((halves[i] as number) & 0x7c00) === 0x7c00) return i;
  return -1;
}

function firstNonFiniteSingle(singles: Bits): number {
  for (let i = 0; i < singles.length; i++) if (((singles[i] as number) & 0x7f800000) === 0x7f800000) return i;
  return -1;
}

function bytesOf({ buffer, byteOffset, byteLength }: Bits): Uint8Array<ArrayBuffer> {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
