// The oracle itself: against PyTorch's outputs, and that it refuses plans that break the rules.

import { describe, expect, it } from 'vitest';
import { createReferenceBackend } from '@/lib/backends/reference';
import { alibiSlope } from '@/lib/backends/reference/attention';
import { erf } from '@/lib/backends/reference/maths';
import type { SegmentPlan } from '@/lib/engine/backend';
import { generate } from '@/lib/engine/generate';
import { syntheticWeights } from '@/lib/model/synthetic';
import { finish, lazy, still, tinyModel, tinySpec } from '../engine/machine';
import { goldenFamilies, readGolden } from '../fixtures/goldens';

const largestDifference = (a: ArrayLike<number>, b: readonly number[]) =>
  Math.max(...Array.from(a, (value, i) => Math.abs(value - (b[i] ?? NaN))));

const families = await goldenFamilies();

it('packs 29 goldens', () => expect(families).toHaveLength(29));

describe.each(families)('the golden %s', (family) => {
  it('has its logits, its greedy tokens and its importance scores reproduced', async () => {
    const { spec, weights, cases } = await readGolden(family);
    const backend = await createReferenceBackend(spec, weights);
    // Pruning nothing after every layer but the last gives the scores of all of them.
    const schedule = Array.from({ length: spec.layers - 1 }, (_, i) => ({ layer: i + 1, keep: 1 }));
    expect(cases).toHaveLength(2);
    for (const golden of cases) {
      const config = lazy({ schedule, maxNewTokens: golden.greedy.length });
      const { steps, logits } = await finish(generate(backend, golden.ids, config, still));
      expect(logits[0]).toHaveLength(golden.last_logits.length);
      expect(largestDifference(logits[0] ?? [], golden.last_logits)).toBeLessThan(1e-4);
      expect(steps.map(({ nextId }) => nextId)).toEqual(golden.greedy);
      const segments = steps[0]?.segments.slice(0, -1) ?? [];
      expect(segments).toHaveLength(spec.layers - 1);
      segments.forEach(({ scores }, i) => {
        expect(largestDifference(scores ?? [], golden.last_row_mean_attention[i] ?? [])).toBeLessThan(1e-5);
      });
    }
  });

  it('gives the same logits, bit for bit, when LazyLLM keeps all tokens as by full prefill', async () => {
    const { spec, weights, cases } = await readGolden(family);
    const backend = await createReferenceBackend(spec, weights);
    const schedule = Array.from({ length: spec.layers - 1 }, (_, i) => ({ layer: i + 1, keep: 1 }));
    for (const { ids } of cases) {
      const [kept, full] = await Promise.all(
        (['lazyllm', 'full'] as const).map((mode) =>
          finish(generate(backend, ids, lazy({ mode, schedule, maxNewTokens: 3 }), still)),
        ),
      );
      expect(kept?.logits).toEqual(full?.logits);
    }
  });

  it('has the attention of its last layer reproduced by a probe', async () => {
    const { spec, weights, cases } = await readGolden(family);
    const backend = await createReferenceBackend(spec, weights);
    for (const { ids, last_row_mean_attention } of cases) {
      const plan = wholePlan(ids.length, spec.layers);
      const run = backend.open(ids.length);
      await run.embed(ids, plan.computed);
      await run.enter(plan);
      for (let layer = 1; layer < spec.layers; layer++) await run.layer(layer, plan);
      const probe = await run.probe(spec.layers, plan);
      const lastRow = await probe.read('mean', ids.length - 1, ids.length);
      expect(largestDifference(lastRow, last_row_mean_attention[spec.layers - 1] ?? [])).toBeLessThan(1e-5);
      run.close();
    }
  });
});

function wholePlan(tokens: number, layers: number): SegmentPlan {
  const positions = Array.from({ length: tokens }, (_, p) => p);
  return {
    index: 0,
    firstLayer: 1,
    lastLayer: layers,
    active: positions,
    computed: positions,
    revived: [],
    scored: false,
  };
}

describe('a probe', () => {
  it('gives causal rows that sum to 1, heads that average to the mean, and any range of rows', async () => {
    const { backend } = await tinyModel(4);
    const run = backend.open(5);
    const plan = wholePlan(5, 4);
    await run.embed([1, 2, 3, 4, 5], plan.computed);
    await run.enter(plan);
    const probe = await run.probe(1, plan);
    expect(probe).toMatchObject({ rows: plan.computed, columns: plan.active, heads: 4 });
    const heads = await Promise.all([0, 1, 2, 3].map((head) => probe.read(head, 0, 5)));
    const mean = await probe.read('mean', 0, 5);
    for (let row = 0; row < 5; row++) {
      for (const head of heads) {
        const values = head.slice(row * 5, row * 5 + 5);
        expect(values.reduce((a, b) => a + b)).toBeCloseTo(1, 5);
        expect([...values.slice(row + 1)]).toEqual(Array(4 - row).fill(0));
      }
    }
    const averaged = Array.from(mean, (_, i) => heads.reduce((sum, head) => sum + (head[i] ?? 0), 0) / 4);
    expect(largestDifference(mean, averaged)).toBeLessThan(1e-6);
    expect(await probe.read(2, 3, 4)).toEqual(heads[2]?.slice(15, 20));
    probe.close();
    await expect(probe.read(0, 0, 1)).rejects.toThrow('closed');
  });
});

