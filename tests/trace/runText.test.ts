import { expect, it } from 'vitest';
import { atOnce } from '@/lib/slices';
import { headOf, runOf, type Run } from '@/lib/trace/run';
import { readingRun, writingRun } from '@/lib/trace/runText';
import { makeTrace } from '../fixtures/trace';
import { tinyComparison } from './comparison';

const part: Run = {
  kind: 'part',
  id: 'p-1',
  origin: 'here',
  title: 'Stopped',
  createdAt: '2026-11-25T00:00:00.000Z',
  expected: null,
  reason: 'stopped',
  full: makeTrace({ mode: 'full' }),
  pruned: null,
  timing: { warmup: [], samples: [] },
};

const there = (run: Run): Run => atOnce(readingRun(atOnce(writingRun(run))));

it('brings back a whole run and a part of one', () => {
  const whole = runOf(tinyComparison(), 'here');
  const back = there(whole);
  expect(back).toMatchObject({ kind: 'whole', id: whole.id, origin: 'here' });
  expect(headOf(back)).toEqual(headOf(whole));
  expect(there(part)).toEqual(part);
});

it('keeps the scores of a long run as fine as those of a short one', () => {
  const long = makeTrace({ prompt: 2000, decodeSteps: 24 });
  const back = there({ ...part, full: null, pruned: long });
  const scores = (run: Run) => (run.kind === 'part' ? run.pruned?.steps[20]?.segments[0]?.scores : null) ?? [];
  const [made, read] = [scores({ ...part, pruned: long }), scores(back)];
  const most = Math.max(...made);
  expect(read).toHaveLength(made.length);
  made.forEach((score, p) => expect(Math.abs((read[p] ?? NaN) - score)).toBeLessThanOrEqual(most * 2e-5));
});

it('refuses a string that is no run, naming what to do', () => {
  for (const text of ['', '{}', '{"kind":"whole"}', '[1]']) {
    expect(() => atOnce(readingRun(text))).toThrow(/This stored run is damaged: delete it/);
  }
});
