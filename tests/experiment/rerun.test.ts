// A run made again, held against its recording.

import { describe, expect, it } from 'vitest';
import { causeWords, sideWords, verdictWords } from '@/components/published/rerunWords';
import { causes, compareRerun } from '@/lib/experiment/rerun';
import type { Comparison, Trace } from '@/lib/trace/schema';
import { tinyComparison } from '../trace/comparison';

const SHA = 'a'.repeat(64);

/** The recording, with known weights, and a copy of it whose pruned side is changed. */
function rerunWith(change: (pruned: Trace) => void): { recorded: Comparison; here: Comparison } {
  const [recorded, here] = [tinyComparison(), tinyComparison()];
  for (const { full, pruned } of [recorded, here]) full.model.sha256 = pruned.model.sha256 = SHA;
  change(here.pruned);
  return { recorded, here };
}

describe('compareRerun', () => {
  it('calls a run identical that wrote the same tokens and kept the same positions', () => {
    const { recorded, here } = rerunWith(() => undefined);
    const rerun = compareRerun(recorded, here);
    expect(rerun).toMatchObject({ identical: true, causes: [] });
    expect(sideWords(rerun.pruned, recorded.pruned)).toBe('identical: all 2 tokens');
    expect(verdictWords(rerun, recorded)).toMatch(/^Identical/);
  });

  it('names the first token that differs, and rounding where nothing else differs', () => {
    const { recorded, here } = rerunWith((pruned) => (pruned.output.ids = [11, 3]));
    const rerun = compareRerun(recorded, here);
    expect(rerun).toMatchObject({ identical: false, pruned: { token: 1, kept: null }, causes: ['rounding'] });
    expect(sideWords(rerun.pruned, recorded.pruned)).toBe('differs at token 2 of 2');
    expect(verdictWords(rerun, recorded)).toBe('Not identical: LazyLLM went another way here.');
  });

  it('counts an answer that ends earlier or goes on as different where it does', () => {
    const shorter = rerunWith((pruned) => (pruned.output.ids = [11]));
    expect(compareRerun(shorter.recorded, shorter.here).pruned.token).toBe(1);
    const longer = rerunWith((pruned) => pruned.output.ids.push(7));
    expect(compareRerun(longer.recorded, longer.here).pruned.token).toBe(2);
  });

  it('sees other positions kept though the answer is the same', () => {
    const { recorded, here } = rerunWith((pruned) => {
      const segment = pruned.steps[1]?.segments[0];
      if (segment) segment.kept = [0, 3, 6, 7, 8];
    });
    const rerun = compareRerun(recorded, here);
    expect(rerun).toMatchObject({ identical: false, pruned: { token: null, kept: 1 } });
    expect(sideWords(rerun.pruned, recorded.pruned)).toBe('same tokens; keeps other positions from decode step 1 on');
  });

  it('lists what is different here, also where the outputs agree nevertheless', () => {
    const { recorded, here } = rerunWith((pruned) => {
      pruned.model.sha256 = 'b'.repeat(64);
      pruned.backend = { kind: 'webgpu', adapter: 'a GPU', dtype: 'f16' };
      pruned.engine.onnxruntime = '2.0.0';
    });
    const rerun = compareRerun(recorded, here);
    expect(rerun).toMatchObject({ identical: true, causes: ['weights', 'backend', 'numbers', 'version'] });
    expect(causeWords('weights', recorded, here)).toContain('aaaaaaaaaaaa there, bbbbbbbbbbbb here');
  });

  it('has a sentence for every cause', () => {
    const { recorded, here } = rerunWith(() => undefined);
    for (const cause of causes) expect(causeWords(cause, recorded, here)).toMatch(/^[A-Z].*\.$/);
  });
});
