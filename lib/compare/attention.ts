// Where two runs attend differently: the size of the difference of two attention maps. Knows columns of the alignment and weights.

import type { AttentionMap } from '@/lib/trace/attentionMap';
import { buildMap, weightOf } from '@/lib/trace/attentionMap';
import { indexOfPosition } from '@/lib/trace/select';
import type { Alignment } from './align';

/**
 * |A - B| of two maps of the same layer and head, over the queries and keys that are active in both runs; its rows and columns are
 * columns of the alignment. Maps of many tokens keep a byte a weight, so there differences below a few per cent of a weight are lost.
 */
export function attentionDifference(alignment: Alignment, a: AttentionMap, b: AttentionMap): AttentionMap {
  const rows = sharedPlaces(alignment, a.rows, b.rows);
  const keys = sharedPlaces(alignment, a.columns, b.columns);
  const builder = buildMap(
    rows.map(({ column }) => column),
    keys.map(({ column }) => column),
  );
  const weights = new Float32Array(keys.length);
  rows.forEach((row, at) => {
    keys.forEach((key, i) => {
      weights[i] = Math.abs(weightOfCell(a, row.inA, key.inA) - weightOfCell(b, row.inB, key.inB));
    });
    builder.add(at, weights);
  });
  return builder.finish();
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

/** A weight, exact where the map is small; 0 above the diagonal. */
function weightOfCell({ columns, values, levels }: AttentionMap, row: number, column: number): number {
  const at = row * columns.length + column;
  return values ? (values[at] ?? 0) : weightOf(levels[0]?.codes[at] ?? 0);
}
