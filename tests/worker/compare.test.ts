import { beforeEach, describe, expect, it } from 'vitest';
import { comparisonSchema } from '@/lib/trace/schema';
import { compare } from '@/lib/worker/compare';
import type { CompareContext } from '@/lib/worker/compare';
import { fidelityOf, firstDifference, klDivergence } from '@/lib/worker/fidelity';
import type { Event } from '@/lib/worker/protocol';
import { compareParams, tinySpec, watchedBackend } from './engine';
import type { Watched } from './engine';

let watched: Watched;
beforeEach(async () => {
  watched = await watchedBackend();
});

const model = { id: 'tiny', sha256: null, spec: tinySpec };

/** A context with a clock that moves 1 ms a look. */
function context(overrides: Partial<CompareContext> = {}): CompareContext {
  let ms = 0;
  return {
    now: () => ++ms,
    signal: new AbortController().signal,
    emit: () => undefined,
    breathe: async () => undefined,
    id: 'run-1',
    createdAt: '2026-01-01T00:00:00.000Z',
    engine: { lazylens: '0.0.0', onnxruntime: '0.0.0' },
    environment: { userAgent: 'test', threads: 1, crossOriginIsolated: false },
    loadMs: null,
    ...overrides,
  };
}

const keepAll = {
  ...compareParams().config,
  schedule: [
    { layer: 1, keep: 1 },
    { layer: 2, keep: 1 },
  ],
};

