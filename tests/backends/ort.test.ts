import { afterAll, describe, expect, it } from 'vitest';
import { createOrtBackend } from '@/lib/backends/ort';
import { nodeRuntime } from '@/lib/backends/ort/node';
import { createReferenceBackend } from '@/lib/backends/reference';
import { generate } from '@/lib/engine/generate';
import { replayAttention } from '@/lib/engine/replay';
import { createRandom } from '@/lib/engine/sample';
import { modes, type GenerateConfig, type StepRecord } from '@/lib/engine/types';
import type { Backend } from '@/lib/engine/backend';
import { dequantizedWeights } from '../fixtures/dequantized';
import { goldenFamilies, llamaFamilies, readGolden } from '../fixtures/goldens';

const runtime = nodeRuntime(2);
const families = await goldenFamilies();
const full: GenerateConfig = {
  mode: 'full',
  schedule: [],
  sinks: 0,
  pruneGenerated: true,
  maxNewTokens: 8,
  temperature: 0,
  seed: 0,
};
const opened: Backend[] = [];
afterAll(async () => {
  for (const backend of opened) await backend.dispose();
});

async function openBoth(family: string) {
  const golden = await readGolden(family);
  const ort = await createOrtBackend({ ...golden, runtime });
  opened.push(ort);
  return { golden, ort, reference: await createReferenceBackend(golden.spec, golden.weights) };
}

async function run(backend: Backend, ids: readonly number[], config: GenerateConfig) {
  const steps: StepRecord[] = [];
  let logits = new Float32Array();
  for await (const event of generate(backend, ids, config, { now: () => 0, eosTokenIds: [] })) {
    if (event.type !== 'step') continue;
    if (steps.length === 0) logits = Float32Array.from(event.logits);
    steps.push(event.step);
  }
  return { steps, logits };
}

const SCHEDULES = 12;
const MORE_SCHEDULES = 50;

/** A schedule, a prompt and options that a seed decides; kept sets must not hang on ties, which random weights do not make. */
function randomCase(seed: number, layers: number, vocabSize: number): { ids: number[]; config: GenerateConfig } {
  const random = createRandom(seed);
  const below = (n: number) => Math.floor(random() * n);
  const layerList = Array.from({ length: layers - 1 }, (_, i) => i + 1).filter(() => random() < 0.6);
  const schedule = (layerList.length ? layerList : [1]).map((layer) => ({ layer, keep: 0.15 + 0.8 * random() }));
  const mode = modes[1 + (seed % (modes.length - 1))] ?? 'lazyllm';
  return {
    ids: Array.from({ length: 2 + below(46) }, () => 3 + below(vocabSize - 3)),
    config: { ...full, mode, schedule, sinks: below(3), pruneGenerated: random() < 0.7, maxNewTokens: 7 },
  };
}

describe.each(families)('the engine on onnxruntime and on the reference backend, golden %s', (family) => {
  const schedules = llamaFamilies.some((llama) => llama === family) ? MORE_SCHEDULES : SCHEDULES;
  it(`agree on ${schedules} random schedules, decode included`, async () => {
    const { golden, ort, reference } = await openBoth(family);
    for (let seed = 0; seed < schedules; seed++) {
      const { ids, config } = randomCase(seed, golden.spec.layers, golden.spec.vocabSize);
      const [ours, oracle] = [await run(ort, ids, config), await run(reference, ids, config)];
      const sets = ({ steps }: { steps: StepRecord[] }) =>
        steps.map(({ nextId, segments }) => ({ nextId, segments: segments.map(({ scores: _, ...rest }) => rest) }));
      expect(sets(ours), JSON.stringify(config)).toEqual(sets(oracle));
      expect(maxDifference(ours.logits, oracle.logits)).toBeLessThan(1e-3);
      ours.steps.forEach((step, i) =>
        step.segments.forEach((segment, s) => {
          const expected = oracle.steps[i]?.segments[s]?.scores ?? [];
          expect(maxDifference(segment.scores ?? [], expected)).toBeLessThan(1e-5);
        }),
      );
    }
  });

  it('give the same attention of any layer and head, at prefill and at a decode step', async () => {
    const { golden, ort, reference } = await openBoth(family);
    const { ids, config } = randomCase(0, golden.spec.layers, golden.spec.vocabSize);
    const { steps } = await run(ort, ids, config);
    for (const step of [0, 3]) {
      for (let layer = 1; layer <= golden.spec.layers; layer++) {
        for (const head of [0, 3, 'mean'] as const) {
          const [ours, oracle] = [
            await attention(ort, ids, config, steps, step, layer, head),
            await attention(reference, ids, config, steps, step, layer, head),
          ];
          expect(ours.columns).toEqual(oracle.columns);
          expect(ours.rows).toEqual(oracle.rows);
          expect(maxDifference(ours.values, oracle.values)).toBeLessThan(1e-5);
        }
      }
    }
  });
});

