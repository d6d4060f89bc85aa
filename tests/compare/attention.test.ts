import { describe, expect, it } from 'vitest';
import { align } from '@/lib/compare/align';
import { differencingAttention } from '@/lib/compare/attention';
import { atOnce } from '@/lib/slices';
import { buildMap, CELLS_AT_A_STRETCH, EXACT_CELLS } from '@/lib/trace/attentionMap';
import { withPrompt } from './traces';

/** Attention of `positions` over themselves, each query spreading its weight by a rule of its own. */
function mapOf(positions: number[], weight: (query: number, key: number) => number) {
  const builder = buildMap(positions, positions);
  builder.add(0, Float32Array.from(positions.flatMap((q) => positions.map((k) => (k > q ? 0 : weight(q, k))))));
  return builder.finish();
}

const difference = (...given: Parameters<typeof differencingAttention>) => atOnce(differencingAttention(...given));

describe('the difference of attention', () => {
  const even = (query: number) => 1 / (query + 1);
  const own = (query: number, key: number) => (query === key ? 1 : 0);
  const [a, b] = [withPrompt([1, 2, 3, 4]), withPrompt([1, 2, 9, 9, 3, 4])];
  const alignment = align(a, b);

  it('is nothing between a map and itself', () => {
    const map = mapOf([0, 1, 2, 3], even);
    expect(difference(align(a, a), map, map)).toMatchObject({ rows: [0, 1, 2, 3], highest: 0 });
  });

  it('compares the queries and keys that are active in both runs, in columns of the alignment', () => {
    // B's token 2 stands in no other run, its token 4 is A's token 2; A's token 1 was pruned in B.
    const found = difference(alignment, mapOf([0, 1, 2, 3], even), mapOf([0, 2, 4, 5], own));
    expect(found.rows).toEqual([0, 4, 5]);
    expect(found.columns).toEqual([0, 4, 5]);
    const expected = [0, 0, 0, 1 / 3, 2 / 3, 0, 1 / 4, 1 / 4, 3 / 4];
    expect([...found.values!].map((value) => value.toFixed(6))).toEqual(expected.map((value) => value.toFixed(6)));
    expect(found.highest).toBeCloseTo(3 / 4);
  });

  it('is nothing between a map and itself where a byte is kept of a weight, too', () => {
    const size = Math.ceil(Math.sqrt(EXACT_CELLS)) + 1;
    const ids = Array.from({ length: size }, (_, i) => i);
    const map = mapOf(ids, even);
    const trace = withPrompt(ids);
    expect(map.values).toBeNull();
    expect(difference(align(trace, trace), map, map).highest).toBe(0);
  });

  it('may pause often: a page that subtracts large maps goes on answering', () => {
    const size = 1024;
    const ids = Array.from({ length: size }, (_, i) => i);
    const trace = withPrompt(ids);
    const map = mapOf(ids, even);
    let pauses = 0;
    for (const work = differencingAttention(align(trace, trace), map, map); !work.next().done;) pauses++;
    // Once a quarter of the cells when they are subtracted, and once when they are pooled.
    expect(pauses).toBeGreaterThanOrEqual((2 * size * size) / CELLS_AT_A_STRETCH);
  });
});