describe('compare', () => {
  it('runs full prefill and the pruned side in turns, warm-ups apart', async () => {
    const { timing } = await compare(watched.backend, model, compareParams({ warmups: 1, repeats: 3 }), context());
    const turns = (n: number) => Array.from({ length: n }, () => ['full', 'lazyllm']).flat();
    expect(timing.warmup.map(({ mode }) => mode)).toEqual(turns(1));
    expect(timing.samples.map(({ mode }) => mode)).toEqual(turns(3));
    expect(timing.deviations).toEqual([]);
  });

  it('makes a comparison that its own schema accepts, with the first timed generations as its traces', async () => {
    const comparison = await compare(watched.backend, model, compareParams({ repeats: 2 }), context({ loadMs: 12 }));
    expect(comparisonSchema.parse(comparison)).toEqual(comparison);
    const { full, pruned, timing } = comparison;
    expect(full.config).toEqual({ ...pruned.config, mode: 'full' });
    expect(timing.samples[0]).toEqual({ mode: 'full', ...full.timings });
    expect(timing.samples[1]).toEqual({ mode: 'lazyllm', ...pruned.timings });
    expect(timing.loadMs).toBe(12);
  });

  it('takes TTFT from the first step and decode times from the others', async () => {
    const { full } = await compare(watched.backend, model, compareParams(), context());
    const [first, ...rest] = full.steps.map((step) => step.ms);
    expect(full.timings.ttftMs).toBe(first);
    expect(full.timings.decodeMs).toEqual(rest);
    expect(full.timings.totalMs).toBe(full.steps.reduce((sum, step) => sum + step.ms, 0));
  });

  it('finds no difference where everything is kept', async () => {
    const { fidelity } = await compare(watched.backend, model, compareParams({ config: keepAll }), context());
    expect(fidelity).toEqual({ argmaxEqual: true, kl: 0, maxLogitDifference: 0, firstDifference: null });
  });

  it('measures a difference where tokens are pruned', async () => {
    const { fidelity } = await compare(watched.backend, model, compareParams(), context());
    expect(fidelity.kl).toBeGreaterThan(0);
    expect(fidelity.maxLogitDifference).toBeGreaterThan(0);
  });

  it('says which repeats did not do what the recorded one did', async () => {
    const reference = watched.backend;
    let opened = 0;
    const drifting: typeof reference = {
      ...reference,
      open(maxPositions) {
        const run = reference.open(maxPositions);
        const third = ++opened === 4; // the second timed generation of the pruned side
        return new Proxy(run, {
          get(target, name: keyof typeof run) {
            if (third && name === 'scores')
              return async (plan: Parameters<typeof run.scores>[0]) => (await run.scores(plan)).reverse();
            return target[name];
          },
        });
      },
    };
    const { timing } = await compare(drifting, model, compareParams({ repeats: 2 }), context());
    expect(timing.deviations).toEqual([{ side: 'pruned', repeat: 1, step: 0, what: 'kept' }]);
  });

  it('stops within one layer, and leaves the samples and steps emitted before', async () => {
    const controller = new AbortController();
    const events: Event<'compare'>[] = [];
    let layersAtStop = 0;
    const stopped = compare(watched.backend, model, compareParams({ repeats: 5 }), {
      ...context({ signal: controller.signal, emit: (event) => events.push(event) }),
      breathe: async () => {
        if (layersAtStop > 0 || !events.some((event) => event.type === 'sample' && event.side === 'pruned')) return;
        layersAtStop = watched.layersRun;
        controller.abort(new DOMException('stopped by the user', 'AbortError'));
      },
    });
    await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });
    expect(layersAtStop).toBeGreaterThan(0);
    expect(watched).toMatchObject({ layersRun: layersAtStop, open: 0 });
    expect(events.filter(({ type }) => type === 'step')).toHaveLength(6);
    expect(events.filter(({ type }) => type === 'sample')).toHaveLength(2);
  });

  it('posts progress every 30 ms at most', async () => {
    const events: Event<'compare'>[] = [];
    let ms = 0;
    const at: number[] = [];
    const emit = (event: Event<'compare'>): void => {
      events.push(event);
      if (event.type === 'begin') at.length = 0;
      if (event.type === 'layer') at.push(ms);
      at.slice(1).forEach((time, i) => expect(time - (at[i] ?? 0)).toBeGreaterThanOrEqual(30));
    };
    const slow = await watchedBackend(async () => void (ms += 9));
    await compare(slow.backend, model, compareParams(), context({ now: () => ms, emit }));
    expect(events.filter(({ type }) => type === 'layer').length).toBeGreaterThan(2);
  });

  it('refuses a prompt that leaves no room for the answer, by how much', async () => {
    const input = { ids: Array.from({ length: tinySpec.context }, () => 1), text: '', pieces: [] };
    await expect(compare(watched.backend, model, compareParams({ input }), context())).rejects.toMatchObject({
      code: 'input-invalid',
      message: expect.stringContaining('Shorten the prompt by 3 tokens'),
    });
  });

  it('leaves no generation open after a hundred runs', async () => {
    for (let i = 0; i < 2; i++) await compare(watched.backend, model, compareParams({ repeats: 25 }), context());
    expect(watched.open).toBe(0);
    expect(watched.layersRun).toBe(100 * 3 * tinySpec.layers);
  });
});

describe('fidelity', () => {
  it('gives the KL divergence of two known distributions in nats', () => {
    const p = [0.5, 0.25, 0.25];
    const q = [0.25, 0.25, 0.5];
    const expected = 0.5 * Math.log(2) + 0.25 * Math.log(0.5);
    // A constant added to logits changes nothing, not even where exp would overflow.
    const logits = (distribution: number[], shift: number) => distribution.map((x) => Math.log(x) + shift);
    expect(klDivergence(logits(p, 5000), logits(q, -3000))).toBeCloseTo(expected, 9);
    expect(klDivergence(logits(p, 0), logits(p, 0))).toBe(0);
  });

  it('finds the first token that differs, also where one output ends early', () => {
    expect(firstDifference([1, 2, 3], [1, 2, 3])).toBeNull();
    expect(firstDifference([1, 2, 3], [1, 5, 3])).toBe(1);
    expect(firstDifference([1, 2, 3], [1, 2])).toBe(2);
  });

  it('compares the tokens chosen, and the largest distance of two logits', () => {
    const full = { logits: new Float32Array([1, 3, 2]), ids: [1] };
    const pruned = { logits: new Float32Array([1, 2, 2.5]), ids: [2] };
    expect(fidelityOf(full, pruned)).toMatchObject({ argmaxEqual: false, maxLogitDifference: 1, firstDifference: 0 });
  });
});
