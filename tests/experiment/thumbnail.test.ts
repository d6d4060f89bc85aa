import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { thumbnailOf } from '@/lib/experiment/thumbnail';
import { readComparison } from '@/lib/trace/file';

const { full, pruned } = readComparison(
  readFileSync(join(import.meta.dirname, '../../public/experiments/passkey.json'), 'utf8'),
);

describe('the picture of a run', () => {
  it('is solid where every token is computed', () => {
    const { segments, revived } = thumbnailOf(full);
    expect(segments.every(({ computed }) => /^9{64}$/.test(computed))).toBe(true);
    expect(revived).toMatch(/^0{64}$/);
  });

  it('has the layers of the model, and thins out with depth', () => {
    const { segments } = thumbnailOf(pruned);
    expect(segments.reduce((sum, { layers }) => sum + layers, 0)).toBe(pruned.model.spec.layers);
    const ink = segments.map(({ computed }) => [...computed].reduce((sum, digit) => sum + Number(digit), 0));
    expect(ink).toEqual([...ink].sort((a, b) => b - a));
    expect(new Set(ink).size).toBe(ink.length);
  });

  it('shows a column that has any token at all, and revivals of prompt tokens only', () => {
    const { segments, revived } = thumbnailOf(pruned);
    const [prefill, ...decode] = pruned.steps;
    const column = (position: number) => Math.floor((position * 64) / pruned.input.ids.length);
    for (const [s, { computed }] of segments.entries()) {
      for (const position of prefill?.segments[s]?.computed ?? []) expect(computed[column(position)]).not.toBe('0');
    }
    const columns = decode.flatMap((step) => step.segments.flatMap((segment) => segment.revived.map(column)));
    expect([...revived].flatMap((digit, x) => (digit === '0' ? [] : [x]))).toEqual(
      [...new Set(columns)].filter((x) => x < 64).sort((a, b) => a - b),
    );
  });

  it('has a column a token where the prompt is short', () => {
    const short = { ...pruned, input: { ...pruned.input, ids: pruned.input.ids.slice(0, 10) } };
    expect(thumbnailOf(short).revived).toHaveLength(10);
  });
});
