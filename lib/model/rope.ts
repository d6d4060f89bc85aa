// Rotary position embedding: the cosine and sine rows of given positions. Pure; computed in double precision.

import { unreachable } from '@/lib/errors';
import type { RopeScaling, RopeTable } from './spec';

/**
 * Cosine and sine of the rotation angles at `positions`, each (R, dims/2).
 * Source of the scalings: transformers/modeling_rope_utils.py.
 */
export function ropeRows(
  table: RopeTable,
  dims: number,
  positions: readonly number[],
): { cos: Float32Array; sin: Float32Array } {
  const frequencies = ropeFrequencies(table, dims);
  const half = frequencies.length;
  const cos = new Float32Array(positions.length * half);
  const sin = new Float32Array(positions.length * half);
  positions.forEach((position, row) => {
    for (let i = 0; i < half; i++) {
      const angle = position * (frequencies[i] ?? 0);
      cos[row * half + i] = Math.cos(angle);
      sin[row * half + i] = Math.sin(angle);
    }
  });
  return { cos, sin };
}

/** Radians per position of each pair of the `dims` rotated dimensions. (dims/2) */
export function ropeFrequencies({ theta, scaling }: RopeTable, dims: number): number[] {
  return Array.from({ length: dims / 2 }, (_, i) => scaled(theta ** ((-2 * i) / dims), scaling));
}

function scaled(frequency: number, scaling: RopeScaling): number {
  switch (scaling.type) {
    case 'none':
      return frequency;
    case 'linear':
      return frequency / scaling.factor;
    case 'llama3': {
      // Long wavelengths are stretched by the factor, short ones kept, those between blended.
      const wavelength = (2 * Math.PI) / frequency;
      const { factor, lowFreqFactor, highFreqFactor, originalContext } = scaling;
      if (wavelength < originalContext / highFreqFactor) return frequency;
      if (wavelength > originalContext / lowFreqFactor) return frequency / factor;
      const blend = (originalContext / wavelength - lowFreqFactor) / (highFreqFactor - lowFreqFactor);
      return (1 - blend) * (frequency / factor) + blend * frequency;
    }
    default:
      return unreachable(scaling);
  }
}
