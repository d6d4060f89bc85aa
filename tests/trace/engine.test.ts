import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkTrace } from '@/lib/trace/checks';
import { traceFates } from '@/lib/trace/fate';
import type { ViewTrace } from '@/lib/trace/select';
import { generations, play, tinySpec, type Case, type Finished } from '../engine/machine';

function viewOf({ layers, ids, config }: Case, { steps }: Finished): ViewTrace {
  const pieces = ids.map((id) => ` ${id}`);
  return {
    input: { ids, pieces, text: pieces.join('') },
    config,
    model: { id: 'tiny', spec: tinySpec(layers) },
    steps,
  };
}

describe('what views read from a generation', () => {
  it('breaks no invariant, whatever the mode, schedule and prompt', async () => {
    await fc.assert(
      fc.asyncProperty(generations(), async (drawn) => {
        expect(checkTrace(viewOf(drawn, await play(drawn)))).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('counts as many KV and Aux entries as the backend holds', async () => {
    await fc.assert(
      fc.asyncProperty(generations(), async (drawn) => {
        const finished = await play(drawn);
        const fates = traceFates(viewOf(drawn, finished));
        expect(fates).toHaveLength(finished.watched.steps.length);
        finished.watched.steps.forEach(({ census }, at) => {
          const segments = fates[at]?.segments ?? [];
          const kv = segments.flatMap((s) => Array.from({ length: s.lastLayer - s.firstLayer + 1 }, () => s.kv));
          expect(census.kv).toEqual(kv);
          expect(census.aux).toBe(segments.reduce((sum, { aux }) => sum + aux, 0));
        });
      }),
      { numRuns: 40 },
    );
  });
});
