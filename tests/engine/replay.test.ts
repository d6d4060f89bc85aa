// Attention on demand: a recorded generation run again up to one layer.

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RecordedStep } from '@/lib/engine/record';
import { replayAttention } from '@/lib/engine/replay';
import type { SegmentRecord, StepRecord } from '@/lib/engine/types';
import { generations, lazy, play, someIds, tinyModel, watch, type Case } from './machine';

const recorded: Case = { layers: 4, ids: someIds(12), config: lazy() };

describe('replayAttention', () => {
  it('gives the recorded scores bit for bit at every pruning layer, with the rows and columns of the record', async () => {
    await fc.assert(
      fc.asyncProperty(generations(), fc.nat(), fc.nat(), async (drawn, a, b) => {
        const { steps } = await play(drawn);
        const step = a % steps.length;
        const segments = steps[step]?.segments ?? [];
        const s = b % segments.length;
        const segment = segments[s];
        if (!segment) throw new Error('no segment');
        const watched = watch((await tinyModel(drawn.layers)).backend);
        const target = { step, layer: segment.lastLayer };
        const { probe, close } = await replayAttention(watched.backend, drawn.ids, steps, drawn.config, target);
        expect(probe.rows).toEqual(segment.computed);
        expect(probe.columns.length).toBe(s === 0 ? (steps[step]?.position ?? 0) + 1 : segments[s - 1]?.kept?.length);
        const lastRow = await probe.read('mean', probe.rows.length - 1, probe.rows.length);
        if (segment.scores) expect([...lastRow]).toEqual(segment.scores);
        expect(watched.openProbes).toBe(1);
        close();
        expect(watched.openProbes).toBe(0);
        expect(watched.closed).toBe(1);
        expect(watched.calls.filter((name) => name === 'scores' || name === 'logits')).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('runs no layer deeper than the one asked for, and reports each', async () => {
    const { steps } = await play(recorded);
    const watched = watch((await tinyModel(4)).backend);
    const progress: string[] = [];
    const onLayer = (done: number, total: number) => void progress.push(`${done}/${total}`);
    const { close } = await replayAttention(watched.backend, recorded.ids, steps, recorded.config, {
      step: 2,
      layer: 2,
      onLayer,
    });
    close();
    expect(progress).toEqual(['1/6', '2/6', '3/6', '4/6', '5/6', '6/6']);
    expect(watched.kv.map((cache) => cache.size > 0)).toEqual([true, true, false, false]);
  });

  it('rejects with AbortError when stopped at any layer, and releases the tensors', async () => {
    const { steps } = await play(recorded);
    for (let at = 0; at <= 12; at++) {
      const stop = new AbortController();
      const watched = watch((await tinyModel(4)).backend);
      if (at === 0) stop.abort();
      const target = {
        step: 2,
        layer: 4,
        signal: stop.signal,
        onLayer: (done: number) => (done === at ? stop.abort() : undefined),
      };
      const replay = replayAttention(watched.backend, recorded.ids, steps, recorded.config, target);
      await expect(replay).rejects.toMatchObject({ name: 'AbortError' });
      expect(watched.closed).toBe(at === 0 ? 0 : 1);
      expect(watched.openProbes).toBe(0);
    }
  });

  it.each([
    [{ step: 4, layer: 1 }, 'step 4 is not in this run of 4 steps; choose 0 to 3'],
    [{ step: -1, layer: 1 }, 'step -1 is not in this run'],
    [{ step: 0, layer: 0 }, 'layer 0 is not in this model; choose 1 to 4'],
    [{ step: 0, layer: 5 }, 'layer 5 is not in this model; choose 1 to 4'],
  ])('refuses %o', async (target, message) => {
    const { steps } = await play(recorded);
    const { backend } = await tinyModel(4);
    const replay = replayAttention(backend, recorded.ids, steps, recorded.config, target);
    await expect(replay).rejects.toMatchObject({
      code: 'input-invalid',
      message: expect.stringContaining(message) as string,
    });
  });
});

describe('a schedule that the model cannot run', () => {
  it('is refused before anything is opened', async () => {
    const { steps } = await play(recorded);
    const watched = watch((await tinyModel(4)).backend);
    const config = lazy({ schedule: [{ layer: 9, keep: 0.5 }] });
    const replay = replayAttention(watched.backend, recorded.ids, steps, config, { step: 0, layer: 1 });
    await expect(replay).rejects.toMatchObject({ code: 'schedule-invalid' });
    expect(watched.opened).toBe(0);
  });
});

describe('a record that contradicts itself is refused, naming the step:', () => {
  type Change = (step: StepRecord) => RecordedStep;
  const inSegment =
    (s: number, change: (segment: SegmentRecord) => Partial<SegmentRecord>): Change =>
    (step) => ({
      ...step,
      segments: step.segments.map((segment, i) => (i === s ? { ...segment, ...change(segment) } : segment)),
    });

  it.each<[string, number, Change, string]>([
    [
      'a token that the step before did not choose',
      0,
      (step) => ({ ...step, nextId: 39 }),
      'step 1 of the run runs token id',
    ],
    [
      'a token of another model',
      2,
      (step) => ({ ...step, tokenId: 99 }),
      'token id 99 of the run is outside the vocabulary of 40',
    ],
    [
      'another position',
      1,
      (step) => ({ ...step, position: 20 }),
      'step 1 of the run stands at position 20, where 12 is due',
    ],
    ['another last token', 0, (step) => ({ ...step, tokenId: 39 }), 'step 0 of the run runs token id 39'],
    ['other layers', 1, inSegment(1, () => ({ lastLayer: 2 })), 'step 1 of the run has layers 1-1, 2-2, 4-4'],
    [
      'too few segments',
      2,
      (step) => ({ ...step, segments: step.segments.slice(1) }),
      'mode and schedule make 1-1, 2-3, 4-4',
    ],
    [
      'a row too few',
      0,
      inSegment(0, ({ computed }) => ({ computed: computed.slice(1) })),
      'step 0 of the run is wrong about position 0',
    ],
    ['a revival that was none', 1, inSegment(0, () => ({ revived: [2] })), 'position 2 being revived in layers 1 to 1'],
    [
      'kept out of range',
      0,
      inSegment(0, ({ kept }) => ({ kept: [...(kept ?? []), 50] })),
      'keeps position 50 after layer 1',
    ],
    [
      'the last token pruned',
      0,
      inSegment(0, ({ kept }) => ({ kept: (kept ?? []).slice(0, -1) })),
      'does not keep the last token',
    ],
    [
      'no kept positions',
      0,
      inSegment(0, () => ({ kept: null })),
      'does not keep the last token, position 11, after layer 1',
    ],
  ])('%s', async (_, number, change, message) => {
    const { steps } = await play(recorded);
    const wrong = steps.map((step, i) => (i === number ? change(step) : step));
    const watched = watch((await tinyModel(4)).backend);
    const replay = replayAttention(watched.backend, recorded.ids, wrong, recorded.config, { step: 3, layer: 4 });
    await expect(replay).rejects.toMatchObject({
      code: 'trace-invalid',
      message: expect.stringContaining(message) as string,
    });
    expect(watched.closed).toBe(watched.opened);
  });
});
