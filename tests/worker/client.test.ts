import { afterEach, describe, expect, it, vi } from 'vitest';
import { AppError } from '@/lib/errors';
import { createEngineClient } from '@/lib/worker/client';
import type { EngineClient, EngineClientOptions, EngineStatus } from '@/lib/worker/client';
import type { Event } from '@/lib/worker/protocol';
import { compareParams, gate, ids, loadParams, testEngine, testWorker, tinySpec } from './engine';
import type { TestEngine, TestWorker } from './engine';

const clients: EngineClient[] = [];
afterEach(() => clients.splice(0).forEach((client) => client.dispose()));

/** A client whose every worker serves an engine of its own. */
function setUp(makeEngine: () => TestEngine = testEngine, options: Partial<EngineClientOptions> = {}) {
  const workers: TestWorker[] = [];
  const engines: TestEngine[] = [];
  const client = createEngineClient({
    spawn() {
      const engine = makeEngine();
      const worker = testWorker(engine.host);
      engines.push(engine);
      workers.push(worker);
      return worker;
    },
    ...options,
  });
  clients.push(client);
  return { client, workers, engines };
}

async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => {
      throw new Error('was to reject');
    },
    (thrown: unknown) => thrown,
  );
}

describe('calls', () => {
  it('starts no worker before the first call', () => {
    const { client, workers } = setUp();
    expect(workers).toHaveLength(0);
    expect(client.status.getSnapshot()).toEqual({ at: 'idle' });
  });

  it('loads a model and reports its progress', async () => {
    const { client } = setUp();
    const events: Event<'load'>[] = [];
    const model = await client.call('load', loadParams, { onEvent: (event) => events.push(event) });
    expect(model).toMatchObject({ id: 'tiny', spec: tinySpec, backend: { kind: 'reference' }, notes: [] });
    expect(events).toEqual([
      { phase: 'download', done: 0, total: 2 },
      { phase: 'download', done: 2, total: 2 },
    ]);
  });

  it('tells its listeners of each status: starting, ready, ready with the model', async () => {
    const { client } = setUp();
    const seen: EngineStatus[] = [];
    const unsubscribe = client.status.subscribe(() => seen.push(client.status.getSnapshot()));
    await client.call('load', loadParams);
    expect(seen.map(({ at }) => at)).toEqual(['starting', 'ready', 'ready']);
    expect(client.status.getSnapshot()).toMatchObject({ at: 'ready', model: { id: 'tiny' } });
    unsubscribe();
    client.dispose();
    expect(seen).toHaveLength(3);
    expect(client.status.getSnapshot()).toEqual({ at: 'idle' });
  });

  it('streams a comparison in order and returns the very steps it streamed', async () => {
    const { client } = setUp();
    await client.call('load', loadParams);
    const events: Event<'compare'>[] = [];
    const comparison = await client.call('compare', compareParams({ warmups: 1, repeats: 2 }), {
      onEvent: (event) => events.push(event),
    });
    const kinds = events
      .filter(({ type }) => type !== 'layer')
      .map((event) => ('side' in event ? `${event.type} ${event.side}` : ''));
    const steps = (side: string) => Array.from({ length: 3 }, () => `step ${side}`);
    expect(kinds).toEqual([
      ...['begin full', 'sample full', 'begin pruned', 'sample pruned'],
      ...['begin full', ...steps('full'), 'sample full', 'begin pruned', ...steps('pruned'), 'sample pruned'],
      ...['begin full', 'sample full', 'begin pruned', 'sample pruned'],
    ]);
    const streamed = events.flatMap((event) => (event.type === 'step' && event.side === 'pruned' ? [event.step] : []));
    expect(comparison.pruned.steps).toHaveLength(3);
    comparison.pruned.steps.forEach((step, i) => expect(step).toBe(streamed[i]));
    expect(comparison.full.output.ids).toHaveLength(3);
  });

  it('carries the code and message of an error across the thread', async () => {
    const { client } = setUp();
    await client.call('load', loadParams);
    const config = { ...compareParams().config, schedule: [{ layer: 9, keep: 0.5 }] };
    const thrown = await rejection(client.call('compare', compareParams({ config })));
    expect(thrown).toBeInstanceOf(AppError);
    expect(thrown).toMatchObject({ code: 'schedule-invalid', message: expect.stringContaining('layer 9') });
  });

  it('says that no model is loaded', async () => {
    const { client } = setUp();
    expect(await rejection(client.call('compare', compareParams()))).toMatchObject({
      code: 'model-invalid',
      message: expect.stringContaining('No model is loaded'),
    });
  });

  it('reads attention whose rows sum to one', async () => {
    const { client } = setUp();
    await client.call('load', loadParams);
    const params = compareParams();
    const { pruned } = await client.call('compare', params);
    const attention = { ids, config: params.config, steps: pruned.steps.slice(0, 1), step: 0, layer: 2, head: 1 };
    const { rows, columns, values } = await client.call('attention', attention);
    expect(values).toHaveLength(rows.length * columns.length);
    rows.forEach((_, r) => {
      const row = [...(values ?? [])].slice(r * columns.length, (r + 1) * columns.length);
      expect(row.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5);
    });
  });
});

