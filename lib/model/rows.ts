// Streams one matrix of a checkpoint in the orientation a graph wants, a few MiB at a time: selected rows of a fused tensor, and
// transposed where the file holds it the other way round. Knows no number format but its width.

import { assert, throwIfAborted } from '@/lib/errors';
import type { RowRuns, WeightPlace } from './families/family';
import { QUANTIZED_BLOCK } from './blocks';
import { decodeF32 } from './dtypes';
import { decodeRows } from './safetensors';
import type { StoredRows, Weights } from './weights';

/** Consecutive rows of the matrix asked for, in a float format. `bits` is valid until the next piece is asked for. */
export interface Piece {
  readonly fromRow: number;
  readonly rows: number;
  /** I8 and U8 tensors are decoded to F32 on the way. */
  readonly dtype: 'F32' | 'F16' | 'BF16';
  /** Bit patterns of the values, row-major. (rows, width) */
  readonly bits: Bits;
}

export type Bits = Uint32Array<ArrayBuffer> | Uint16Array<ArrayBuffer>;

/** Values of a piece, about: 4 MiB of 16-bit values. */
const PIECE_VALUES = 2 ** 21;

/** Bytes of the part of a matrix that is transposed at a time. */
const SLAB_BYTES = 2 ** 25;

/** Which matrix: `dims` are (out, in); it is given as (out, in), or as (in, out) where `turned`. */
export interface MatrixRequest {
  readonly place: WeightPlace;
  readonly dims: readonly number[];
  readonly turned: boolean;
}

/**
 * The matrix in pieces, in order; every piece but the last has a multiple of 4 rows. At most about 48 MiB are alive at a time. A
 * matrix that has to be transposed is read once for every 32 MiB of it. Throws as Weights.readRows.
 */
export function matrixPieces(weights: Weights, request: MatrixRequest, signal?: AbortSignal): AsyncGenerator<Piece> {
  const { place, dims, turned } = request;
  const [storedRows = 1, ...rest] = weights.shape(place.tensor);
  const storedColumns = rest.reduce((a, b) => a * b, 1);
  const [out = 1] = dims;
  const outs = listRuns(place.rows, out);
  const stored: StoredMatrix = {
    name: place.tensor,
    width: storedColumns,
    rows: place.transposed ? [{ from: 0, to: storedRows }] : outs,
    columns: place.transposed ? outs : [{ from: 0, to: storedColumns }],
  };
  const limit = place.transposed ? storedColumns : storedRows;
  assert(
    outs.every(({ to }) => to <= limit),
    `${place.tensor}: selects output row ${outs.at(-1)?.to} of ${limit}`,
  );
  return turned === (place.transposed ?? false)
    ? straightPieces(weights, stored, signal)
    : turnedPieces(weights, stored, signal);
}

/** Consecutive rows of a matrix that is stored in 8-bit blocks, as stored. */
export interface StoredPiece {
  readonly fromRow: number;
  readonly rows: number;
  /** Signed codes. (rows, width) */
  readonly codes: Uint8Array;
  /** (rows, width / 32) */
  readonly scales: Float32Array;
}

/** Whether a tensor is stored in 8-bit blocks of the size that is made here, so that it can be taken as it is. */
export async function storesBlocks(weights: Weights, name: string, signal?: AbortSignal): Promise<boolean> {
  if (weights.dtype(name) !== 'I8') return false;
  const { scales } = await weights.readRows(name, 0, 1, signal);
  return scales?.blockSize === QUANTIZED_BLOCK;
}

/** The selected rows of a tensor of which `storesBlocks` is true. */
export async function* storedPieces(
  weights: Weights,
  { place, dims }: Omit<MatrixRequest, 'turned'>,
  signal?: AbortSignal,
): AsyncGenerator<StoredPiece> {
  const [out = 1, width = 1] = dims;
  let fromRow = 0;
  for (const wanted of split(listRuns(place.rows, out), rowsAPiece(width))) {
    const rows = lengthOf(wanted);
    const codes = new Uint8Array(rows * width);
    const scales = new Float32Array((rows * width) / QUANTIZED_BLOCK);
    let at = 0;
    for (const { from, to } of wanted) {
      throwIfAborted(signal);
      const part = await weights.readRows(place.tensor, from, to, signal);
      assert(part.scales, `${place.tensor}: 8-bit blocks without scales`);
      codes.set(part.bytes, at * width);
      scales.set(decodeF32(part.scales.dtype, part.scales.bytes), (at * width) / QUANTIZED_BLOCK);
      at += to - from;
    }
    yield { fromRow, rows, codes, scales };
    fromRow += rows;
  }
}

interface Run {
  readonly from: number;
  readonly to: number;
}

interface StoredMatrix {
  readonly name: string;
  readonly width: number;
  /** Selected rows and columns, in the order they are wanted. */
  readonly rows: readonly Run[];
  readonly columns: readonly Run[];
}

/** Single runs of a selection, neighbours joined; 0..out where there is none. */
export function listRuns(runs: RowRuns | undefined, out: number): Run[] {
  if (!runs) return [{ from: 0, to: out }];
  const { start, length, stride, count } = runs;
  assert(length * count === out, `${count} runs of ${length} rows are not the ${out} rows of the weight`);
  if (stride === length) return [{ from: start, to: start + out }];
  return Array.from({ length: count }, (_, i) => ({ from: start + i * stride, to: start + i * stride + length }));
}

