import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  aliveBySegment,
  answerMs,
  belowEqualShare,
  breakEven,
  firstRevived,
  heaviest,
  parkedAfterPrefill,
  prefillCost,
  prefillStages,
  prefillWork,
  revivedIn,
  survives,
  survivors,
  tokensHolding,
} from '@/lib/learn/facts';
import { layerFlops } from '@/lib/model/spec';
import { tokenTimeline } from '@/lib/trace/fate';
import { readComparison } from '@/lib/trace/file';
import { type SideTiming, summarize } from '@/lib/trace/statistics';
import { makeTrace } from '../fixtures/trace';

const { pruned } = readComparison(readFileSync('public/experiments/passkey.json', 'utf8'));
const length = pruned.input.ids.length;

describe('what the lesson says of a run', () => {
  it('counts the tokens of each segment from the schedule', () => {
    const alive = aliveBySegment(pruned);
    expect(alive[0]).toBe(length);
    pruned.config.schedule.forEach(({ keep }, s) => expect(alive[s + 1]).toBe(Math.ceil(keep * (alive[s] ?? 0))));
  });

  it('adds computed and skipped token-layers up to all of them', () => {
    const { computed, all } = prefillWork(pruned);
    const skipped = aliveBySegment(pruned).map((n, s) => {
      const { firstLayer = 1, lastLayer = 0 } = pruned.steps[0]?.segments[s] ?? {};
      return (length - n) * (lastLayer - firstLayer + 1);
    });
    expect(computed + skipped.reduce((a, b) => a + b, 0)).toBe(all);
  });

  it('parks every token that prefill did not carry to the end', () => {
    const waiting = parkedAfterPrefill(pruned).reduce((sum, segment) => sum + segment.waiting, 0);
    expect(waiting).toBe(length - (aliveBySegment(pruned).at(-1) ?? 0));
  });

  it('names a token that was pruned first and revived later, as its life says', () => {
    const found = firstRevived(pruned);
    expect(found).not.toBeNull();
    const { events } = tokenTimeline(pruned, found?.position ?? -1);
    expect(events.map(({ type }) => type).slice(0, 3)).toEqual(['computed', 'pruned', 'revived']);
    expect(events[2]).toMatchObject({ step: found?.step });
    expect(firstRevived(makeTrace({ mode: 'progressive' }))).toBeNull();
  });

  it('counts a step’s revivals where they enter, none in prefill', () => {
    expect(revivedIn(pruned, 0)).toEqual([]);
    const step = pruned.steps[1];
    const sum = revivedIn(pruned, 1).reduce((total, { count }) => total + count, 0);
    expect(sum).toBe(step?.segments.reduce((total, { revived }) => total + revived.length, 0));
  });

  it('follows a range of tokens through the cuts', () => {
    expect(survivors(pruned, { first: 0, last: length - 1 })).toEqual(aliveBySegment(pruned));
    const last = length - 1;
    expect(survivors(pruned, { first: last, last })).toEqual(aliveBySegment(pruned).map(() => 1));
    expect(survives(pruned, last)).toBe(true);
  });
});

describe('how unequal weights are', () => {
  it('is the smallest number of tokens that hold a share', () => {
    expect(tokensHolding([0.1, 0.6, 0.3], 0.5)).toBe(1);
    expect(tokensHolding([0.1, 0.6, 0.3], 0.61)).toBe(2);
    expect(tokensHolding([0.1, 0.6, 0.3], 1)).toBe(3);
    expect(belowEqualShare([0.1, 0.6, 0.3])).toBe(2);
  });

  it('shows in the recorded run: no other token weighs more than the heaviest', () => {
    for (const stage of prefillStages(pruned)) {
      const at = stage.active.indexOf(heaviest(stage));
      expect(stage.scores[at]).toBe(Math.max(...stage.scores));
    }
  });
});

describe('the arithmetic of prefill', () => {
  const { layers } = pruned.model.spec;
  const cost = layerFlops(pruned.model.spec);

  it('doubles projections and quadruples attention with twice the tokens', () => {
    const [one, two] = [prefillCost(cost, layers, 500), prefillCost(cost, layers, 1000)];
    expect(two.perToken / one.perToken).toBeCloseTo(2);
    expect(two.attention / one.attention).toBeCloseTo(4);
  });

  it('takes about as many decode steps as there are tokens while attention is small', () => {
    expect(prefillCost(cost, layers, 10).decodeSteps).toBeCloseTo(10, 0);
    expect(prefillCost(cost, layers, 100_000).decodeSteps).toBeLessThan(100_000);
  });
});

describe('when full prefill catches up', () => {
  const full = timing(1000, 10);

  it('is the first length at which it is no later', () => {
    const lazy = timing(500, 35);
    const even = breakEven(full, lazy);
    expect(even).toBe(21);
    expect(answerMs(full, 21)).toBe(answerMs(lazy, 21));
    expect(answerMs(full, 20)).toBeGreaterThan(answerMs(lazy, 20) ?? Infinity);
  });

  it('is never where decode steps are no slower, and at once where the first token is', () => {
    expect(breakEven(full, timing(500, 10))).toBeNull();
    expect(breakEven(full, timing(1200, 35))).toBe(1);
    expect(breakEven(full, { ...timing(500, 35), decodeStep: null })).toBeNull();
  });
});

function timing(ttftMs: number, decodeMs: number): SideTiming {
  return {
    ttftMs: [ttftMs],
    ttft: summarize([ttftMs]),
    decodeStep: summarize([decodeMs]),
    ttftPerDecodeStep: null,
    ttftShare: null,
    total: null,
  };
}
