import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { align } from '@/lib/compare/align';
import { differenceAt, differenceOf, shareThatDiffers } from '@/lib/compare/fates';
import { compareFirstToken } from '@/lib/compare/firstToken';
import { largestDifference, scoreDifferences } from '@/lib/compare/scores';
import { compareTtft, samplesOf } from '@/lib/compare/times';
import { fateAt, traceFates } from '@/lib/trace/fate';
import { stagesOf } from '@/lib/trace/select';
import { traceOf } from '@/lib/trace/run';
import type { Sample, Trace } from '@/lib/trace/schema';
import { klDivergence } from '@/lib/worker/fidelity';
import { makeTrace } from '../fixtures/trace';
import { anyPair, anyTrace, recordedRuns } from './traces';

function expectNoDifference(trace: Trace): void {
  const alignment = align(trace, trace);
  const fates = traceFates(trace);
  trace.steps.forEach((step, at) => {
    const segments = differenceOf(alignment, fates[at]!, fates[at]!);
    expect(shareThatDiffers(segments).differ).toBe(0);
    for (const { counts } of segments) expect(counts).toMatchObject({ onlyA: 0, onlyB: 0, alone: 0 });
    for (const stage of scoreDifferences(alignment, { trace, step }, { trace, step })) {
      expect(stage).toMatchObject({ onlyScoredInA: 0, onlyScoredInB: 0, kept: { onlyA: 0, onlyB: 0 } });
      expect(stage.values.every((value) => value === 0)).toBe(true);
      expect(largestDifference(stage, false)).toBeNull();
    }
  });
  const first = compareFirstToken(trace.steps[0]!, trace.steps[0]!, trace.model.spec.vocabSize);
  expect(first).toMatchObject({ sameArgmax: true, klAmongShared: 0, klAtLeast: 0 });
}

describe('a run compared with itself', () => {
  it('is zero everywhere, whatever the run', () => {
    fc.assert(fc.property(anyTrace, expectNoDifference));
  });

  it('is zero everywhere for both sides of every recorded run, and its times have a ratio of one', () => {
    expect(recordedRuns.length).toBeGreaterThan(0);
    for (const run of recordedRuns) {
      for (const side of ['full', 'pruned'] as const) {
        expectNoDifference(traceOf(run, side)!);
        const samples = samplesOf(run, side);
        expect(compareTtft(samples, samples)).toMatchObject({ ratio: 1, spread: [1, 1] });
      }
    }
  });
});

