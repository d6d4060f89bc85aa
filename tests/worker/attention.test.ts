import { beforeEach, describe, expect, it } from 'vitest';
import type { Params } from '@/lib/worker/protocol';
import { compareParams, ids, loadParams, testEngine, tinySpec } from './engine';
import type { TestEngine } from './engine';

const job = { signal: new AbortController().signal, emit: () => undefined };

let engine: TestEngine;
let params: Params<'attention'>;
beforeEach(async () => {
  engine = testEngine();
  await engine.host.load(loadParams, job);
  const { config } = compareParams();
  const { pruned } = await engine.host.compare(compareParams(), job);
  params = { ids, config, steps: pruned.steps, step: 0, layer: 2, head: 0 };
});

const watched = () => {
  const backend = engine.backends.at(-1);
  if (!backend) throw new Error('nothing was loaded');
  return backend;
};

describe('attention on demand', () => {
  it('gives the rows and columns that the recorded step had at that layer', async () => {
    const { rows, columns } = await engine.host.attention(params, job);
    const segment = params.steps[0]?.segments[1];
    expect(rows).toEqual(segment?.computed);
    expect(columns).toEqual(params.steps[0]?.segments[0]?.kept);
  });

  it('gives a last row whose mean over heads is the recorded score', async () => {
    const { rows, columns, values } = await engine.host.attention({ ...params, head: 'mean' }, job);
    const lastRow = [...(values?.subarray((rows.length - 1) * columns.length) ?? [])];
    const scores = params.steps[0]?.segments[1]?.scores ?? [];
    expect(scores).toHaveLength(lastRow.length);
    lastRow.forEach((value, i) => expect(value).toBeCloseTo(scores[i] ?? NaN, 6));
  });

  it('gives the exact weights of any row of the map, of any head, while the replay is open', async () => {
    const { rows, columns, values, replay } = await engine.host.attention(params, job);
    const ran = watched().layersRun;
    for (const row of [0, rows.length - 1]) {
      const read = await engine.host.attentionRow({ replay, head: 0, row }, job);
      expect(read.values).toEqual(values?.slice(row * columns.length, (row + 1) * columns.length));
    }
    const other = await engine.host.attentionRow({ replay, head: 1, row: rows.length - 1 }, job);
    expect(other.values.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5);
    expect(watched().layersRun).toBe(ran);
  });

  it('refuses a row that is not there, and any row once a run or another replay took its place', async () => {
    const { rows, replay } = await engine.host.attention(params, job);
    const row = (number: number, at: number) => engine.host.attentionRow({ replay: number, head: 0, row: at }, job);
    await expect(row(replay, rows.length)).rejects.toMatchObject({ code: 'input-invalid' });
    const next = await engine.host.attention({ ...params, layer: 1 }, job);
    await expect(row(replay, 0)).rejects.toThrow('no longer held');
    await expect(row(next.replay, 0)).resolves.toBeDefined();
    await engine.host.compare(compareParams(), job);
    await expect(row(next.replay, 0)).rejects.toThrow('no longer held');
  });

  it('replays nothing when only the head changes, and anew for another step', async () => {
    await engine.host.attention(params, job);
    const ran = watched().layersRun;
    await engine.host.attention({ ...structuredClone(params), head: 1 }, job);
    expect(watched().layersRun).toBe(ran);
    await engine.host.attention({ ...params, step: 1 }, job);
    expect(watched().layersRun).toBeGreaterThan(ran);
    expect(watched().open).toBe(1);
  });

  it('releases the replay before the next comparison and the next load', async () => {
    await engine.host.attention(params, job);
    await engine.host.compare(compareParams(), job);
    expect(watched().open).toBe(0);
    await engine.host.attention(params, job);
    const before = watched();
    await engine.host.load(loadParams, job);
    expect(before).toMatchObject({ open: 0, disposed: true });
  });

  it('refuses a head, a layer and a step that are not there', async () => {
    const refused = { code: 'input-invalid' };
    await expect(engine.host.attention({ ...params, head: tinySpec.heads }, job)).rejects.toMatchObject(refused);
    await expect(engine.host.attention({ ...params, layer: 99 }, job)).rejects.toMatchObject(refused);
    await expect(engine.host.attention({ ...params, step: 99 }, job)).rejects.toMatchObject(refused);
  });

  it('stops between layers and holds nothing after', async () => {
    const controller = new AbortController();
    const emit = (): void => controller.abort(new DOMException('stopped by the user', 'AbortError'));
    const before = watched().layersRun;
    await expect(
      engine.host.attention({ ...params, layer: 4 }, { signal: controller.signal, emit }),
    ).rejects.toMatchObject({
      name: 'AbortError',
    });
    expect(watched()).toMatchObject({ open: 0, layersRun: before + 1 });
  });
});
