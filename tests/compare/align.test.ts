import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { align, type Alignment } from '@/lib/compare/align';
import { positionCount } from '@/lib/trace/select';
import { anyPair, anyTrace, samePrompt, withLongPrompt, withPrompt } from './traces';

function pairsOf({ a, b }: Alignment): [number, number][] {
  return [...a].flatMap((ofA, column): [number, number][] => {
    const ofB = b[column] ?? -1;
    return ofA >= 0 && ofB >= 0 ? [[ofA, ofB]] : [];
  });
}

/** Length of a longest common subsequence, told the slow way. */
function lcsLength(a: readonly number[], b: readonly number[]): number {
  let row = new Array<number>(b.length + 1).fill(0);
  for (const id of a) {
    const next = [0];
    b.forEach((other, j) => next.push(id === other ? (row[j] ?? 0) + 1 : Math.max(row[j + 1] ?? 0, next[j] ?? 0)));
    row = next;
  }
  return row.at(-1) ?? 0;
}

describe('the alignment of two runs', () => {
  it('has every token of both in exactly one column, in order', () => {
    fc.assert(
      fc.property(anyPair, ([a, b]) => {
        const alignment = align(a, b);
        for (const [trace, positions, columns] of [
          [a, alignment.a, alignment.columnsOfA],
          [b, alignment.b, alignment.columnsOfB],
        ] as const) {
          const all = [...positions].filter((position) => position >= 0);
          expect(all).toEqual(Array.from({ length: positionCount(trace) }, (_, p) => p));
          columns.forEach((column, position) => expect(positions[column]).toBe(position));
        }
        expect([...alignment.a].some((ofA, column) => ofA < 0 && (alignment.b[column] ?? -1) < 0)).toBe(false);
      }),
    );
  });

  it('aligns the same prompt position by position', () => {
    fc.assert(
      fc.property(samePrompt, ([a, b]) => {
        const alignment = align(a, b);
        const { length } = a.input.ids;
        expect(alignment).toMatchObject({ prompts: 'same', shared: length, promptColumns: length });
        expect([...alignment.a.slice(0, length)]).toEqual([...alignment.b.slice(0, length)]);
      }),
    );
  });

  it('pairs tokens with the same id only: as many as can be where half is shared, else those of both ends', () => {
    const ids = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 2, maxLength: 40 });
    fc.assert(
      fc.property(ids, ids, (idsA, idsB) => {
        const alignment = align(withPrompt(idsA), withPrompt(idsB, 2));
        const prompt = pairsOf(alignment).filter(([ofA, ofB]) => ofA < idsA.length || ofB < idsB.length);
        for (const [ofA, ofB] of prompt) expect(idsA[ofA]).toBe(idsB[ofB]);
        expect(alignment.shared).toBe(prompt.length);
        const most = lcsLength(idsA, idsB);
        const half = most * 2 >= Math.ceil((idsA.length + idsB.length) / 2);
        expect(alignment.prompts === 'unlike').toBe(!half);
        if (half) expect(prompt).toHaveLength(most);
        if (half) return;
        const start = prompt.filter(([ofA, ofB]) => ofA === ofB).length;
        expect(prompt.slice(start).every(([ofA, ofB]) => idsA.length - ofA === idsB.length - ofB)).toBe(true);
      }),
    );
  });

  it('keeps what follows an inserted word aligned', () => {
    const alignment = align(withPrompt([1, 2, 3, 4]), withPrompt([1, 2, 9, 9, 3, 4]));
    expect(pairsOf(alignment).slice(0, 4)).toEqual([
      [0, 0],
      [1, 1],
      [2, 4],
      [3, 5],
    ]);
    expect(alignment.promptColumns).toBe(6);
  });

  it('does not search for chance among thousands of tokens that have nothing in common', () => {
    const [idsA, idsB] = [0, 8192].map((from) => Array.from({ length: 8192 }, (_, i) => from + ((i * 31) % 8192)));
    const alignment = align(withLongPrompt([7, ...idsA!, 9]), withLongPrompt([7, ...idsB!, 9]));
    expect(alignment).toMatchObject({ prompts: 'unlike', shared: 2 });
  });

  it('pairs outputs up to the first token that differs, and names that token', () => {
    const a = withPrompt([1, 2, 3]);
    const b = structuredClone(a);
    b.output.ids[2] = 4000;
    const alignment = align(a, b);
    expect(alignment.firstDifference).toBe(2);
    expect(pairsOf(alignment).slice(3)).toEqual([
      [3, 3],
      [4, 4],
    ]);
    const shorter = { ...a, output: { ...a.output, ids: a.output.ids.slice(0, 3) } };
    expect(align(a, shorter).firstDifference).toBe(3);
  });

  it('aligns runs of different models by the text of their tokens', () => {
    const a = withPrompt([1, 2, 3]);
    const b = { ...withPrompt([7, 8, 9]), model: { ...a.model, id: 'another' } };
    expect(align(a, b).shared).toBe(0);
    expect(align(a, { ...b, input: { ...b.input, pieces: a.input.pieces } }).prompts).toBe('same');
  });

  it('aligns a run with itself in full', () => {
    fc.assert(
      fc.property(anyTrace, (trace) => {
        const alignment = align(trace, trace);
        expect(alignment.firstDifference).toBeNull();
        expect([...alignment.a]).toEqual([...alignment.b]);
      }),
    );
  });
});
