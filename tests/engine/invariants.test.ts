// The invariants of the algorithm, on random schedules, prompts and modes.

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { census, createCaches, noteComputed, noteParked } from '@/lib/engine/caches';
import { estimate, workDone } from '@/lib/engine/cost';
import { generate } from '@/lib/engine/generate';
import { effectiveSchedule, segmentsOf } from '@/lib/engine/schedule';
import type { SegmentRecord, StepRecord } from '@/lib/engine/types';
import { layerFlops } from '@/lib/model/spec';
import { finish, generations, play, still, tinyModel, tinySpec } from './machine';

const RUNS = { numRuns: 60 };
const range = (count: number) => Array.from({ length: count }, (_, i) => i);
const activeIn = ({ position, segments }: StepRecord, s: number) =>
  s === 0 ? range(position + 1) : (segments[s - 1]?.kept ?? []);
const layersOf = ({ firstLayer, lastLayer }: Pick<SegmentRecord, 'firstLayer' | 'lastLayer'>) =>
  range(lastLayer - firstLayer + 1).map((i) => firstLayer + i);

/** KV entries of every layer after the steps, told from the records alone. (L) */
function computedByLayer(steps: readonly StepRecord[], layers: number): number[][] {
  const byLayer = range(layers).map((): number[] => []);
  for (const { segments } of steps) {
    for (const segment of segments)
      for (const layer of layersOf(segment)) byLayer[layer - 1]?.push(...segment.computed);
  }
  return byLayer;
}

