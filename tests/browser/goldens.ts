// Golden checkpoints in a real browser: bundles the entry that runs them there, and holds what comes back to the stored outputs
// and to the reference backend.

import type { Page } from '@playwright/test';
import { createReferenceBackend } from '@/lib/backends/reference';
import { generate } from '@/lib/engine/generate';
import type { GenerateConfig, StepRecord } from '@/lib/engine/types';
import { readGolden, type Golden } from '../fixtures/goldens';
import { openEntryPage } from './bundle';
import type * as Entry from './engine/goldens.entry';
import { expect } from './fixtures';
import { isolated } from './served';

const full: GenerateConfig = {
  mode: 'full',
  schedule: [],
  sinks: 0,
  pruneGenerated: true,
  maxNewTokens: 8,
  temperature: 0,
  seed: 0,
};

/** Prunes after every other layer, so that decode steps revive. */
const lazy: GenerateConfig = {
  ...full,
  mode: 'lazyllm',
  maxNewTokens: 5,
  schedule: [
    { layer: 1, keep: 0.6 },
    { layer: 3, keep: 0.5 },
  ],
};

type GoldenRun = Entry.GoldenRun;

/** Opens a bare isolated page of the server that can import the engine. */
export function openEnginePage(page: Page): Promise<void> {
  return openEntryPage(page, 'goldens');
}

/**
 * Runs a family's checkpoint on a backend of the open page and checks everything that is known about it. Gives the number of
 * revivals that were checked.
 */
export async function checkFamily(page: Page, family: string, kind: 'wasm' | 'webgpu'): Promise<number> {
  const golden = await readGolden(family);
  await page.route(`**/goldens/${family}/config.json`, (route) =>
    route.fulfill(isolated(golden.files.config, 'application/json')),
  );
  await page.route(`**/goldens/${family}/model.safetensors`, (route) =>
    route.fulfill(isolated(Buffer.from(golden.files.safetensors), 'application/octet-stream')),
  );
  const [{ ids }] = golden.cases.slice(-1) as [Golden['cases'][number]];
  const everyLayer = Array.from({ length: golden.spec.layers - 1 }, (_, i) => ({ layer: i + 1, keep: 1 }));
  const jobs = [
    ...golden.cases.map((each) => ({ ids: each.ids, config: full })),
    ...golden.cases.map((each) => ({
      ids: each.ids,
      config: { ...full, mode: 'lazyllm' as const, schedule: everyLayer, maxNewTokens: 2 },
    })),
    { ids, config: lazy },
    { ids, config: lazy, select: 'host' as const },
  ];
  const { backend, runs } = await page.evaluate(
    async ({ kind, family, jobs }) => {
      const { runGolden } = (await import(`${location.origin}/goldens.js`)) as typeof Entry;
      const folder = `/goldens/${family}`;
      return runGolden(kind, { config: `${folder}/config.json`, safetensors: `${folder}/model.safetensors` }, jobs);
    },
    { kind, family, jobs },
  );
  expect(backend).toMatch(new RegExp(`^${kind} .*f32$`));
  expect(runs).toHaveLength(jobs.length);
  golden.cases.forEach((stored, i) => {
    const fullRun = at(runs, i);
    const keepAll = at(runs, golden.cases.length + i);
    expect(maxDifference(fullRun.logits, stored.last_logits)).toBeLessThan(2e-3);
    expect(fullRun.steps.map((step) => step.nextId)).toEqual(stored.greedy);
    expect(maxDifference(keepAll.logits, fullRun.logits), 'keep 1 is full prefill').toBeLessThan(1e-4);
    expect(keepAll.steps.map((step) => step.nextId)).toEqual(stored.greedy.slice(0, 2));
    checkScores(keepAll, stored.last_row_mean_attention);
  });
  const oracle = await runReference(golden, ids, lazy);
  const [pruned, byHost] = [at(runs, jobs.length - 2), at(runs, jobs.length - 1)];
  expect(sets(byHost.steps), 'where the selection is made changes nothing').toEqual(sets(pruned.steps));
  expect(maxDifference(byHost.logits, pruned.logits)).toBeLessThan(1e-4);
  expect(sets(pruned.steps)).toEqual(sets(oracle));
  return oracle.flatMap((step) => step.segments.flatMap((segment) => segment.revived)).length;
}

/** Last-row scores of every layer. Nothing prunes after the last one, so its row is read as attention. */
function checkScores({ steps, lastLayerRow }: GoldenRun, stored: readonly number[][]): void {
  const scores = (steps[0]?.segments ?? []).slice(0, -1).map((segment) => segment.scores ?? []);
  const rows = [...scores, lastLayerRow];
  expect(rows).toHaveLength(stored.length);
  rows.forEach((row, layer) => {
    expect(maxDifference(row, stored[layer] ?? []), `scores of layer ${layer + 1}`).toBeLessThan(1e-4);
  });
}

async function runReference(golden: Golden, ids: readonly number[], config: GenerateConfig): Promise<StepRecord[]> {
  const backend = await createReferenceBackend(golden.spec, golden.weights);
  const steps: StepRecord[] = [];
  for await (const event of generate(backend, ids, config, { now: () => 0, eosTokenIds: [] })) {
    if (event.type === 'step') steps.push(event.step);
  }
  return steps;
}

function sets(steps: readonly StepRecord[]) {
  return steps.map(({ nextId, segments }) => ({
    nextId,
    segments: segments.map(({ computed, revived, kept }) => ({ computed, revived, kept })),
  }));
}

function at(runs: readonly GoldenRun[], index: number): GoldenRun {
  const run = runs[index];
  if (!run) throw new Error(`no run ${index}`);
  return run;
}

function maxDifference(a: readonly number[], b: readonly number[]): number {
  if (a.length !== b.length) return Infinity;
  return a.reduce(
    (most, value, i) => Math.max(most, Math.abs(value - (b[i] ?? NaN)) || 0, Number.isNaN(value) ? Infinity : 0),
    0,
  );
}
