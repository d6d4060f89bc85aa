// Cosine and sine rows ready in a tensor's number format. Computed once per position: at a pruning layer the GPU waits for them.

import type { Position } from '@/lib/engine/types';
import { assert } from '@/lib/errors';
import { encodeF16 } from '@/lib/model/dtypes';
import { ropeRows } from '@/lib/model/rope';
import type { ModelSpec, RopeTable as RopeAngles } from '@/lib/model/spec';
import type { FloatType } from '@/lib/onnx/float';

/** Values as a tensor stores them: f32, or the bits of f16. */
export type StoredFloats = Float32Array | Uint16Array;

export interface RopeRows {
  readonly cos: StoredFloats; // (R, dims/2)
  readonly sin: StoredFloats; // (R, dims/2)
}

export interface RopeTables {
  /**
   * Rows of the given positions from one of the model's tables; null rotates nothing. `sequence` is the longest that the run may
   * become: some scalings have other angles for long ones.
   */
  rows(table: number | null, positions: readonly Position[], sequence: number): RopeRows;
}

/** The tables of a model, each made when first asked for. */
export function createRopeTables({ positions }: ModelSpec, type: FloatType): RopeTables {
  const made = new Map<string, (positions: readonly Position[]) => RopeRows>();
  return {
    rows(table, at, sequence) {
      assert(positions.kind === 'rope', 'the model has no rotary positions');
      const angles = table === null ? null : (positions.tables[table] ?? null);
      const scaling = angles?.scaling;
      const isLong = scaling?.type === 'longrope' && sequence > scaling.originalContext;
      const key = `${table} ${isLong ? 'long' : ''}`;
      const rows = made.get(key) ?? createRows(angles, positions.dims, type, sequence);
      made.set(key, rows);
      return rows(at);
    },
  };
}

/** An empty table; it grows to the highest position asked for. Without angles nothing is rotated. */
function createRows(
  angles: RopeAngles | null,
  dims: number,
  type: FloatType,
  sequence: number,
): (positions: readonly Position[]) => RopeRows {
  const half = dims / 2;
  const stored = (values: Float32Array): StoredFloats => (type === 'f16' ? encodeF16(values) : values);
  let size = 0;
  let cos = stored(new Float32Array(0));
  let sin = cos;

  const growTo = (positions: number) => {
    size = Math.max(256, 2 ** Math.ceil(Math.log2(positions)));
    const all = angles
      ? ropeRows(
          angles,
          dims,
          Array.from({ length: size }, (_, position) => position),
          sequence,
        )
      : { cos: new Float32Array(size * half).fill(1), sin: new Float32Array(size * half) };
    [cos, sin] = [stored(all.cos), stored(all.sin)];
  };

  return (positions) => {
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
  };
}

function empty(type: FloatType, length: number): StoredFloats {
  return type === 'f16' ? new Uint16Array(length) : new Float32Array(length);
}
