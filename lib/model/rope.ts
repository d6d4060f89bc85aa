// Rotary position embedding: the cosine and sine rows of given positions. Pure; computed in double precision.

import { assert, unreachable } from '@/lib/errors';
import type { RopeScaling, RopeTable } from './spec';

/**
 * Cosine and sine of the rotation angles at `positions`, each (R, dims/2). `sequence` is the longest that the run may become,
 * prompt and output together: LongRoPE has other angles for sequences beyond the original context, and must be told.
 * Source of the scalings: transformers/modeling_rope_utils.py.
 */
export function ropeRows(
  table: RopeTable,
  dims: number,
  positions: readonly number[],
  sequence = 0,
): { cos: Float32Array; sin: Float32Array } {
  const frequencies = ropeFrequencies(table, dims, sequence);
  const factor = 'attentionFactor' in table.scaling ? table.scaling.attentionFactor : 1;
  const half = frequencies.length;
  const cos = new Float32Array(positions.length * half);
  const sin = new Float32Array(positions.length * half);
  positions.forEach((position, row) => {
    for (let i = 0; i < half; i++) {
      const angle = position * (frequencies[i] ?? 0);
      cos[row * half + i] = factor * Math.cos(angle);
      sin[row * half + i] = factor * Math.sin(angle);
    }
  });
  return { cos, sin };
}

/** Radians per position of each pair of the `dims` rotated dimensions. (dims/2) */
export function ropeFrequencies({ theta, scaling }: RopeTable, dims: number, sequence = 0): number[] {
  const plain = Array.from({ length: dims / 2 }, (_, i) => theta ** ((-2 * i) / dims));
  switch (scaling.type) {
    case 'none':
      return plain;
    case 'linear':
      return plain.map((frequency) => frequency / scaling.factor);
    case 'llama3':
      return plain.map((frequency) => llama3(frequency, scaling));
    case 'yarn': {
      const [first, last] = yarnRange(theta, dims, scaling);
      return plain.map((frequency, i) => {
        const slowed = Math.min(1, Math.max(0, (i - first) / (last - first)));
        return frequency * (1 - slowed) + (frequency / scaling.factor) * slowed;
      });
    }
    case 'longrope': {
      // Else a caller that does not say how long its run is would be answered with the wrong angles.
      assert(sequence > 0, 'LongRoPE needs the length that the run may reach');
      const factors = sequence > scaling.originalContext ? scaling.longFactors : scaling.shortFactors;
      return plain.map((frequency, i) => frequency / (factors[i] ?? 1));
    }
    default:
      return unreachable(scaling);
  }
}

/** Long wavelengths are stretched by the factor, short ones kept, those between blended. */
function llama3(frequency: number, scaling: Extract<RopeScaling, { type: 'llama3' }>): number {
  const wavelength = (2 * Math.PI) / frequency;
  const { factor, lowFreqFactor, highFreqFactor, originalContext } = scaling;
  if (wavelength < originalContext / highFreqFactor) return frequency;
  if (wavelength > originalContext / lowFreqFactor) return frequency / factor;
  const blend = (originalContext / wavelength - lowFreqFactor) / (highFreqFactor - lowFreqFactor);
  return (1 - blend) * (frequency / factor) + blend * frequency;
}

/** The pairs between which YaRN passes from angles left alone to angles slowed down. */
function yarnRange(theta: number, dims: number, scaling: Extract<RopeScaling, { type: 'yarn' }>): [number, number] {
  const { betaFast, betaSlow, truncate, originalContext } = scaling;
  /** The pair, as a fraction, that makes so many turns in the original context. */
  const pairOf = (turns: number) => (dims * Math.log(originalContext / (turns * 2 * Math.PI))) / (2 * Math.log(theta));
  const [low, high] = [pairOf(betaFast), pairOf(betaSlow)];
  const first = Math.max(0, truncate ? Math.floor(low) : low);
  const last = Math.min(dims - 1, truncate ? Math.ceil(high) : high);
  return [first, first === last ? last + 0.001 : last]; // as in transformers: never divides by zero
}