describe('a sliding window over a pruned context', () => {
  it('reaches as far as the original positions say, and sees the active keys in it only', async () => {
    const { spec, weights, cases } = await readGolden('mistral_sliding');
    const ids = cases[1]?.ids ?? [];
    const active = [0, 3, 20, 25, 30, 31, 32, 33, 40, 46, 47];
    const backend = await createReferenceBackend(spec, weights);
    const run = backend.open(ids.length);
    const whole = { ...wholePlan(ids.length, 1), lastLayer: 1 };
    await run.embed(ids, whole.computed);
    await run.enter(whole);
    await run.layer(1, whole);
    await run.leave(whole, { carried: active, parked: whole.active.filter((p) => !active.includes(p)) });
    const pruned = { ...whole, index: 1, firstLayer: 2, lastLayer: 2, active, computed: active };
    await run.enter(pruned);
    const probe = await run.probe(2, pruned);
    const attention = await probe.read('mean', 0, active.length);
    active.forEach((row, i) => {
      const seen = active.filter((_, j) => (attention[i * active.length + j] ?? 0) > 0);
      expect(seen).toEqual(active.filter((key) => key <= row && row - key < 16));
    });
  });
});

describe('arithmetic of the reference backend', () => {
  it('has the error function to double precision', () => {
    // Abramowitz and Stegun, table 7.1.
    const known = [[0, 0], [0.5, 0.5204998778], [1, 0.8427007929], [1.5, 0.9661051465], [2, 0.995322265]] as const; // prettier-ignore
    for (const [x, value] of known) {
      expect(erf(x)).toBeCloseTo(value, 9);
      expect(erf(-x)).toBeCloseTo(-value, 9);
    }
    expect(erf(5.99)).toBeCloseTo(1, 15);
    expect(erf(40)).toBe(1);
  });

  it('has the slopes of ALiBi, also where the number of heads is no power of two', () => {
    const slopes = (heads: number) => Array.from({ length: heads }, (_, head) => alibiSlope(head, heads));
    expect(slopes(8)).toEqual([1 / 2, 1 / 4, 1 / 8, 1 / 16, 1 / 32, 1 / 64, 1 / 128, 1 / 256]);
    // Four heads of 2^-2i, then every second of eight.
    expect(slopes(6)).toEqual([1 / 4, 1 / 16, 1 / 64, 1 / 256, 1 / 2, 1 / 8]);
  });
});

describe('the reference backend', () => {
  async function started(tokens: number) {
    const { backend } = await tinyModel(4);
    const run = backend.open(tokens);
    const plan = wholePlan(tokens, 4);
    await run.embed(plan.computed, plan.computed);
    return { run, plan };
  }

  it('refuses rows out of order', async () => {
    const { run, plan } = await started(3);
    await expect(run.enter({ ...plan, computed: [2, 0, 1] })).rejects.toThrow('must rise');
  });

  it('refuses to compute a row twice in a layer', async () => {
    const { run, plan } = await started(3);
    await run.enter(plan);
    await run.layer(1, plan);
    await expect(run.layer(1, plan)).rejects.toThrow('position 0 is computed twice in layer 1');
  });

  it('refuses to revive what is not parked, and to attend to what has no KV', async () => {
    const { run, plan } = await started(2);
    await run.enter(plan);
    for (let layer = 1; layer <= 4; layer++) await run.layer(layer, plan);
    await run.leave(plan, { carried: [1], parked: [] });
    await expect(run.enter({ ...plan, index: 1, revived: [0] })).rejects.toThrow(
      'position 0 enters segment 1 from nowhere',
    );
    const { run: other } = await started(1);
    await other.enter({ ...plan, active: [0, 1], computed: [0] });
    await expect(other.layer(1, { ...plan, active: [0, 1], computed: [0] })).rejects.toThrow(
      'active position 1 has no KV',
    );
  });

  it('holds nothing after close, may be closed twice, and refuses more work', async () => {
    const { run, plan } = await started(3);
    await run.enter(plan);
    await run.layer(1, plan);
    expect(run.census()).toEqual({ kv: [3, 0, 0, 0], aux: 0 });
    run.close();
    run.close();
    expect(run.census()).toEqual({ kv: [0, 0, 0, 0], aux: 0 });
    await expect(run.layer(2, plan)).rejects.toThrow('closed');
  });

  it('names a tensor of the wrong shape', async () => {
    const weights = syntheticWeights(tinySpec(4));
    const spec = { ...tinySpec(4), intermediate: 32 };
    await expect(createReferenceBackend(spec, weights)).rejects.toMatchObject({
      code: 'model-invalid',
      message: 'tensor model.layers.0.mlp.gate_proj.weight has shape (24, 16), but config.json asks for (32, 16)',
    });
  });
});
