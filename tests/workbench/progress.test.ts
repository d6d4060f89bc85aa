// What the page knows of a run from its events.

import { describe, expect, it } from 'vitest';
import { advance, type Progress } from '@/components/engine/progress';
import type { Event } from '@/lib/worker/protocol';

type CompareEvent = Event<'compare'>;

const begin = (side: 'full' | 'pruned', warmup = false): CompareEvent => ({ type: 'begin', side, warmup, repeat: 0 });
const layer = (step: number, at: number, active: number): CompareEvent => ({
  type: 'layer',
  step,
  layer: at,
  computed: active,
  active,
});
const sample = (warmup: boolean, ttftMs: number): CompareEvent => ({
  type: 'sample',
  side: 'full',
  warmup,
  repeat: 0,
  sample: { mode: 'full', ttftMs, decodeMs: [], totalMs: ttftMs },
});

function after(...events: CompareEvent[]): Extract<Progress, { at: 'running' }> {
  const progress = events.reduce<Progress | null>(advance, null);
  if (progress?.at !== 'running') throw new Error('not running');
  return progress;
}

describe('advance', () => {
  it('keeps the tokens alive in each layer of the prefill, and leaves them as they were while it decodes', () => {
    const prefill = [begin('pruned'), layer(0, 1, 40), layer(0, 2, 40), layer(0, 3, 20)];
    expect(after(...prefill).alive).toEqual([40, 40, 20]);
    expect(after(...prefill, layer(1, 1, 41), layer(1, 2, 41))).toMatchObject({
      step: 1,
      layer: 2,
      alive: [40, 40, 20],
    });
  });

  it('starts the layers anew with every generation, and keeps the times', () => {
    const events = [begin('full', true), layer(0, 1, 40), sample(true, 90), begin('full'), sample(false, 60)];
    expect(after(...events, begin('pruned'))).toMatchObject({
      side: 'pruned',
      alive: [],
      warmups: [{ ttftMs: 90 }],
      samples: [{ ttftMs: 60 }],
    });
  });

  it('knows nothing of layers before a generation has begun', () => {
    expect(advance(null, layer(0, 1, 40))).toBeNull();
  });
});
