// Cosine and sine rows ready in a tensor's number format. Computed once per position: at a pruning layer the GPU waits for them.

import type { Position } from '@/lib/engine/types';
import { encodeF16 } from '@/lib/model/dtypes';
import { ropeRows } from '@/lib/model/rope';
import type { RopeTable as RopeAngles } from '@/lib/model/spec';
import type { FloatType } from '@/lib/onnx/float';

/** Values as a tensor stores them: f32, or the bits of f16. */
export type StoredFloats = Float32Array | Uint16Array;

export interface RopeTable {
  /** Rows of the given positions, each (R, dims/2). */
  rows(positions: readonly Position[]): { cos: StoredFloats; sin: StoredFloats };
}

/** An empty table; it grows to the highest position asked for. */
export function createRopeTable(angles: RopeAngles, dims: number, type: FloatType): RopeTable {
  const half = dims / 2;
  const stored = (values: Float32Array): StoredFloats => (type === 'f16' ? encodeF16(values) : values);
  let size = 0;
  let cos = stored(new Float32Array(0));
  let sin = cos;

  const growTo = (positions: number) => {
    size = Math.max(256, 2 ** Math.ceil(Math.log2(positions)));
    const all = ropeRows(
      angles,
      dims,
      Array.from({ length: size }, (_, position) => position),
    );
    [cos, sin] = [stored(all.cos), stored(all.sin)];
  };

  return {
    rows(positions) {
      const last = positions.at(-1) ?? 0;
      if (last >= size) growTo(last + 1);
      if (last === positions.length - 1) {
        // Sorted and as many as their highest plus one: no gaps.
        return { cos: cos.slice(0, positions.length * half), sin: sin.slice(0, positions.length * half) };
      }
      const picked = { cos: empty(type, positions.length * half), sin: empty(type, positions.length * half) };
      positions.forEach((position, row) => {
        for (let i = 0; i < half; i++) {
          picked.cos[row * half + i] = cos[position * half + i] ?? 0;
          picked.sin[row * half + i] = sin[position * half + i] ?? 0;
        }
      });
      return picked;
    },
  };
}

function empty(type: FloatType, length: number): StoredFloats {
  return type === 'f16' ? new Uint16Array(length) : new Float32Array(length);
}
