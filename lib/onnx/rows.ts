// Graphs that move rows: pick some of a table, or of two tables one after the other.

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

/** Picks rows of two tables, numbered one after the other. Inputs: rows (R, D), more (M, D), index (m) int32. Output: picked (m, D). */
export function mergeGraph(width: number, type: FloatType): Uint8Array {
  const g = new GraphBuilder('merge');
  const rows = g.op('Concat', [g.input('rows', type, ['R', width]), g.input('more', type, ['M', width])], { axis: 0 });
  g.output(g.op('Gather', [rows, g.input('index', 'i32', ['m'])], { axis: 0 }), 'picked', type, ['m', width]);
  return g.encode();
}
