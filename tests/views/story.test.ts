// Steps in words, and the step that a run opens at.

import { describe, expect, it } from 'vitest';
import { revivedTokens } from '@/components/views/StepPlayer/layout';
import { tellStep, tellingStep } from '@/components/views/StepPlayer/story';
import { modes } from '@/lib/engine/types';
import { makeTrace } from '../fixtures/trace';

describe('tellingStep', () => {
  it('is the first decode step that revived a token', () => {
    const trace = makeTrace({ mode: 'lazyllm', decodeSteps: 4 });
    const at = tellingStep(trace);
    expect(at).toBeGreaterThan(0);
    expect(revivedTokens(trace, at)).toBeGreaterThan(0);
    for (let step = 0; step < at; step++) expect(revivedTokens(trace, step)).toBe(0);
  });

  it.each(['full', 'progressive', 'static'] as const)('is the prefill where nothing comes back (%s)', (mode) => {
    expect(tellingStep(makeTrace({ mode, decodeSteps: 3 }))).toBe(0);
  });
});

describe('tellStep', () => {
  it.each(modes)('has a sentence for every step of a %s run, and none beyond', (mode) => {
    const trace = makeTrace({ mode, decodeSteps: 2 });
    expect(trace.steps.map((_, at) => tellStep(trace, at))).toEqual([
      expect.stringMatching(/^Prefill ran all /),
      expect.stringMatching(/^Decode step 1 ran one new token/),
      expect.stringMatching(/^Decode step 2 ran one new token/),
    ]);
    expect(tellStep(trace, 3)).toBe('');
  });

  it('says that full prefill runs every layer, and how many tokens pruning leaves', () => {
    expect(tellStep(makeTrace({ mode: 'full' }), 0)).toMatch(/through every layer\.$/);
    const pruned = makeTrace({ mode: 'lazyllm' });
    const left = pruned.steps[0]?.segments.at(-1)?.computed.length ?? 0;
    expect(tellStep(pruned, 0)).toContain(`lets fewer through, ${left} at the end`);
  });

  it('counts what a decode step revived', () => {
    const trace = makeTrace({ mode: 'lazyllm', decodeSteps: 4 });
    const at = tellingStep(trace);
    const revived = revivedTokens(trace, at);
    expect(tellStep(trace, at)).toContain(
      revived === 1 ? 'revived one pruned token' : `revived ${revived} pruned tokens`,
    );
  });
});
