// Files as rows of chunks: what a download loses when it is killed, and what is fetched again where a byte is wrong. Pure numbers.

/** Bytes of a chunk; only the last one of a file is shorter. */
export const CHUNK_BYTES = 4 * 2 ** 20;

/** Bytes start..end-1. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** How many chunks a file of `bytes` has. */
export function chunkCount(bytes: number): number {
  return Math.ceil(bytes / CHUNK_BYTES);
}

/** Where chunk `index` lies in a file of `bytes`. */
export function chunkRange(index: number, bytes: number): ByteRange {
  return { start: index * CHUNK_BYTES, end: Math.min(bytes, (index + 1) * CHUNK_BYTES) };
}

/** Bytes of the chunks that are there: those with a hash. */
export function presentBytes(hashes: readonly (string | null)[], bytes: number): number {
  return hashes.reduce((sum, hash, index) => {
    const { start, end } = chunkRange(index, bytes);
    return hash === null ? sum : sum + end - start;
  }, 0);
}

/** What is missing up to byte `end` of a file, as few ranges as possible; each begins and ends where chunks do. */
export function missingRanges(hashes: readonly (string | null)[], bytes: number, end = bytes): ByteRange[] {
  const ranges: ByteRange[] = [];
  for (let index = 0; index < chunkCount(end); index++) {
    if ((hashes[index] ?? null) !== null) continue;
    const range = chunkRange(index, bytes);
    const last = ranges.at(-1);
    if (last?.end === range.start) ranges[ranges.length - 1] = { start: last.start, end: range.end };
    else ranges.push(range);
  }
  return ranges;
}
