// A worker without a thread for the tests: the real server, host and engine on a tiny random model, over a real MessageChannel.

import { createReferenceBackend } from '@/lib/backends/reference';
import type { Backend, BackendRun } from '@/lib/engine/backend';
import { parseConfig } from '@/lib/model/config';
import type { ModelSpec } from '@/lib/model/spec';
import { syntheticWeights } from '@/lib/model/synthetic';
import { createHost } from '@/lib/worker/host';
import type { HostDependencies } from '@/lib/worker/host';
import type { WorkerLike } from '@/lib/worker/link';
import type { Params } from '@/lib/worker/protocol';
import { serve } from '@/lib/worker/serve';
import type { EngineHost } from '@/lib/worker/serve';

export const tinySpec: ModelSpec = parseConfig({
  model_type: 'llama',
  num_hidden_layers: 4,
  hidden_size: 16,
  num_attention_heads: 2,
  num_key_value_heads: 1,
  intermediate_size: 24,
  vocab_size: 40,
  max_position_embeddings: 64,
  tie_word_embeddings: true,
});

export const ids = Array.from({ length: 20 }, (_, i) => (i * 7 + 3) % tinySpec.vocabSize);

export const loadParams: Params<'load'> = {
  source: { kind: 'synthetic', shape: 'tiny' },
  backend: 'wasm',
  format: 'auto',
};

/** A comparison of 20 prompt tokens and 3 output tokens, pruned after layers 1 and 2. */
export function compareParams(overrides: Partial<Params<'compare'>> = {}): Params<'compare'> {
  return {
    input: { ids, text: '', pieces: [] },
    config: {
      mode: 'lazyllm',
      schedule: [
        { layer: 1, keep: 0.5 },
        { layer: 2, keep: 0.5 },
      ],
      sinks: 0,
      pruneGenerated: true,
      maxNewTokens: 3,
      temperature: 0,
      seed: 1,
    },
    repeats: 1,
    warmups: 0,
    title: 'tiny',
    presetId: null,
    expected: null,
    ...overrides,
  };
}

export interface Watched {
  readonly backend: Backend;
  /** Generations opened and not closed. */
  open: number;
  layersRun: number;
  disposed: boolean;
}

/** The reference backend on random weights, counting what it holds; `pace` is awaited before every layer. */
export async function watchedBackend(pace: () => Promise<void> = async () => undefined): Promise<Watched> {
  const reference = await createReferenceBackend(tinySpec, syntheticWeights(tinySpec));
  const watched: Watched = {
    open: 0,
    layersRun: 0,
    disposed: false,
    backend: {
      ...reference,
      open: (maxPositions) => watchRun(watched, reference.open(maxPositions), pace),
      dispose: async () => {
        watched.disposed = true;
        await reference.dispose();
      },
    },
  };
  return watched;
}

function watchRun(watched: Watched, run: BackendRun, pace: () => Promise<void>): BackendRun {
  watched.open++;
  let open = true;
  return {
    embed: (...step) => run.embed(...step),
    enter: (plan) => run.enter(plan),
    async layer(layer, plan) {
      await pace();
      watched.layersRun++;
      return run.layer(layer, plan);
    },
    probe: (layer, plan) => run.probe(layer, plan),
    scores: (plan) => run.scores(plan),
    leave: (plan, split) => run.leave(plan, split),
    logits: () => run.logits(),
    census: () => run.census(),
    close() {
      if (open) watched.open--;
      open = false;
      run.close();
    },
  };
}

export interface TestEngine {
  readonly host: EngineHost;
  /** Backends made, one a load. */
  readonly backends: Watched[];
  loseDevice(reason: string): void;
}

/** A host whose every load puts the tiny model on a watched reference backend. */
export function testEngine(
  options: { pace?: () => Promise<void>; dependencies?: Partial<HostDependencies> } = {},
): TestEngine {
  const backends: Watched[] = [];
  let loseDevice: (reason: string) => void = () => undefined;
  const deviceLost = new Promise<string>((resolve) => (loseDevice = resolve));
  const host = createHost({
    ready: { webgpu: false, crossOriginIsolated: false, threads: 1 },
    openModel: async (_source, { onProgress }) => {
      onProgress(0, 2);
      onProgress(2, 2);
      return { id: 'tiny', spec: tinySpec, weights: syntheticWeights(tinySpec), sha256: null };
    },
    createBackend: async () => {
      const watched = await watchedBackend(options.pace);
      backends.push(watched);
      return { backend: watched.backend, deviceLost };
    },
    now: () => performance.now(),
    date: () => '2026-01-01T00:00:00.000Z',
    createId: () => 'run-1',
    engine: { lazylens: '0.0.0', onnxruntime: '0.0.0' },
    environment: { userAgent: 'test', threads: 1, crossOriginIsolated: false },
    ...options.dependencies,
  });
  return { host, backends, loseDevice };
}

export interface TestWorker extends WorkerLike {
  readonly terminated: boolean;
  /** Dies as a worker does whose script throws. */
  crash(message: string): void;
}

/** A worker serving `host` in this thread; without one it never says a word. */
export function testWorker(host: EngineHost | null): TestWorker {
  const { port1, port2 } = new MessageChannel();
  let terminated = false;
  const end = (): void => {
    terminated = true;
    port1.close();
  };
  const worker: TestWorker = {
    onmessage: null,
    onmessageerror: null,
    onerror: null,
    postMessage: (message) => port1.postMessage(message),
    terminate: end,
    get terminated() {
      return terminated;
    },
    crash(message) {
      end();
      worker.onerror?.(Object.assign(new Event('error'), { message }) as ErrorEvent);
    },
  };
  port1.onmessage = (event) => worker.onmessage?.(event);
  if (host) serve(port2, host);
  return worker;
}

/** A gate that backends wait at: closed until `open` is called. `reached` resolves when someone waits. */
export function gate(): { pass: () => Promise<void>; open: () => void; reached: Promise<void> } {
  let open = (): void => undefined;
  let reach = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  const reached = new Promise<void>((resolve) => (reach = resolve));
  return {
    pass: () => {
      reach();
      return opened;
    },
    open,
    reached,
  };
}