/** Unlike each other where rows and keys matter: windows, linear biases, layers without rotation, soft caps. */
const long = ['llama', 'mistral_sliding', 'gemma2', 'bloom', 'smollm3', 'phi3'];

describe.each(long)('the engine on onnxruntime and on the reference backend, golden %s', (family) => {
  it('agree on a prompt long enough to run in several chunks of rows', async () => {
    const { golden, ort, reference } = await openBoth(family);
    const ids = Array.from({ length: 700 }, (_, i) => 3 + ((i * 7919) % (golden.spec.vocabSize - 3)));
    const config: GenerateConfig = { ...full, mode: 'lazyllm', schedule: [{ layer: 2, keep: 0.8 }], maxNewTokens: 3 };
    const [ours, oracle] = [await run(ort, ids, config), await run(reference, ids, config)];
    expect(ours.steps.map(({ segments }) => segments.map(({ kept }) => kept))).toEqual(
      oracle.steps.map(({ segments }) => segments.map(({ kept }) => kept)),
    );
    expect(maxDifference(ours.logits, oracle.logits)).toBeLessThan(1e-3);
  });
});

async function attention(
  backend: Backend,
  ids: readonly number[],
  config: GenerateConfig,
  steps: readonly StepRecord[],
  step: number,
  layer: number,
  head: number | 'mean',
) {
  const { probe, close } = await replayAttention(backend, ids, steps, config, { step, layer });
  const values = await probe.read(head, 0, probe.rows.length);
  close();
  return { rows: probe.rows, columns: probe.columns, values };
}

function maxDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Infinity;
  let most = 0;
  for (let i = 0; i < a.length; i++) most = Math.max(most, Math.abs((a[i] ?? NaN) - (b[i] ?? NaN)));
  return most;
}

describe.each(families)('onnxruntime on WASM, golden %s', (family) => {
  it('gives the baseline when LazyLLM keeps every token', async () => {
    const { golden, ort } = await openBoth(family);
    const schedule = Array.from({ length: golden.spec.layers - 1 }, (_, i) => ({ layer: i + 1, keep: 1 }));
    for (const { ids } of golden.cases) {
      const baseline = await run(ort, ids, full);
      const kept = await run(ort, ids, { ...full, mode: 'lazyllm', schedule });
      expect(maxDifference(kept.logits, baseline.logits)).toBeLessThan(1e-5);
      expect(kept.steps.map((step) => step.nextId)).toEqual(baseline.steps.map((step) => step.nextId));
    }
  });

  it('gives the logits, greedy tokens and scores of the reference implementation', async () => {
    const { golden, ort } = await openBoth(family);
    for (const { ids, last_logits, greedy, last_row_mean_attention } of golden.cases) {
      const { steps, logits } = await run(ort, ids, full);
      last_logits.forEach((expected, i) => expect(Math.abs((logits[i] ?? NaN) - expected)).toBeLessThan(2e-3));
      expect(steps.map((step) => step.nextId)).toEqual(greedy);
      for (let layer = 1; layer < golden.spec.layers; layer++) {
        const scored = await run(ort, ids, {
          ...full,
          mode: 'lazyllm',
          schedule: [{ layer, keep: 1 }],
          maxNewTokens: 1,
        });
        const scores = scored.steps[0]?.segments[0]?.scores ?? [];
        last_row_mean_attention[layer - 1]?.forEach((expected, i) =>
          expect(Math.abs((scores[i] ?? NaN) - expected)).toBeLessThan(1e-4),
        );
      }
    }
  });
});

describe.each(['q8', 'q4'] as const)('a model in %s blocks on WASM', (format) => {
  it.each(['llama', 'qwen2', 'gemma2', 'phi3', 'gpt2', 'bloom'])(
    '%s computes with the rounded weights and nothing else',
    async (family) => {
      const golden = await readGolden(family);
      const ort = await createOrtBackend({ ...golden, runtime, format });
      opened.push(ort);
      const numbers = { type: 'f32', floats: 'rows', blocks: format } as const;
      const rounded = await dequantizedWeights({ spec: golden.spec, numbers }, golden.weights);
      const reference = await createReferenceBackend(golden.spec, rounded);
      const { ids } = golden.cases[1] ?? { ids: [] };
      const config: GenerateConfig = { ...full, mode: 'lazyllm', schedule: [{ layer: 2, keep: 0.5 }] };
      const [ours, oracle] = [await run(ort, ids, config), await run(reference, ids, config)];
      expect(maxDifference(ours.logits, oracle.logits)).toBeLessThan(1e-3);
      expect(ours.steps.map(({ nextId }) => nextId)).toEqual(oracle.steps.map(({ nextId }) => nextId));
    },
  );
});
