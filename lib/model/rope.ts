// Rotary position embedding: the cosine and sine rows of given positions. Pure; computed in double precision.

import { unreachable } from '@/lib/errors';
import type { ModelSpec, RopeScaling } from './spec';

/**
 * Cosine and sine of the rotation angles at `positions`, each (R, d/2), for the rotate-half layout.
 * Source of the scalings: transformers/modeling_rope_utils.py.
 */
export function ropeRows(
  spec: Pick<ModelSpec, 'headDim' | 'rope'>,
  positions: readonly number[],
): { cos: Float32Array; sin: Float32Array } {
  const frequencies = ropeFrequencies(spec);
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

/** Radians per position of each pair of dimensions. (d/2) */
export function ropeFrequencies({ headDim, rope }: Pick<ModelSpec, 'headDim' | 'rope'>): number[] {
  return Array.from({ length: headDim / 2 }, (_, i) => scaled(rope.theta ** ((-2 * i) / headDim), rope.scaling));
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
