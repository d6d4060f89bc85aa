import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { modes } from '@/lib/engine/types';
import { checkTrace } from '@/lib/trace/checks';
import { FATE, fateAt, promptComputed, revivalsOf, stepWork, tokenTimeline, traceFates } from '@/lib/trace/fate';
import { activePositions, nearestScore, stagesOf } from '@/lib/trace/select';
import { makeTrace } from '../fixtures/trace';

const layers = 12;
const anyTrace = fc
  .record({
    prompt: fc.integer({ min: 2, max: 60 }),
    mode: fc.constantFrom(...modes),
    decodeSteps: fc.integer({ min: 0, max: 8 }),
    sinks: fc.integer({ min: 0, max: 4 }),
    pruneGenerated: fc.boolean(),
    seed: fc.integer(),
    cuts: fc.uniqueArray(fc.integer({ min: 1, max: layers - 1 }), { maxLength: 4 }),
    keep: fc.double({ min: 0.05, max: 1, noNaN: true }),
  })
  .map(({ cuts, keep, ...rest }) => {
    const schedule = cuts.sort((a, b) => a - b).map((layer) => ({ layer, keep }));
    return makeTrace({ ...rest, layers, schedule });
  });

/** The definitions, told the slow way: by layer, from sets. */
function slowFate(trace: ReturnType<typeof makeTrace>, at: number, layer: number, p: number): string {
  const step = trace.steps[at];
  if (!step || p > step.position) return 'absent';
  const s = step.segments.findIndex((segment) => segment.firstLayer <= layer && layer <= segment.lastLayer);
  const hasKv = (upTo: number) =>
    trace.steps
      .slice(0, upTo)
      .some((earlier) =>
        earlier.segments.some((g) => g.firstLayer <= layer && layer <= g.lastLayer && g.computed.includes(p)),
      );
  if (step.segments[s]?.computed.includes(p)) {
    return step.segments.slice(0, s + 1).some((segment) => segment.revived.includes(p)) ? 'revived' : 'computed';
  }
  if (activePositions(step, s).includes(p)) return 'reused';
  const revives = trace.config.mode === 'lazyllm' || trace.config.mode === 'revive-all';
  return hasKv(at + 1) || !revives ? 'out' : 'parked';
}

describe('token fates', () => {
  it('follow their definitions in every mode, step, layer and position', () => {
    fc.assert(
      fc.property(anyTrace, (trace) => {
        const all = traceFates(trace);
        trace.steps.forEach((step, at) => {
          for (const { firstLayer, lastLayer } of step.segments) {
            for (let p = 0; p <= step.position + 1; p++) {
              expect(fateAt(all[at], firstLayer, p)).toBe(slowFate(trace, at, firstLayer, p));
              expect(fateAt(all[at], lastLayer, p)).toBe(slowFate(trace, at, lastLayer, p));
            }
          }
        });
      }),
      { numRuns: 40 },
    );
  });

  it('count every token exactly once in each segment', () => {
    fc.assert(
      fc.property(anyTrace, (trace) => {
        traceFates(trace).forEach(({ segments }, at) => {
          for (const { counts } of segments) {
            const sum = counts.computed + counts.revived + counts.reused + counts.parked + counts.out;
            expect(sum).toBe((trace.steps[at]?.position ?? 0) + 1);
          }
        });
      }),
    );
  });

  it('hold Aux entries for exactly the prompt tokens without KV in the last segment', () => {
    fc.assert(
      fc.property(anyTrace, (trace) => {
        if (trace.config.mode !== 'lazyllm') return;
        for (const { segments } of traceFates(trace)) {
          const aux = segments.reduce((sum, segment) => sum + segment.aux, 0);
          expect(aux + (segments.at(-1)?.kv ?? 0)).toBe(segments[0]?.kv);
        }
      }),
    );
  });

  it('are the same for a run that streams in as for the finished one, and reuse the steps already read', () => {
    const trace = makeTrace({ decodeSteps: 5 });
    const streamed = trace.steps.map((_, i) => traceFates({ ...trace, steps: trace.steps.slice(0, i + 1) }));
    const whole = traceFates(trace);
    streamed.forEach((partial) => partial.forEach((step, at) => expect(step).toBe(whole[at])));
    expect(whole[3]).toBe(streamed[5]?.[3]);
  });

  it('keep apart two traces that share a step but not what came before', () => {
    const trace = makeTrace({ decodeSteps: 3 });
    const shared = { ...trace, steps: trace.steps.slice(1) };
    const first = traceFates(trace)[1];
    expect(traceFates(shared)[0]).not.toEqual(first);
    expect(traceFates(trace)[1]).toEqual(first);
  });
});

