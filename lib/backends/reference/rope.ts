// Rotary position embedding in the Hugging Face layout: pairs are (j, j + d/2). Knows original positions only.

import { assert, unreachable } from '@/lib/errors';
import type { Position } from '@/lib/engine/types';
import type { ModelSpec, RopeScaling } from '@/lib/model/spec';

/** Angle a position of each of the d/2 pairs. */
export type Rotation = Float64Array;

/** Angles a position, after the model's scaling. (d / 2) */
export function rotationTable({ headDim, positions }: Pick<ModelSpec, 'headDim' | 'positions'>): Rotation {
  const rope = positions.kind === 'rope' ? positions.tables[0] : undefined;
  assert(rope, 'the reference backend knows rotary positions only');
  return Float64Array.from({ length: headDim / 2 }, (_, j) => scaled(rope.theta ** ((-2 * j) / headDim), rope.scaling));
}

function scaled(angle: number, scaling: RopeScaling): number {
  switch (scaling.type) {
    case 'none':
      return angle;
    case 'linear':
      return angle / scaling.factor;
    case 'llama3': {
      // Long waves are slowed down by `factor`, short ones left alone, those between blended.
      const { factor, lowFreqFactor, highFreqFactor, originalContext } = scaling;
      const turns = (originalContext * angle) / (2 * Math.PI);
      const blend = Math.min(1, Math.max(0, (turns - lowFreqFactor) / (highFreqFactor - lowFreqFactor)));
      return (1 - blend) * (angle / factor) + blend * angle;
    }
    default:
      return unreachable(scaling);
  }
}

/** Rotates every head of a vector (heads x d) to its position. */
export function rotate(vector: Float32Array, rotation: Rotation, position: Position): Float32Array {
  const half = rotation.length;
  const rotated = new Float32Array(vector.length);
  for (let head = 0; head < vector.length; head += 2 * half) {
    for (let j = 0; j < half; j++) {
      const angle = position * (rotation[j] ?? 0);
      const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
      const a = vector[head + j] ?? 0;
      const b = vector[head + half + j] ?? 0;
      rotated[head + j] = a * cos - b * sin;
      rotated[head + half + j] = b * cos + a * sin;
    }
  }
  return rotated;
}