describe('stopping', () => {
  it('rejects the caller with AbortError, stops the worker, and serves the next call', async () => {
    const slow = gate();
    const { client, engines, workers } = setUp(() => testEngine({ pace: slow.pass }));
    await client.call('load', loadParams);
    const controller = new AbortController();
    const stopped = rejection(client.call('compare', compareParams(), { signal: controller.signal }));
    await slow.reached;
    controller.abort();
    expect(await stopped).toMatchObject({ name: 'AbortError' });
    const watched = engines[0]?.backends[0];
    slow.open();
    await client.call('compare', compareParams());
    // The stopped generation was in layer 1 of its first step: it ran that and no other.
    const whole = 2 * 3 * tinySpec.layers;
    expect(watched).toMatchObject({ open: 0, layersRun: whole + 1 });
    expect(workers).toHaveLength(1);
  });

  it('keeps the steps that were streamed before the stop', async () => {
    const { client } = setUp();
    await client.call('load', loadParams);
    const controller = new AbortController();
    const steps: unknown[] = [];
    const stopped = client.call('compare', compareParams({ repeats: 50 }), {
      signal: controller.signal,
      onEvent(event) {
        if (event.type === 'step') steps.push(event.step);
        if (event.type === 'begin' && event.repeat === 1) controller.abort();
      },
    });
    expect(await rejection(stopped)).toMatchObject({ name: 'AbortError' });
    expect(steps).toHaveLength(6);
  });

  it('does nothing for a signal that is aborted already', async () => {
    const { client, workers } = setUp();
    expect(await rejection(client.call('load', loadParams, { signal: AbortSignal.abort() }))).toMatchObject({
      name: 'AbortError',
    });
    expect(workers).toHaveLength(0);
  });

  it('replaces a worker that does not stop, with its model, at the next call', async () => {
    const stuck = gate();
    let made = 0;
    const { client, workers } = setUp(() => testEngine(made++ === 0 ? { pace: stuck.pass } : {}), {
      abortTimeoutMs: 40,
    });
    await client.call('load', loadParams);
    const controller = new AbortController();
    const stopped = rejection(client.call('compare', compareParams(), { signal: controller.signal }));
    await stuck.reached;
    controller.abort();
    expect(await stopped).toMatchObject({ name: 'AbortError' });
    const comparison = await client.call('compare', compareParams());
    expect(comparison.full.steps).toHaveLength(3);
    expect(workers.map((worker) => worker.terminated)).toEqual([true, false]);
  });

  it('runs one call at a time: a later one stops the earlier', async () => {
    const slow = gate();
    const { client, engines } = setUp(() => testEngine({ pace: slow.pass }));
    await client.call('load', loadParams);
    const first = rejection(client.call('compare', compareParams()));
    await slow.reached;
    const second = rejection(client.call('compare', compareParams()));
    const third = client.call('compare', compareParams());
    slow.open();
    expect(await first).toMatchObject({ name: 'AbortError' });
    expect(await second).toMatchObject({ name: 'AbortError' });
    expect((await third).kind).toBe('comparison');
    expect(engines[0]?.backends[0]).toMatchObject({ open: 0 });
  });
});

