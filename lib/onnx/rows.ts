// Graphs that move rows: pick some of a table, or join them with some of another.

import type { FloatType } from './float';
import { GraphBuilder, type Value } from './graph';

/** The last row of a table: (1, width). */
export function lastRow(g: GraphBuilder, rows: Value): Value {
  return g.op('Slice', [rows, g.ints(-1), g.ints(2 ** 31 - 1), g.ints(0)]);
}

/** Picks rows of a table. Inputs: rows (R, D), index (m) int32. Output: picked (m, D). */
export function takeGraph(width: number, type: FloatType): Uint8Array {
  const g = new GraphBuilder('take');
  const rows = g.input('rows', type, ['R', width]);
  g.output(g.op('Gather', [rows, g.input('index', 'i32', ['m'])], { axis: 0 }), 'picked', type, ['m', width]);
  return g.encode();
}

/**
 * Joins rows with some of a larger table, in a given order. Inputs: rows (R, D), more (M, D), moreIndex (r) int32: which of the
 * latter, index (m) int32 into the rows and those. Output: picked (m, D).
 */
export function mergeGraph(width: number, type: FloatType): Uint8Array {
  const g = new GraphBuilder('merge');
  const rows = g.input('rows', type, ['R', width]);
  const more = g.op('Gather', [g.input('more', type, ['M', width]), g.input('moreIndex', 'i32', ['r'])], { axis: 0 });
  const all = g.op('Concat', [rows, more], { axis: 0 });
  g.output(g.op('Gather', [all, g.input('index', 'i32', ['m'])], { axis: 0 }), 'picked', type, ['m', width]);
  return g.encode();
}
