import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '@/lib/errors';
import {
  checkConfig,
  checkSchedule,
  effectiveSchedule,
  formatSchedule,
  parseSchedule,
  segmentsOf,
} from '@/lib/engine/schedule';
import { lazy } from './machine';

function refusal(act: () => unknown): { code: string; message: string } {
  try {
    act();
  } catch (thrown) {
    if (thrown instanceof AppError) return { code: thrown.code, message: thrown.message };
    throw thrown;
  }
  return { code: 'none', message: 'nothing was refused' };
}

describe('checkSchedule', () => {
  it.each([
    ['4:0.5,2:0.5', 'pruning layers must rise, got 2 after 4; sort them'],
    ['4:0.5,4:0.3', 'layer 4 is listed twice; give each pruning layer once'],
    ['0:0.5', 'pruning layer must be a whole number from 1 on, got 0'],
    ['16:0.5', 'pruning after layer 16 saves nothing in a model of 16 layers; prune after layers 1 to 15'],
    ['12:1.4', 'keep ratio must be in (0, 1], got 1.4 after layer 12'],
    ['12:0', 'keep ratio must be in (0, 1], got 0 after layer 12'],
    ['12:-0.1', 'keep ratio must be in (0, 1], got -0.1 after layer 12'],
  ])('refuses %s', (text, message) => {
    expect(refusal(() => checkSchedule(parseSchedule(text), 16))).toEqual({ code: 'schedule-invalid', message });
  });

  it('refuses numbers that are none', () => {
    expect(refusal(() => checkSchedule([{ layer: 12, keep: NaN }], 16)).message).toBe(
      'keep ratio must be in (0, 1], got NaN after layer 12',
    );
    expect(refusal(() => checkSchedule([{ layer: 1.5, keep: 0.5 }], 16)).message).toContain('got 1.5');
  });

  it('accepts the empty schedule, and keep ratio 1', () => {
    checkSchedule([], 1);
    checkSchedule([{ layer: 1, keep: 1 }], 2);
  });
});

describe('checkConfig', () => {
  it.each([
    [{ sinks: -1 }, 'sinks must be a whole number from 0 on, got -1'],
    [{ maxNewTokens: 0 }, 'max new tokens must be a whole number from 1 on, got 0'],
    [{ temperature: NaN }, 'temperature must be a number from 0 (greedy) on, got NaN'],
    [{ seed: 0.5 }, 'seed must be a whole number, got 0.5'],
  ])('refuses %o', (change, message) => {
    expect(refusal(() => checkConfig(lazy(change), 4))).toEqual({ code: 'input-invalid', message });
  });

  it('refuses the schedule too', () => {
    expect(refusal(() => checkConfig(lazy(), 3)).code).toBe('schedule-invalid');
    expect(refusal(() => checkConfig(lazy(), 4)).code).toBe('none');
  });
});

describe('the spelling of a schedule', () => {
  it('reads LAYER:KEEP by commas', () => {
    expect(parseSchedule(' 4:0.5, 8 : .25 ')).toEqual([
      { layer: 4, keep: 0.5 },
      { layer: 8, keep: 0.25 },
    ]);
    expect(parseSchedule('')).toEqual([]);
  });

  it.each(['4', '4:', ':0.5', '4:0.5,', 'four:0.5', '4:0.5;8:0.5', '4:half'])('refuses %j and quotes it', (text) => {
    const { code, message } = refusal(() => parseSchedule(text));
    expect(code).toBe('schedule-invalid');
    expect(message).toMatch(/is not LAYER:KEEP|keep ratio must be/);
  });

  it('gives every schedule back', () => {
    const stage = fc.record({
      layer: fc.integer({ min: 1, max: 99 }),
      keep: fc.double({ min: 1e-9, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(stage), (schedule) => {
        expect(parseSchedule(formatSchedule(schedule))).toEqual(schedule);
      }),
    );
  });
});

describe('segmentsOf', () => {
  it('cuts the layers after each stage', () => {
    const [a, b] = [{ layer: 4, keep: 0.5 }, { layer: 12, keep: 0.3 }]; // prettier-ignore
    expect(segmentsOf([a, b], 16)).toEqual([
      { index: 0, firstLayer: 1, lastLayer: 4, stage: a },
      { index: 1, firstLayer: 5, lastLayer: 12, stage: b },
      { index: 2, firstLayer: 13, lastLayer: 16, stage: null },
    ]);
    expect(segmentsOf([], 3)).toEqual([{ index: 0, firstLayer: 1, lastLayer: 3, stage: null }]);
  });

  it('uses no stage in full prefill and the first in static pruning', () => {
    const { schedule } = lazy();
    expect(effectiveSchedule({ mode: 'full', schedule })).toEqual([]);
    expect(effectiveSchedule({ mode: 'static', schedule })).toEqual(schedule.slice(0, 1));
    expect(effectiveSchedule({ mode: 'progressive', schedule })).toEqual(schedule);
  });
});
