// Where two runs attend differently: the size of the difference of two attention maps. Knows columns of the alignment and weights.

import type { Sliceable } from '@/lib/slices';
import type { AttentionMap } from '@/lib/trace/attentionMap';
import { buildMap, CELLS_AT_A_STRETCH, weightOf } from '@/lib/trace/attentionMap';
import { indexOfPosition } from '@/lib/trace/select';
import type { Alignment } from './align';

/**
 * |A - B| of two maps of the same layer and head, over the queries and keys that are active in both runs; its rows and columns are
 * columns of the alignment. Maps of many tokens keep a byte a weight, so there differences below a few per cent of a weight are lost.
 */
export function* differencingAttention(
  alignment: Alignment,
  a: AttentionMap,
  b: AttentionMap,
): Sliceable<AttentionMap> {
  const rows = sharedPlaces(alignment, a.rows, b.rows);
  const keys = sharedPlaces(alignment, a.columns, b.columns);
  const builder = buildMap(
    rows.map(({ column }) => column),
    keys.map(({ column }) => column),
  );
  const [keysOfA, keysOfB] = [Int32Array.from(keys, ({ inA }) => inA), Int32Array.from(keys, ({ inB }) => inB)];
  const [rowOfA, rowOfB] = [rowReader(a), rowReader(b)];
  const weights = new Float32Array(keys.length);
  let cells = 0;
  for (const [at, row] of rows.entries()) {
    const [ofA, ofB] = [rowOfA(row.inA), rowOfB(row.inB)];
    for (let i = 0; i < weights.length; i++) {
      weights[i] = Math.abs((ofA[keysOfA[i] ?? 0] ?? 0) - (ofB[keysOfB[i] ?? 0] ?? 0));
    }
    builder.add(at, weights);
    cells += weights.length;
    if (cells < CELLS_AT_A_STRETCH) continue;
    cells = 0;
    yield;
  }
  return yield* builder.finishing();
}

interface Shared {
  readonly column: number;
  /** Place in the list of each run. */
  readonly inA: number;
  readonly inB: number;
}

/** The columns whose tokens are in both lists of positions. */
function sharedPlaces({ columnsOfA, b }: Alignment, ofA: readonly number[], ofB: readonly number[]): Shared[] {
  return ofA.flatMap((position, inA) => {
    const column = columnsOfA[position] ?? -1;
    const inB = indexOfPosition(ofB, b[column] ?? -1);
    return column >= 0 && inB >= 0 ? [{ column, inA, inB }] : [];
  });
}

/** Reads rows of weights, exact where the map is small; 0 above the diagonal. A row is good until the next is read. */
function rowReader({ columns, values, levels }: AttentionMap): (row: number) => Float32Array {
  const n = columns.length;
  if (values) return (row) => values.subarray(row * n, (row + 1) * n);
  const codes = levels[0]?.codes ?? new Uint8Array(0);
  const weights = new Float32Array(n);
  return (row) => {
    for (let i = 0; i < n; i++) weights[i] = WEIGHT_OF_CODE[codes[row * n + i] ?? 0] ?? 0;
    return weights;
  };
}

const WEIGHT_OF_CODE = Float32Array.from({ length: 256 }, (_, code) => weightOf(code));