describe('the difference of fates', () => {
  it('says of every token and layer which run keeps it', () => {
    fc.assert(
      fc.property(anyPair, ([a, b]) => {
        const alignment = align(a, b);
        const [fatesA, fatesB] = [traceFates(a), traceFates(b)];
        for (let at = 0; at < Math.min(a.steps.length, b.steps.length); at++) {
          const segments = differenceOf(alignment, fatesA[at]!, fatesB[at]!);
          for (let layer = 1; layer <= 12; layer++) {
            alignment.a.forEach((ofA, column) => {
              const inA = ofA < 0 ? 'absent' : fateAt(fatesA[at], layer, ofA);
              const ofB = alignment.b[column]!;
              const inB = ofB < 0 ? 'absent' : fateAt(fatesB[at], layer, ofB);
              expect(differenceAt(segments, layer, column)).toBe(expected(inA, inB));
            });
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  it('is mirrored when the runs change places', () => {
    fc.assert(
      fc.property(anyPair, ([a, b]) => {
        const [one] = differenceOf(align(a, b), traceFates(a)[0]!, traceFates(b)[0]!).slice(-1);
        const [other] = differenceOf(align(b, a), traceFates(b)[0]!, traceFates(a)[0]!).slice(-1);
        // Which of several equally long alignments is taken may depend on the order, but not how long it is.
        const sum = (counts: NonNullable<typeof one>['counts']) =>
          counts.onlyA + counts.onlyB + counts.both + counts.neither;
        expect(sum(one!.counts)).toBe(sum(other!.counts));
        if (align(a, b).prompts === 'same') {
          expect([one!.counts.onlyA, one!.counts.onlyB]).toEqual([other!.counts.onlyB, other!.counts.onlyA]);
        }
      }),
    );
  });

  function expected(inA: string, inB: string) {
    if (inA === 'absent' && inB === 'absent') return null;
    if (inA === 'absent' || inB === 'absent') return 'alone';
    const active = (fate: string) => ['computed', 'reused', 'revived'].includes(fate);
    if (active(inA) && active(inB)) return 'both';
    return active(inA) ? 'onlyA' : active(inB) ? 'onlyB' : 'neither';
  }
});

describe('the difference of scores', () => {
  it('is taken at the pruning layers that both runs have, over the tokens that both scored', () => {
    const a = makeTrace({ schedule: [3, 6].map((layer) => ({ layer, keep: 0.5 })), seed: 1 });
    const b = makeTrace({ schedule: [4, 6].map((layer) => ({ layer, keep: 0.7 })), seed: 2 });
    const [stepA, stepB] = [a.steps[0]!, b.steps[0]!];
    const found = scoreDifferences(align(a, b), { trace: a, step: stepA }, { trace: b, step: stepB });
    expect(found.map(({ layer }) => layer)).toEqual([6]);
    const [stageA, stageB] = [stagesOf(a, stepA)[1]!, stagesOf(b, stepB)[1]!];
    const [difference] = found;
    const both = stageA.active.filter((p) => stageB.active.includes(p));
    expect([...difference!.columns]).toEqual(both);
    expect([...difference!.values]).toEqual(
      both.map((p) => stageA.scores[stageA.active.indexOf(p)]! - stageB.scores[stageB.active.indexOf(p)]!),
    );
    const { kept } = difference!;
    expect(kept.both + kept.onlyA + kept.onlyB + kept.neither).toBe(both.length);
    expect(difference!.onlyScoredInA).toBe(stageA.active.length - both.length);
    expect(kept.both).toBe(both.filter((p) => stageA.kept.includes(p) && stageB.kept.includes(p)).length);
  });

  it('says nothing of full prefill, which scores nothing', () => {
    const [full, pruned] = [makeTrace({ mode: 'full' }), makeTrace()];
    const alignment = align(full, pruned);
    const step = { a: { trace: full, step: full.steps[0]! }, b: { trace: pruned, step: pruned.steps[0]! } };
    expect(scoreDifferences(alignment, step.a, step.b)).toEqual([]);
  });
});

describe('the first token of two runs', () => {
  const logits = fc.array(fc.double({ min: -12, max: 12, noNaN: true }), { minLength: 12, maxLength: 12 });
  const topOf = (all: readonly number[], count: number) =>
    all
      .map((logit, id): [number, number] => [id, logit])
      .sort((x, y) => y[1] - x[1])
      .slice(0, count);

  it('is never said to be further apart than it is', () => {
    fc.assert(
      fc.property(logits, logits, fc.integer({ min: 1, max: 12 }), (a, b, count) => {
        const found = compareFirstToken({ top: topOf(a, count) }, { top: topOf(b, count) }, a.length);
        expect(found.klAtLeast).toBeLessThanOrEqual(klDivergence(a, b) + 1e-9);
      }),
      { numRuns: 500 },
    );
  });

  it('is known exactly where the whole vocabulary was recorded', () => {
    fc.assert(
      fc.property(logits, logits, (a, b) => {
        const found = compareFirstToken({ top: topOf(a, 12) }, { top: topOf(b, 12) }, 12);
        expect(found.klAtLeast).toBeCloseTo(klDivergence(a, b), 9);
        expect(found.klAmongShared).toBeCloseTo(klDivergence(a, b), 9);
      }),
    );
  });

  it('is not compared where no candidate is shared', () => {
    const found = compareFirstToken({ top: [[1, 3]] }, { top: [[2, 3]] }, 100);
    expect(found).toEqual({ sameArgmax: false, shared: 0, klAmongShared: null, klAtLeast: 0 });
  });
});

describe('the times of two runs', () => {
  const sample = (ttftMs: number): Sample => ({ mode: 'full', ttftMs, decodeMs: [], totalMs: ttftMs });

  it('have the ratio of their medians, with the middle half of all ratios', () => {
    const found = compareTtft([90, 100, 110].map(sample), [40, 50, 60].map(sample));
    expect(found.ratio).toBe(2);
    const all = [90, 100, 110].flatMap((x) => [40, 50, 60].map((y) => x / y)).sort((x, y) => x - y);
    expect(found.spread).toEqual([all[2], all[6]]);
  });

  it('have no ratio where a side was not timed', () => {
    expect(compareTtft([sample(10)], [])).toMatchObject({ b: null, ratio: null, spread: null });
  });
});
