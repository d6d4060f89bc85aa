import { describe, expect, it } from 'vitest';
import { createReferenceBackend } from '@/lib/backends/reference';
import { generate } from '@/lib/engine/generate';
import type { GenerateConfig } from '@/lib/engine/types';
import { readTraceFile, writeTrace } from '@/lib/trace/file';
import { buildTrace, record, sampleOf } from '@/lib/trace/record';
import { traceSchema } from '@/lib/trace/schema';
import { readGolden } from '../fixtures/goldens';

const config: GenerateConfig = {
  mode: 'lazyllm',
  schedule: [
    { layer: 1, keep: 0.6 },
    { layer: 3, keep: 0.5 },
  ],
  sinks: 0,
  pruneGenerated: true,
  maxNewTokens: 5,
  temperature: 0,
  seed: 0,
};

async function start(signal?: AbortSignal) {
  const { spec, weights, cases } = await readGolden('llama');
  const backend = await createReferenceBackend(spec, weights);
  const ids = cases[0]?.ids ?? [];
  let clock = 0;
  const events = generate(backend, ids, config, { now: () => (clock += 10), eosTokenIds: [], signal });
  return { spec, backend, ids, events };
}

describe('record and buildTrace', () => {
  it('make a trace that the schema takes unchanged, and that comes back from a packed file', async () => {
    const { spec, backend, ids, events } = await start();
    const recording = await record(events);
    const trace = buildTrace(
      {
        engine: { lazylens: '0', onnxruntime: 'none' },
        model: { id: 'llama', sha256: null, spec },
        backend: backend.description,
        input: { ids, text: '', pieces: ids.map(() => '') },
        config,
      },
      recording,
    );
    expect(traceSchema.parse(structuredClone(trace))).toEqual(trace);
    const opened = readTraceFile(writeTrace(trace));
    expect(opened.kind === 'trace' && opened.trace.steps.map((step) => step.segments.map(({ kept }) => kept))).toEqual(
      recording.steps.map((step) => step.segments.map(({ kept }) => kept)),
    );
    expect(trace.output.ids).toEqual(recording.steps.map((step) => step.nextId));
    expect(trace.timings).toEqual({ ttftMs: 10, decodeMs: [10, 10, 10, 10], totalMs: 50 });
    expect(sampleOf('lazyllm', recording.steps)).toEqual({ mode: 'lazyllm', ...trace.timings });
  });

  it('keep the logits of the first step', async () => {
    const { events } = await start();
    const { firstLogits, steps } = await record(events);
    const [id, logit] = steps[0]?.top[0] ?? [];
    expect(firstLogits[id ?? -1]).toBe(logit);
    expect(Math.max(...firstLogits)).toBe(logit);
  });

  it('keep the steps made before an abort', async () => {
    const controller = new AbortController();
    const { events } = await start(controller.signal);
    const { steps, stopReason } = await record(events, (event) => {
      if (event.type === 'layer' && event.step === 2) controller.abort();
    });
    expect({ steps: steps.length, stopReason }).toEqual({ steps: 2, stopReason: 'stopped' });
  });

  it('end the generation, its tensors released, when a listener throws', async () => {
    const { backend, events } = await start();
    await expect(
      record(events, () => {
        throw new Error('listener');
      }),
    ).rejects.toThrow('listener');
    expect((await events.next()).done).toBe(true);
    const run = backend.open(4);
    expect(run.census().aux).toBe(0);
    run.close();
  });
});
