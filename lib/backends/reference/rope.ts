// Rotary position embedding, written without regard to lib/model/rope.ts, so that each checks the other. Knows original positions only.

import { unreachable } from '@/lib/errors';
import type { Position } from '@/lib/engine/types';
import type { ModelSpec, RopeTable } from '@/lib/model/spec';

/** How the heads of one layer are rotated. */
export interface Rotation {
  readonly headDim: number;
  readonly interleaved: boolean;
  /** Angle a position of each rotated pair. (dims / 2) */
  readonly angles: readonly number[];
  /** Factor on the rotated dimensions. */
  readonly factor: number;
}

/**
 * The rotations of all layers, null for one without. (L) `sequence`: the longest that the run may become; LongRoPE takes its long
 * factors where that exceeds the original context.
 */
export function layerRotations(spec: ModelSpec, sequence: number): (Rotation | null)[] {
  const { positions, headDim, layers } = spec;
  if (positions.kind !== 'rope') return Array.from({ length: layers }, () => null);
  const { dims, interleaved } = positions;
  const tables = positions.tables.map((table) => ({
    headDim,
    interleaved,
    angles: anglesOf(table, dims, sequence),
    factor: 'attentionFactor' in table.scaling ? table.scaling.attentionFactor : 1,
  }));
  return positions.layers.map((table) => (table === null ? null : (tables[table] ?? null)));
}

function anglesOf({ theta, scaling }: RopeTable, dims: number, sequence: number): number[] {
  const angles = Array.from({ length: dims / 2 }, (_, j) => theta ** ((-2 * j) / dims));
  switch (scaling.type) {
    case 'none':
      return angles;
    case 'linear':
      return angles.map((angle) => angle / scaling.factor);
    case 'llama3': {
      // Long waves are slowed down by `factor`, short ones left alone, those between blended.
      const { factor, lowFreqFactor, highFreqFactor, originalContext } = scaling;
      return angles.map((angle) => {
        const turns = (originalContext * angle) / (2 * Math.PI);
        return blend(angle / factor, angle, (turns - lowFreqFactor) / (highFreqFactor - lowFreqFactor));
      });
    }
    case 'yarn': {
      // The pairs are blended by their index, between those that make betaFast and betaSlow turns.
      const { factor, betaFast, betaSlow, truncate, originalContext } = scaling;
      const pairWith = (turns: number) =>
        ((dims / 2) * Math.log(originalContext / (2 * Math.PI * turns))) / Math.log(theta);
      const first = Math.max(truncate ? Math.floor(pairWith(betaFast)) : pairWith(betaFast), 0);
      const last = Math.min(truncate ? Math.ceil(pairWith(betaSlow)) : pairWith(betaSlow), dims - 1);
      return angles.map((angle, j) => blend(angle, angle / factor, (j - first) / (last - first || 0.001)));
    }
    case 'longrope': {
      const factors = sequence > scaling.originalContext ? scaling.longFactors : scaling.shortFactors;
      return angles.map((angle, j) => angle / (factors[j] ?? NaN));
    }
    default:
      return unreachable(scaling);
  }
}

/** `from` at 0 and below, `to` at 1 and above. */
function blend(from: number, to: number, at: number): number {
  const share = Math.min(1, Math.max(0, at));
  return (1 - share) * from + share * to;
}

/** Rotates every head of a vector (heads x d) to its position; dimensions that are not rotated stay as they are. */
export function rotate(vector: Float32Array, rotation: Rotation | null, position: Position): Float32Array {
  if (!rotation) return vector;
  const { headDim, interleaved, angles, factor } = rotation;
  const rotated = Float32Array.from(vector);
  for (let head = 0; head < vector.length; head += headDim) {
    angles.forEach((angle, j) => {
      const first = head + (interleaved ? 2 * j : j);
      const second = interleaved ? first + 1 : first + angles.length;
      const [cos, sin] = [factor * Math.cos(position * angle), factor * Math.sin(position * angle)];
      const a = vector[first] ?? 0;
      const b = vector[second] ?? 0;
      rotated[first] = a * cos - b * sin;
      rotated[second] = b * cos + a * sin;
    });
  }
  return rotated;
}
