import { describe, expect, it } from 'vitest';
import { checkTrace, ruleText, type Rule } from '@/lib/trace/checks';
import type { Trace, TraceSegment } from '@/lib/trace/schema';
import { makeTrace } from '../fixtures/trace';

const base = makeTrace({ prompt: 40, decodeSteps: 4, seed: 3 });

/** A copy of the sound trace with one planted fault. */
function planted(fault: (trace: Trace, segment: (step: number, index: number) => TraceSegment) => void): Trace {
  const trace = structuredClone(base);
  fault(trace, (step, index) => {
    const segment = trace.steps[step]?.segments[index];
    if (!segment) throw new Error('no such segment');
    return segment;
  });
  return trace;
}

const without = (positions: number[], p: number | undefined) => positions.filter((q) => q !== p);
const withOne = (positions: number[], p: number) => [...new Set([...positions, p])].sort((a, b) => a - b);
const broken = (trace: Trace) => [...new Set(checkTrace(trace).map(({ rule }) => rule))];

const faults: [string, Rule, Trace][] = [
  [
    'a kept token that was not active',
    'nested',
    planted((_, segment) => {
      const outside = Array.from({ length: 40 }, (_, p) => p).find((p) => !segment(0, 0).kept?.includes(p)) ?? 0;
      segment(0, 1).kept = withOne(segment(0, 1).kept ?? [], outside);
    }),
  ],
  [
    'a token computed outside the active set',
    'nested',
    planted((_, segment) => {
      const outside = Array.from({ length: 40 }, (_, p) => p).find((p) => !segment(0, 0).kept?.includes(p)) ?? 0;
      segment(0, 1).computed = withOne(segment(0, 1).computed, outside);
    }),
  ],
  [
    'a token computed in two steps',
    'once',
    planted((_, segment) => {
      segment(1, 0).computed = withOne(segment(1, 0).computed, 5);
    }),
  ],
  [
    'an active token that is neither computed nor cached',
    'accounted',
    planted((_, segment) => {
      segment(0, 1).computed = without(segment(0, 1).computed, segment(0, 1).computed[0]);
    }),
  ],
  [
    'the last token pruned',
    'last-kept',
    planted((_, segment) => {
      segment(0, 0).kept = without(segment(0, 0).kept ?? [], 39);
    }),
  ],
  [
    'a revived token that had KV already',
    'aux',
    planted((trace, segment) => {
      const reused = segment(1, 0).kept?.find((p) => segment(0, 1).computed.includes(p) && p < 39) ?? 0;
      segment(1, 1).revived = withOne(segment(1, 1).revived, reused);
      segment(1, 1).computed = withOne(segment(1, 1).computed, reused);
      expect(trace.steps.length).toBe(5);
    }),
  ],
  [
    'a token revived without a mark',
    'kv-added',
    planted((trace) => {
      const segment = trace.steps.flatMap((s) => s.segments).find((s) => s.revived.length > 0);
      if (!segment) throw new Error('nothing revived');
      segment.revived = segment.revived.slice(1);
    }),
  ],
  [
    'a pruned token with a higher score than a kept one',
    'threshold',
    planted((_, segment) => {
      const { scores, kept } = segment(0, 0);
      const pruned = Array.from({ length: 39 }, (_, p) => p).find((p) => !kept?.includes(p)) ?? 0;
      if (scores) scores[pruned] = 0.9;
    }),
  ],
  [
    'scores that do not match the active tokens',
    'threshold',
    planted((_, segment) => {
      segment(0, 0).scores?.pop();
    }),
  ],
  [
    'a step out of order',
    'order',
    planted((trace) => {
      const step = trace.steps[2];
      if (step) step.position += 1;
    }),
  ],
  [
    'a layer left out',
    'order',
    planted((_, segment) => {
      segment(0, 1).lastLayer -= 1;
    }),
  ],
  [
    'an input token that was not the chosen one',
    'order',
    planted((trace) => {
      const step = trace.steps[1];
      if (step) step.tokenId += 1;
    }),
  ],
];

describe('trace checks', () => {
  it('pass a sound trace', () => {
    expect(checkTrace(base)).toEqual([]);
  });

  it.each(faults)('catch %s', (_, rule, trace) => {
    expect(broken(trace)).toContain(rule);
  });

  it('say where and which token in plain words', () => {
    const trace = faults[2]?.[2];
    expect(trace && checkTrace(trace).map(({ message }) => message)).toContain(
      'Step 1, layer 1: token 5 was computed a second time (first in step 0)',
    );
    expect(Object.keys(ruleText)).toHaveLength(8);
  });
});