async function* straightPieces(weights: Weights, stored: StoredMatrix, signal?: AbortSignal): AsyncGenerator<Piece> {
  const width = lengthOf(stored.columns);
  const whole = width === stored.width;
  let fromRow = 0;
  for (const wanted of split(stored.rows, rowsAPiece(stored.width))) {
    const rows = lengthOf(wanted);
    const parts: Piece[] = [];
    for (const { from, to } of wanted) parts.push(await readPiece(weights, stored.name, from, to, signal));
    const [first] = parts;
    assert(first, `${stored.name}: a piece without rows`);
    if (whole && parts.length === 1) {
      yield { ...first, fromRow };
    } else {
      const bits = emptyBits(first, rows * width);
      let at = 0;
      for (const part of parts) {
        for (let row = 0; row < part.rows; row++) {
          for (const { from, to } of stored.columns) {
            bits.set(part.bits.subarray(row * stored.width + from, row * stored.width + to), at);
            at += to - from;
          }
        }
      }
      yield { dtype: first.dtype, bits, fromRow, rows };
    }
    fromRow += rows;
  }
}

async function* turnedPieces(weights: Weights, stored: StoredMatrix, signal?: AbortSignal): AsyncGenerator<Piece> {
  const width = lengthOf(stored.rows);
  const columns = stored.columns.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, i) => from + i));
  let slab: Bits | null = null;
  let dtype: Piece['dtype'] = 'F32';
  const bytesAValue = weights.dtype(stored.name) === 'F16' || weights.dtype(stored.name) === 'BF16' ? 2 : 4;
  const slabRows = Math.min(columns.length, multipleOf4(SLAB_BYTES / bytesAValue / width));
  const pieceRows = rowsAPiece(width);
  for (let slabFrom = 0; slabFrom < columns.length; slabFrom += slabRows) {
    const taken = columns.slice(slabFrom, slabFrom + slabRows);
    let at = 0;
    for (const wanted of split(stored.rows, rowsAPiece(stored.width))) {
      for (const { from, to } of wanted) {
        const part = await readPiece(weights, stored.name, from, to, signal);
        dtype = part.dtype;
        slab ??= emptyBits(part, slabRows * width);
        turn(part.bits, part.rows, stored.width, taken, slab, at, width);
        at += part.rows;
      }
    }
    assert(slab, `${stored.name}: a matrix without rows`);
    for (let row = 0; row < taken.length; row += pieceRows) {
      const rows = Math.min(pieceRows, taken.length - row);
      yield { dtype, fromRow: slabFrom + row, rows, bits: slab.subarray(row * width, (row + rows) * width) };
    }
  }
}

/** Writes `columns` of `part` (rows, storedWidth) as rows of `slab` (columns, width), from column `at` on, in cache-sized blocks. */
function turn(
  part: Bits,
  rows: number,
  storedWidth: number,
  columns: readonly number[],
  slab: Bits,
  at: number,
  width: number,
): void {
  const BLOCK = 32;
  for (let row0 = 0; row0 < rows; row0 += BLOCK) {
    const row1 = Math.min(rows, row0 + BLOCK);
    for (let column0 = 0; column0 < columns.length; column0 += BLOCK) {
      const column1 = Math.min(columns.length, column0 + BLOCK);
      for (let column = column0; column < column1; column++) {
        const from = columns[column] as number;
        const to = column * width + at;
        for (let row = row0; row < row1; row++) slab[to + row] = part[row * storedWidth + from] as number;
      }
    }
  }
}

async function readPiece(
  weights: Weights,
  name: string,
  from: number,
  to: number,
  signal: AbortSignal | undefined,
): Promise<Piece> {
  throwIfAborted(signal);
  return { ...floatBits(await weights.readRows(name, from, to, signal)), fromRow: from, rows: to - from };
}

function floatBits(stored: StoredRows): Pick<Piece, 'dtype' | 'bits'> {
  const { dtype, bytes } = stored;
  switch (dtype) {
    case 'F16':
    case 'BF16': {
      const { buffer, byteOffset, byteLength } = aligned(bytes, 2);
      return { dtype, bits: new Uint16Array(buffer, byteOffset, byteLength / 2) };
    }
    case 'F32': {
      const { buffer, byteOffset, byteLength } = aligned(bytes, 4);
      return { dtype, bits: new Uint32Array(buffer, byteOffset, byteLength / 4) };
    }
    case 'I8':
    case 'U8': {
      const values = decodeRows(stored);
      return { dtype: 'F32', bits: new Uint32Array(values.buffer as ArrayBuffer, values.byteOffset, values.length) };
    }
  }
}

/** The bytes themselves where a typed array can lie on them, else a copy. */
function aligned(bytes: Uint8Array, size: number): Uint8Array<ArrayBuffer> {
  return bytes.byteOffset % size === 0 ? (bytes as Uint8Array<ArrayBuffer>) : new Uint8Array(bytes);
}

function emptyBits({ bits }: Pick<Piece, 'bits'>, length: number): Bits {
  return bits instanceof Uint16Array ? new Uint16Array(length) : new Uint32Array(length);
}

/** Cuts runs into groups of `size` rows, the last one shorter. */
function* split(runs: readonly Run[], size: number): Generator<Run[]> {
  let group: Run[] = [];
  let room = size;
  for (const run of runs) {
    for (let from = run.from; from < run.to;) {
      const to = Math.min(run.to, from + room);
      group.push({ from, to });
      room -= to - from;
      from = to;
      if (room > 0) continue;
      yield group;
      group = [];
      room = size;
    }
  }
  if (group.length) yield group;
}

function lengthOf(runs: readonly Run[]): number {
  return runs.reduce((sum, { from, to }) => sum + to - from, 0);
}

function rowsAPiece(width: number): number {
  return multipleOf4(PIECE_VALUES / width);
}

function multipleOf4(count: number): number {
  return Math.max(4, Math.floor(count / 4) * 4);
}
