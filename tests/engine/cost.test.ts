import { describe, expect, it } from 'vitest';
import { estimate, workDone } from '@/lib/engine/cost';
import { parseSchedule } from '@/lib/engine/schedule';
import { play, someIds, lazy } from './machine';

// Llama 2 7B: D = 4096, H = G = 32, d = 128, F = 11008.
const llama2 = { perToken: 2 * (4 * 4096 * 4096 + 3 * 4096 * 11008), attention: 2 * 4096 };
const speedup = (schedule: string, n: number) =>
  estimate({ mode: 'lazyllm', schedule: parseSchedule(schedule), sinks: 0 }, n, 32, llama2).idealSpeedup;

describe('estimate', () => {
  it.each([
    ['8:0.5,16:0.5,24:0.5', 3376, 2.17],
    ['8:0.5,16:0.5,24:0.5', 8192, 2.23],
    ['8:0.3,16:0.3,24:0.3', 3376, 2.86],
    ['16:0.2', 3376, 1.68],
  ])('gives the FLOP ceiling of Llama 2 7B under %s at %i tokens: %f', (schedule, n, expected) => {
    expect(speedup(schedule, n)).toBeCloseTo(expected, 2);
  });

  it('counts the tokens of each segment, with sinks and the last token', () => {
    const schedule = parseSchedule('1:0.5,2:0.1');
    const counts = (mode: 'full' | 'static' | 'lazyllm', sinks: number) =>
      estimate({ mode, schedule, sinks }, 10, 4, llama2).computedPerSegment;
    expect(counts('lazyllm', 0)).toEqual([10, 5, 1]);
    expect(counts('lazyllm', 3)).toEqual([10, 5, 4]);
    expect(counts('lazyllm', 50)).toEqual([10, 10, 10]);
    expect(counts('static', 0)).toEqual([10, 5]);
    expect(counts('full', 0)).toEqual([10]);
  });
});

describe('workDone', () => {
  it('adds up token-layers, and the part of the prompt computed by layer weight', async () => {
    const { steps } = await play({
      layers: 4,
      ids: someIds(10),
      config: lazy({ mode: 'progressive', maxNewTokens: 3 }),
    });
    // Prefill: 10 tokens in layer 1, 6 in layers 2 and 3, 3 in layer 4. Two decode steps of one token.
    expect(workDone(steps, 4)).toEqual({
      prefillTokenLayers: 10 + 6 + 6 + 3,
      tokenLayers: 25 + 2 * 4,
      promptShare: [1, 0.6, 0.3],
      meanPromptShare: (1 + 0.6 * 2 + 0.3) / 4,
    });
  });
});
