import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CHUNK_BYTES, chunkCount, chunkRange, missingRanges, presentBytes } from '@/lib/storage/models/chunks';

/** Chunks of a file of that many bytes: there, or not. */
const file = fc.integer({ min: 1, max: 9 * CHUNK_BYTES }).chain((bytes) =>
  fc.record({
    bytes: fc.constant(bytes),
    hashes: fc.array(fc.constantFrom('hash', null), { minLength: chunkCount(bytes), maxLength: chunkCount(bytes) }),
  }),
);

describe('chunks', () => {
  it('lie side by side and end where the file does', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 * CHUNK_BYTES }), (bytes) => {
        const ranges = Array.from({ length: chunkCount(bytes) }, (_, index) => chunkRange(index, bytes));
        expect(ranges[0]?.start).toBe(0);
        expect(ranges.at(-1)?.end).toBe(bytes);
        ranges.slice(1).forEach(({ start }, i) => expect(start).toBe(ranges[i]?.end));
      }),
    );
  });

  it('are present or missing, and together the file', () => {
    fc.assert(
      fc.property(file, ({ bytes, hashes }) => {
        const missing = missingRanges(hashes, bytes).reduce((sum, { start, end }) => sum + end - start, 0);
        expect(missing + presentBytes(hashes, bytes)).toBe(bytes);
      }),
    );
  });

  it('that are missing side by side are one range, and no range touches the next', () => {
    fc.assert(
      fc.property(file, ({ bytes, hashes }) => {
        const ranges = missingRanges(hashes, bytes);
        ranges.slice(1).forEach(({ start }, i) => expect(start).toBeGreaterThan(ranges[i]?.end ?? Infinity));
      }),
    );
  });

  it('up to a byte are those that hold bytes before it', () => {
    const bytes = 3 * CHUNK_BYTES + 10;
    const none = [null, null, null, null];
    expect(missingRanges(none, bytes, 1)).toEqual([{ start: 0, end: CHUNK_BYTES }]);
    expect(missingRanges(none, bytes, CHUNK_BYTES)).toEqual([{ start: 0, end: CHUNK_BYTES }]);
    expect(missingRanges(none, bytes, CHUNK_BYTES + 1)).toEqual([{ start: 0, end: 2 * CHUNK_BYTES }]);
    expect(missingRanges(['hash', null, 'hash', null], bytes)).toEqual([
      { start: CHUNK_BYTES, end: 2 * CHUNK_BYTES },
      { start: 3 * CHUNK_BYTES, end: bytes },
    ]);
  });
});