describe('what a token went through', () => {
  it('names every computation once, and its revival after the pruning that parked it', () => {
    fc.assert(
      fc.property(anyTrace, fc.nat(), (trace, pick) => {
        const position = pick % trace.input.ids.length;
        const { events, rows } = tokenTimeline(trace, position);
        const layersRun = events.flatMap((e) => (e.type === 'pruned' ? [] : [[e.firstLayer, e.lastLayer]])).flat();
        expect(layersRun).toEqual([...layersRun].sort((a, b) => a - b));
        events.forEach((event, i) => {
          if (event.type !== 'revived') return;
          expect(events.slice(0, i).some((e) => e.type === 'pruned' && e.layer === event.firstLayer - 1)).toBe(true);
        });
        expect(rows.length).toBe(trace.steps.length);
      }),
    );
  });

  it('lists revived tokens with the score that brought them back, highest first', () => {
    const trace = makeTrace({ prompt: 80, decodeSteps: 8 });
    const found = trace.steps.flatMap(revivalsOf);
    expect(found.length).toBeGreaterThan(0);
    for (const { tokens } of found) {
      const scores = tokens.map(({ score }) => score ?? -1);
      expect(Math.min(...scores)).toBeGreaterThan(0);
      expect(scores).toEqual([...scores].sort((a, b) => b - a));
    }
  });

  it('finds the score at the pruning layer below, or at the last one that still saw the token', () => {
    const trace = makeTrace();
    const step = trace.steps[0];
    if (!step) throw new Error('no step');
    const kept = step.segments[0]?.kept ?? [];
    const pruned = Array.from({ length: step.position }, (_, p) => p).find((p) => !kept.includes(p)) ?? -1;
    expect(nearestScore(step, 12, pruned)).toMatchObject({ layer: 3, kept: false });
    expect(nearestScore(step, 12, step.position)).toMatchObject({ layer: 9, kept: true });
    expect(nearestScore(step, 1, step.position)).toMatchObject({ layer: 3, kept: true });
  });

  it('draws the threshold so that tokens below it are exactly those pruned, forced ones apart', () => {
    fc.assert(
      fc.property(anyTrace, (trace) => {
        for (const step of trace.steps) {
          for (const { active, scores, kept, threshold } of stagesOf(trace, step)) {
            if (threshold === null) continue;
            active.forEach((p, i) => {
              const forced =
                p === step.position ||
                p < trace.config.sinks ||
                (!trace.config.pruneGenerated && p >= trace.input.ids.length);
              if (!forced) expect(kept.includes(p)).toBe((scores[i] ?? 0) >= threshold);
            });
          }
        }
      }),
    );
  });

  it('sums the work of a step in token-layers, never above that of full prefill', () => {
    fc.assert(
      fc.property(anyTrace, (trace) => {
        const total = stepWork(trace).reduce((sum, work) => sum + work.computed + work.revived, 0);
        expect(total).toBeLessThanOrEqual((trace.input.ids.length + trace.steps.length - 1) * layers);
        const shares = promptComputed(trace);
        expect(shares[0]).toBe(1);
        expect(shares).toEqual([...shares].sort((a, b) => b - a));
      }),
    );
  });
});

describe('fate codes', () => {
  it('rise with rarity, so that the highest wins a shared pixel', () => {
    expect(FATE.revived).toBeGreaterThan(FATE.computed);
    expect(FATE.computed).toBeGreaterThan(FATE.reused);
  });

  it('find no fault in any trace made by the rules', () => {
    fc.assert(
      fc.property(anyTrace, (trace) => {
        expect(checkTrace(trace)).toEqual([]);
      }),
    );
  });
});
