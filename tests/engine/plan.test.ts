import { describe, expect, it } from 'vitest';
import { census, createCaches, noteComputed, noteParked } from '@/lib/engine/caches';
import { planSegment, splitRows } from '@/lib/engine/plan';
import { segmentsOf } from '@/lib/engine/schedule';

const segments = segmentsOf([{ layer: 1, keep: 0.5 }, { layer: 2, keep: 0.5 }], 3); // prettier-ignore
const [first, second, third] = segments;
if (!first || !second || !third) throw new Error('three segments expected');

describe('the plan of a segment', () => {
  it('follows the worked example of Fig. 4b: T1 and T8 from KV, T3 from Aux, T5 and T9 from hidden states', () => {
    // Positions are the token numbers of the figure. Before: KV of the next layer {T1, T8}, Aux of this layer {T2, T3}.
    const caches = createCaches(10);
    for (const t of [1, 8]) caches.depth[t] = 2;
    for (const t of [2, 3]) [caches.depth[t], caches.aux[t]] = [1, 1];
    for (const t of [4, 5, 7]) [caches.depth[t], caches.aux[t]] = [0, 1];
    caches.depth[9] = 0;

    // T4, T5 and T7 are revived in this segment; T9 is the step's own token. T6 was pruned before.
    const here = planSegment(caches, second, [1, 2, 3, 4, 5, 7, 8, 9], [9], true);
    expect(here.computed).toEqual([4, 5, 7, 9]);
    expect(here.revived).toEqual([4, 5, 7]);
    expect(here.scored).toBe(true);
    noteComputed(caches, here);
    const split = splitRows(here, [1, 3, 5, 8, 9], true); // T2, T4 and T7 are pruned
    noteParked(caches, split);
    expect(split).toEqual({ carried: [5, 9], parked: [4, 7] });
    expect([2, 3, 4, 7].every((t) => caches.aux[t] === 1 && caches.depth[t] === 1)).toBe(true); // Aux {T2, T3, T4, T7}

    const next = planSegment(caches, third, [1, 3, 5, 8, 9], split.carried, true);
    expect(next).toMatchObject({ computed: [3, 5, 9], revived: [3], scored: false });
    noteComputed(caches, next);
    expect([1, 3, 5, 8, 9].every((t) => caches.depth[t] === 2)).toBe(true); // KV {T1, T8, T3, T5, T9}
    // T3 has KV in every segment now, so its Aux entry is freed: a departure from the figure, which lists it still.
    expect(caches.aux[3]).toBe(0);
  });

  it('gives revived rows in order of position, before and after the new token alike', () => {
    const caches = createCaches(10);
    for (const p of [3, 5, 9]) caches.depth[p] = 0;
    for (const p of [3, 5]) caches.aux[p] = 1;
    expect(planSegment(caches, second, [3, 5, 9], [9], false).computed).toEqual([3, 5, 9]);
  });

  it('refuses an active position that has neither KV nor Aux, and rows that are not active', () => {
    const caches = createCaches(4);
    caches.depth.fill(0);
    expect(() => planSegment(caches, second, [1, 3], [3], false)).toThrow('position 1 has neither KV nor Aux');
    expect(() => planSegment(caches, first, [3], [2, 3], false)).toThrow('rows outside its active set');
  });

  it('drops pruned rows where nothing can revive them', () => {
    const plan = planSegment(createCaches(3), first, [0, 1, 2], [0, 1, 2], true);
    expect(splitRows(plan, [0, 2], false)).toEqual({ carried: [0, 2], parked: [] });
    expect(splitRows(plan, [0, 2], true)).toEqual({ carried: [0, 2], parked: [1] });
  });
});

describe('the bookkeeping', () => {
  it('refuses to compute a position twice in a segment, or past a segment', () => {
    const caches = createCaches(3);
    const plan = planSegment(caches, first, [0, 1, 2], [0, 1, 2], false);
    noteComputed(caches, plan);
    expect(() => noteComputed(caches, plan)).toThrow('position 0 cannot be computed in segment 0 again');
    expect(() => noteComputed(caches, { ...plan, index: 2 })).toThrow('position 0');
  });

  it('counts KV by layer and Aux entries', () => {
    const caches = createCaches(4);
    const plan = planSegment(caches, first, [0, 1, 2], [0, 1, 2], false);
    noteComputed(caches, plan);
    noteParked(caches, splitRows(plan, [2], true));
    noteComputed(caches, planSegment(caches, second, [2], [2], false));
    expect(census(caches, segments)).toEqual({ kv: [3, 1, 0], aux: 2 });
  });
});
