// Attention of one head as it is drawn: a byte a cell and, level by level, the highest byte of 2 x 2 blocks. A quarter of what the
// weights would take: 4/3 bytes a cell, which is 22 MiB at 4,096 tokens and 89 MiB at 8,192.

import type { Position } from '@/lib/engine/types';
import { atOnce, type Sliceable } from '@/lib/slices';

/** Code of a cell whose key comes after its query. */
export const NON_CAUSAL = 0;
const ZERO = 1;
const LOWEST = 2;
const HIGHEST = 255;

/** Codes of weights grow with the sixth root: steps of 2% at 1, of a quarter at a millionth. */
const ROOT = 6;

/** A max-pooled matrix of codes, row-major. */
export interface Level {
  readonly rows: number;
  readonly columns: number;
  readonly codes: Uint8Array<ArrayBuffer>;
}

export interface AttentionMap {
  /** Queries, as positions. (R) */
  readonly rows: readonly Position[];
  /** Keys, as positions. (n) */
  readonly columns: readonly Position[];
  /** Level i pools blocks of 2^i x 2^i cells; level 0 is the matrix, the last one has a single row or column. */
  readonly levels: readonly Level[];
  /** Highest weight, over all keys and over all but position 0. */
  readonly highest: number;
  readonly highestButFirst: number;
  /** The weights, row-major, where they are few (`EXACT_CELLS`); else null. */
  readonly values: Float32Array<ArrayBuffer> | null;
}

/** Matrices of up to so many cells keep their weights: 4 MiB. */
export const EXACT_CELLS = 2 ** 20;

/** Cells between two places where work on a map may pause: a few ms. */
export const CELLS_AT_A_STRETCH = 2 ** 18;

/** Code of a weight: 1 for 0, else 2..255, rising. */
export function codeOf(weight: number): number {
  if (!(weight > 0)) return ZERO;
  return LOWEST + Math.round((HIGHEST - LOWEST) * Math.min(1, weight) ** (1 / ROOT));
}

/** A weight with this code. */
export function weightOf(code: number): number {
  return code <= ZERO ? 0 : ((code - LOWEST) / (HIGHEST - LOWEST)) ** ROOT;
}

export interface MapBuilder {
  /** Takes whole rows of weights, from row `from` on. */
  add(from: number, weights: Float32Array): void;
  /** The map; to be called once, after the last row. */
  finish(): AttentionMap;
  /** The same in slices. */
  finishing(): Sliceable<AttentionMap>;
}

/** Builds a map from rows as they are computed: the weights themselves are not kept. */
export function buildMap(rows: readonly Position[], columns: readonly Position[]): MapBuilder {
  const n = columns.length;
  const codes = new Uint8Array(rows.length * n);
  const values = rows.length * n <= EXACT_CELLS ? new Float32Array(rows.length * n) : null;
  const first = columns[0] === 0 ? 0 : -1;
  let highest = 0;
  let highestButFirst = 0;
  function* finishing(): Sliceable<AttentionMap> {
    const levels: Level[] = [{ rows: rows.length, columns: n, codes }];
    for (let level = levels[0]; level && level.rows > 1 && level.columns > 1;) {
      levels.push((level = yield* pooling(level)));
    }
    return { rows, columns, levels, highest, highestButFirst, values };
  }
  return {
    finishing,
    finish: () => atOnce(finishing()),
    add(from, weights) {
      const bits = new Uint32Array(weights.buffer, weights.byteOffset, weights.length);
      values?.set(weights, from * n);
      for (let r = 0; r * n < weights.length; r++) {
        const query = rows[from + r] ?? -1;
        const source = r * n;
        const target = (from + r) * n;
        for (let c = 0; c < n && (columns[c] ?? Infinity) <= query; c++) {
          const weight = weights[source + c] ?? 0;
          codes[target + c] = CODE_OF_BITS[(bits[source + c] ?? 0) >>> 16] ?? ZERO;
          if (weight > highest) highest = weight;
          if (weight > highestButFirst && c !== first) highestButFirst = weight;
        }
      }
    },
  };
}

/** Codes by the upper half of a 32-bit float: a table is twenty times as fast as a root. */
const CODE_OF_BITS = (() => {
  const table = new Uint8Array(2 ** 16).fill(ZERO);
  const float = new Float32Array(1);
  const bits = new Uint32Array(float.buffer);
  for (let upper = 0; upper < 2 ** 15; upper++) {
    bits[0] = upper << 16;
    table[upper] = codeOf(float[0] ?? 0); // below 1e-40, where the upper half is nought, a weight counts as none
  }
  return table;
})();

/** Keeps the highest code of every 2 x 2 block. */
function* pooling({ rows, columns, codes }: Level): Sliceable<Level> {
  const stretch = Math.ceil(CELLS_AT_A_STRETCH / columns);
  const outColumns = (columns + 1) >> 1;
  const outRows = (rows + 1) >> 1;
  const out = new Uint8Array(outRows * outColumns);
  for (let r = 0; r < rows; r++) {
    const source = r * columns;
    const target = (r >> 1) * outColumns;
    for (let c = 0; c < columns; c++) {
      const code = codes[source + c] ?? 0;
      const place = target + (c >> 1);
      if (code > (out[place] ?? 0)) out[place] = code;
    }
    if (r % stretch === stretch - 1) yield;
  }
  return { rows: outRows, columns: outColumns, codes: out };
}
