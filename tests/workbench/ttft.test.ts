// The TTFT chart: every time a mark on an axis from 0, warm-ups outside the statistics.

import { describe, expect, it } from 'vitest';
import { layoutTtft } from '@/components/run/timing/layout';
import type { Sample } from '@/lib/trace/schema';
import { summarizeSamples } from '@/lib/trace/statistics';

const sample = (mode: Sample['mode'], ttftMs: number): Sample => ({ mode, ttftMs, decodeMs: [], totalMs: ttftMs });
const samples = [sample('full', 100), sample('lazyllm', 50), sample('full', 120), sample('lazyllm', 60)];

describe('layoutTtft', () => {
  const layout = layoutTtft(summarizeSamples(samples), [sample('full', 300), sample('lazyllm', 200)], 600);

  it('marks every repeat and every warm-up of each side', () => {
    expect(layout.rows.map((row) => row.marks.map((mark) => mark.ms))).toEqual([
      [300, 100, 120],
      [200, 50, 60],
    ]);
    expect(layout.rows[0]?.marks.map((mark) => mark.warmup)).toEqual([true, false, false]);
  });

  it('places times in proportion from 0 on one axis', () => {
    const [full, pruned] = layout.rows;
    const zero = layout.ticks.find((tick) => tick.label === '0 ms')?.x ?? NaN;
    expect(((full?.marks[1]?.x ?? 0) - zero) / ((pruned?.marks[1]?.x ?? 0) - zero)).toBeCloseTo(2);
  });

  it('counts the whole axis in seconds where it is long', () => {
    const slow = [sample('full', 24_500), sample('lazyllm', 8_600)];
    const { ticks } = layoutTtft(summarizeSamples(slow), [], 600);
    expect(ticks.map(({ label }) => label)).toEqual(['0 s', '5 s', '10 s', '15 s', '20 s', '25 s']);
    expect(layout.ticks[0]?.label).toBe('0 ms');
  });

  it('holds a warm-up at the end of the axis rather than squeezing the repeats', () => {
    const [full] = layout.rows;
    expect(full?.marks.map((mark) => mark.beyond)).toEqual([true, false, false]);
    expect(Math.max(...(full?.marks.map((mark) => mark.x) ?? []))).toBeLessThanOrEqual(600);
  });

  it('keeps warm-ups out of median and quartiles', () => {
    expect(layout.rows[0]?.summary?.median).toBe(110);
  });

  it('draws nothing but an axis where nothing was timed', () => {
    const empty = layoutTtft(summarizeSamples([]), [], 600);
    expect(empty.rows.every((row) => row.summary === null && row.marks.length === 0)).toBe(true);
  });
});