describe('failure of the worker', () => {
  it('rejects every waiting call when it dies, and restarts with the model at the next', async () => {
    const stuck = gate();
    let made = 0;
    const { client, workers, engines } = setUp(() => testEngine(made++ === 0 ? { pace: stuck.pass } : {}));
    await client.call('load', loadParams);
    const waiting = rejection(client.call('compare', compareParams()));
    await stuck.reached;
    workers[0]?.crash('stack overflow');
    expect(await waiting).toMatchObject({
      code: 'worker-failed',
      message: expect.stringMatching(/stack overflow.*kept.*run again/s),
    });
    expect(client.status.getSnapshot()).toMatchObject({ at: 'dead', error: { code: 'worker-failed' } });

    const comparison = await client.call('compare', compareParams());
    expect(comparison.pruned.steps).toHaveLength(3);
    expect(engines[1]?.backends).toHaveLength(1);
    expect(client.status.getSnapshot()).toMatchObject({ at: 'ready', model: { id: 'tiny' } });
  });

  it('rejects waiting calls when the GPU device is lost, and restarts at the next', async () => {
    const stuck = gate();
    let made = 0;
    const { client, workers, engines } = setUp(() => testEngine(made++ === 0 ? { pace: stuck.pass } : {}));
    await client.call('load', loadParams);
    const waiting = rejection(client.call('compare', compareParams()));
    await stuck.reached;
    engines[0]?.loseDevice('destroyed');
    expect(await waiting).toMatchObject({ code: 'device-lost', message: expect.stringContaining('destroyed') });
    expect(workers[0]?.terminated).toBe(true);
    expect((await client.call('compare', compareParams())).kind).toBe('comparison');
    expect(workers).toHaveLength(2);
  });

  it('names the lost device even where the running call fails first', async () => {
    let lose = (): void => undefined;
    const pace = async (): Promise<void> => {
      setTimeout(lose, 5);
      throw new Error('buffer of a destroyed device');
    };
    const { client, engines } = setUp(() => testEngine({ pace }));
    await client.call('load', loadParams);
    lose = () => engines[0]?.loseDevice('destroyed');
    expect(await rejection(client.call('compare', compareParams()))).toMatchObject({ code: 'device-lost' });
  });

  it('gives up on a worker that does not answer the handshake', async () => {
    const client = createEngineClient({ spawn: () => testWorker(null), readyTimeoutMs: 20 });
    expect(await rejection(client.call('load', loadParams))).toMatchObject({
      code: 'worker-failed',
      message: expect.stringContaining('did not start within 0.02 s'),
    });
    expect(client.status.getSnapshot()).toMatchObject({ at: 'dead' });
  });

  it('rejects at once when the worker fails before it is ready', async () => {
    const worker = testWorker(null);
    const client = createEngineClient({ spawn: () => worker });
    const waiting = rejection(client.call('load', loadParams));
    await vi.waitFor(() => expect(worker.onerror).not.toBeNull());
    worker.crash('');
    expect(await waiting).toMatchObject({
      code: 'worker-failed',
      message: expect.stringContaining('could not be loaded'),
    });
  });

  it('reports a browser that cannot make workers', async () => {
    const client = createEngineClient({
      spawn() {
        throw new Error('Worker is not defined');
      },
    });
    expect(await rejection(client.call('load', loadParams))).toMatchObject({ code: 'worker-failed' });
    expect(client.status.getSnapshot()).toMatchObject({ at: 'dead' });
  });

  it('refuses a reply that it does not know', async () => {
    const worker = testWorker(testEngine().host);
    const client = createEngineClient({ spawn: () => worker });
    clients.push(client);
    await client.call('load', loadParams);
    worker.onmessage?.(new MessageEvent('message', { data: { type: 'hello' } }));
    expect(client.status.getSnapshot()).toMatchObject({ at: 'dead', error: { code: 'worker-failed' } });
  });

  it('does not go back to an earlier model after another load has failed', async () => {
    let fails = false;
    const dependencies = {
      openModel: async () => {
        if (fails) throw new AppError('download-failed', 'config.json: 404');
        const { syntheticWeights } = await import('@/lib/model/synthetic');
        return { id: 'tiny', spec: tinySpec, weights: syntheticWeights(tinySpec), sha256: null };
      },
    };
    const { client, workers } = setUp(() => testEngine({ dependencies }));
    await client.call('load', loadParams);
    fails = true;
    expect(await rejection(client.call('load', loadParams))).toMatchObject({ code: 'download-failed' });
    expect(client.status.getSnapshot()).toMatchObject({ at: 'ready', model: null });
    workers[0]?.crash('gone');
    expect(await rejection(client.call('compare', compareParams()))).toMatchObject({ code: 'model-invalid' });
  });

  it('rejects waiting calls with AbortError when disposed of, and starts anew when called again', async () => {
    const stuck = gate();
    let made = 0;
    const { client, workers } = setUp(() => testEngine(made++ === 0 ? { pace: stuck.pass } : {}));
    await client.call('load', loadParams);
    const waiting = rejection(client.call('compare', compareParams()));
    await stuck.reached;
    client.dispose();
    expect(await waiting).toMatchObject({ name: 'AbortError' });
    expect(workers[0]?.terminated).toBe(true);
    expect((await client.call('compare', compareParams())).kind).toBe('comparison');
  });
});
