// The Aux Cache of one run: hidden states at the end of each segment that wait to be revived. Knows positions and rows, no layers.

import type { Tensor } from 'onnxruntime-web';
import type { Position } from '@/lib/engine/types';
import { assert } from '@/lib/errors';
import type { RowStore, TensorPlace } from './tensors';

/**
 * Rows that were parked after one segment. A revived row stays in the store, unused: a token passes each segment once, so there are
 * never more rows than tokens, and none has to be moved when one is taken.
 */
interface AuxTable {
  readonly store: RowStore;
  /** Row of each position that is still parked. */
  readonly rowOf: Map<Position, number>;
  /** Positions of the latest rows are not known yet: the device chose them. */
  unnamed: number;
}

export class AuxCache {
  readonly #tables: (AuxTable | undefined)[] = [];

  constructor(private readonly place: TensorPlace) {}

  /** Positions parked now, after all segments. */
  get size(): number {
    return this.#tables.reduce((sum, table) => sum + (table ? table.rowOf.size + table.unnamed : 0), 0);
  }

  /** Adds `rows` (p, D) after a segment; takes the tensor over. `name` tells their positions where they are not known yet. */
  park(segment: number, rows: Tensor, positions: readonly Position[] | null): void {
    const [count = 0, width = 0] = rows.dims;
    const type = rows.type === 'float16' ? 'f16' : 'f32';
    const table = (this.#tables[segment] ??= {
      store: this.place.rowStore(width, count + SPARE_ROWS, type),
      rowOf: new Map(),
      unnamed: 0,
    });
    const first = table.store.rows;
    this.place.append([{ store: table.store, tensor: rows, count }]);
    rows.dispose();
    if (positions) positions.forEach((position, i) => table.rowOf.set(position, first + i));
    else table.unnamed = count;
  }

  /** Tells the positions of rows that were parked without. */
  name(segment: number, positions: readonly Position[]): void {
    const table = this.#tables[segment];
    if (!table) return;
    assert(table.unnamed === positions.length, `${table.unnamed} rows wait for ${positions.length} positions`);
    const first = table.store.rows - table.unnamed;
    positions.forEach((position, i) => table.rowOf.set(position, first + i));
    table.unnamed = 0;
  }

  /** Takes positions out: the rows after a segment, (M, D) and valid until the next `park`, and which of them are theirs. */
  revive(segment: number, positions: readonly Position[]): { readonly rows: Tensor; readonly index: number[] } {
    const table = this.#tables[segment];
    assert(table, `nothing is parked after segment ${segment}`);
    const index = positions.map((position) => {
      const row = table.rowOf.get(position);
      assert(row !== undefined, `position ${position} is not parked after segment ${segment}`);
      table.rowOf.delete(position);
      return row;
    });
    return { rows: table.store.view(), index };
  }

  release(): void {
    for (const table of this.#tables.splice(0)) table?.store.release();
  }
}

/** Room for rows that decode steps park. */
const SPARE_ROWS = 64;