describe('a generation', () => {
  it("gives the baseline's logits bit for bit when every keep ratio is 1, in every mode and step", async () => {
    await fc.assert(
      fc.asyncProperty(generations(), async (drawn) => {
        const schedule = drawn.config.schedule.map(({ layer }) => ({ layer, keep: 1 }));
        const kept = await play({ ...drawn, config: { ...drawn.config, schedule } });
        const full = await play({ ...drawn, config: { ...drawn.config, mode: 'full' } });
        expect(kept.logits).toEqual(full.logits);
        expect(kept.steps.map((step) => step.nextId)).toEqual(full.steps.map((step) => step.nextId));
      }),
      RUNS,
    );
  });

  it('nests the active sets by depth, ascending, with the last token in all of them', async () => {
    await fc.assert(
      fc.asyncProperty(generations(), async (drawn) => {
        const { steps } = await play(drawn);
        const segmentCount = effectiveSchedule(drawn.config).length + 1;
        for (const step of steps) {
          expect(step.segments).toHaveLength(segmentCount);
          step.segments.forEach((segment, s) => {
            const active = activeIn(step, s);
            expect(active).toEqual([...new Set(active)].sort((a, b) => a - b));
            expect(active.at(-1)).toBe(step.position);
            expect(segment.kept === null).toBe(s === segmentCount - 1);
            const within = new Set(active);
            for (const list of [segment.kept ?? [], segment.computed])
              expect(list.every((p) => within.has(p))).toBe(true);
            const computed = new Set(segment.computed);
            expect(segment.revived.every((p) => computed.has(p))).toBe(true);
            if (segment.scores) expect(segment.scores).toHaveLength(active.length);
          });
        }
      }),
      RUNS,
    );
  });

  it('computes every (token, layer) at most once; at each layer computed + never computed = all tokens', async () => {
    await fc.assert(
      fc.asyncProperty(generations(), async (drawn) => {
        const { steps, watched } = await play(drawn);
        const tokens = (steps.at(-1)?.position ?? 0) + 1;
        const atTheEnd = watched.steps.at(-1)?.census.kv ?? [];
        computedByLayer(steps, drawn.layers).forEach((computed, i) => {
          const once = new Set(computed);
          expect(computed).toHaveLength(once.size);
          const never = range(tokens).filter((p) => !once.has(p));
          expect(once.size + never.length).toBe(tokens);
          expect(atTheEnd[i]).toBe(once.size);
        });
      }),
      RUNS,
    );
  });

  it('computes exactly the active positions that have no KV in the layer yet', async () => {
    await fc.assert(
      fc.asyncProperty(generations(), async (drawn) => {
        const { steps } = await play(drawn);
        const kv = range(drawn.layers).map(() => new Set<number>());
        for (const step of steps) {
          step.segments.forEach((segment, s) => {
            for (const layer of layersOf(segment)) {
              const cache = kv[layer - 1] ?? new Set();
              expect(segment.computed).toEqual(activeIn(step, s).filter((p) => !cache.has(p)));
              for (const p of segment.computed) cache.add(p);
            }
          });
        }
      }),
      RUNS,
    );
  });

  it('adds to each layer in each step the KV of its new tokens and of those revived up to there', async () => {
    await fc.assert(
      fc.asyncProperty(generations(), async (drawn) => {
        const { steps, watched } = await play(drawn);
        let before = range(drawn.layers).map(() => 0);
        steps.forEach((step, number) => {
          const fresh = new Set(number === 0 ? range(drawn.ids.length) : [step.position]);
          const after = watched.steps[number]?.census.kv ?? [];
          step.segments.forEach((segment, s) => {
            for (const p of segment.revived) {
              expect(fresh.has(p)).toBe(false);
              fresh.add(p);
            }
            const expected = activeIn(step, s).filter((p) => fresh.has(p));
            expect(segment.computed).toEqual(expected);
            for (const layer of layersOf(segment)) {
              expect((after[layer - 1] ?? 0) - (before[layer - 1] ?? 0)).toBe(expected.length);
            }
          });
          before = [...after];
        });
      }),
      RUNS,
    );
  });

  it('holds an Aux entry exactly for the tokens whose depth is below S, and none where nothing revives', async () => {
    await fc.assert(
      fc.asyncProperty(generations(), async (drawn) => {
        const { steps, watched } = await play(drawn);
        const deepest = effectiveSchedule(drawn.config).length;
        const revives = drawn.config.mode === 'lazyllm' || drawn.config.mode === 'revive-all';
        const depth = new Map<number, number>();
        const aux = new Set<number>();
        steps.forEach((step, number) => {
          const { plans = [], splits = [], census } = watched.steps[number] ?? {};
          plans.forEach((plan, s) => {
            for (const p of plan.computed) depth.set(p, s);
            for (const p of plan.revived) expect(aux.delete(p)).toBe(true);
            for (const p of splits[s]?.parked ?? []) aux.add(p);
          });
          const shallow = [...depth].filter(([, d]) => d < deepest).map(([p]) => p);
          expect([...aux].sort()).toEqual(revives ? shallow.sort() : []);
          expect(census?.aux).toBe(aux.size);
        });
      }),
      RUNS,
    );
  });

  it("keeps bookkeeping that equals the backend's census after every step", async () => {
    await fc.assert(
      fc.asyncProperty(generations(), async (drawn) => {
        const { watched } = await play(drawn);
        const segments = segmentsOf(effectiveSchedule(drawn.config), drawn.layers);
        const caches = createCaches(drawn.ids.length + drawn.config.maxNewTokens);
        for (const { plans, splits, census: measured } of watched.steps) {
          plans.forEach((plan, s) => {
            noteComputed(caches, plan);
            const split = splits[s];
            if (split) noteParked(caches, split);
          });
          expect(census(caches, segments)).toEqual(measured);
        }
      }),
      RUNS,
    );
  });

  it('keeps the same sets for the same input', async () => {
    await fc.assert(
      fc.asyncProperty(generations({ temperature: 0.8 }), async (drawn) => {
        const [first, second] = [await play(drawn), await play(drawn)];
        expect(second.steps).toEqual(first.steps);
        expect(second.logits).toEqual(first.logits);
      }),
      { numRuns: 30 },
    );
  });

  it('keeps sinks, and generated tokens where they may not be pruned', async () => {
    await fc.assert(
      fc.asyncProperty(generations(), async (drawn) => {
        const { sinks, pruneGenerated } = drawn.config;
        const { steps } = await play(drawn);
        for (const { position, segments } of steps) {
          const mustStay = range(position + 1).filter((p) => p < sinks || (!pruneGenerated && p >= drawn.ids.length));
          for (const { kept } of segments) if (kept) expect(mustStay.filter((p) => !kept.includes(p))).toEqual([]);
        }
      }),
      RUNS,
    );
  });

  it('prefills alike in every pruning mode that uses the whole schedule', async () => {
    await fc.assert(
      fc.asyncProperty(generations({ maxNewTokens: 1 }), async (drawn) => {
        const of = async (mode: 'lazyllm' | 'progressive' | 'revive-all') =>
          (await play({ ...drawn, config: { ...drawn.config, mode } })).steps;
        const expected = await of('lazyllm');
        expect(await of('progressive')).toEqual(expected);
        expect(await of('revive-all')).toEqual(expected);
      }),
      { numRuns: 30 },
    );
  });

  it('scores and revives only in the steps where its mode does', async () => {
    await fc.assert(
      fc.asyncProperty(generations(), async (drawn) => {
        const { mode } = drawn.config;
        const { steps, watched } = await play(drawn);
        steps.forEach((step, number) => {
          const scoring = mode === 'lazyllm' || (mode !== 'full' && number === 0);
          for (const { scores, kept } of step.segments) expect(scores !== null).toBe(scoring && kept !== null);
          const mayRevive = mode === 'lazyllm' ? number > 0 : mode === 'revive-all' && number === 1;
          if (!mayRevive) for (const { revived } of step.segments) expect(revived).toEqual([]);
          if (mode === 'revive-all' && number > 0) {
            expect(watched.steps[number]?.census.kv).toEqual(range(drawn.layers).map(() => step.position + 1));
          }
        });
      }),
      RUNS,
    );
  });

  it('computes in prefill what was estimated before it, and no more in all than full prefill and decoding', async () => {
    await fc.assert(
      fc.asyncProperty(generations(), async (drawn) => {
        const { layers, ids, config } = drawn;
        const { steps } = await play(drawn);
        const { computedPerSegment, idealSpeedup } = estimate(config, ids.length, layers, layerFlops(tinySpec(layers)));
        const prefill = steps[0]?.segments ?? [];
        expect(computedPerSegment).toEqual(prefill.map(({ computed }) => computed.length));
        expect(idealSpeedup).toBeGreaterThanOrEqual(1);

        const work = workDone(steps, layers);
        expect(work.tokenLayers).toBe(computedByLayer(steps, layers).flat().length);
        expect(work.tokenLayers).toBeLessThanOrEqual(layers * (ids.length + steps.length - 1));
        expect(work.promptShare[0]).toBe(1);
        expect(work.promptShare.every((share, s) => share <= (work.promptShare[s - 1] ?? 1))).toBe(true);
      }),
      RUNS,
    );
  });

  it('reports each layer as it runs, with the counts of the plan', async () => {
    await fc.assert(
      fc.asyncProperty(generations(), async (drawn) => {
        const { events, steps } = await play(drawn);
        const expected = steps.flatMap((step, number) =>
          step.segments.flatMap((segment, s) =>
            layersOf(segment).map((layer) => {
              const active = activeIn(step, s).length;
              return { type: 'layer', step: number, layer, computed: segment.computed.length, active };
            }),
          ),
        );
        expect(events.filter(({ type }) => type === 'layer')).toEqual(expected);
      }),
      { numRuns: 20 },
    );
  });

  it('holds all of this under any policy, not only the highest scores', async () => {
    await fc.assert(
      fc.asyncProperty(generations({ mode: 'lazyllm' }), fc.infiniteStream(fc.boolean()), async (drawn, coins) => {
        const { backend } = await tinyModel(drawn.layers);
        const policy = {
          select: (_: ArrayLike<number>, { active, last }: { active: readonly number[]; last: number }) =>
            active.filter((p) => p === last || coins.next().value === true),
        };
        const { steps } = await finish(generate(backend, drawn.ids, drawn.config, { ...still, policy }));
        for (const computed of computedByLayer(steps, drawn.layers))
          expect(computed).toHaveLength(new Set(computed).size);
      }),
      RUNS,
    );
  });
});
