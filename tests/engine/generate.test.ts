// How a generation begins and ends: input that is refused, stopping, failing, the clock, sampling.

import { describe, expect, it } from 'vitest';
import { AppError } from '@/lib/errors';
import type { BackendRun } from '@/lib/engine/backend';
import { generate } from '@/lib/engine/generate';
import { finish, lazy, someIds, still, tinyModel, VOCABULARY, watch } from './machine';

const ids = someIds(9);

/** The tiny model with one call of its run replaced. */
async function altered(change: (run: BackendRun) => Partial<BackendRun>) {
  const watched = watch((await tinyModel(4)).backend);
  const open = (maxPositions: number) => {
    const run = watched.backend.open(maxPositions);
    return { ...run, ...change(run) };
  };
  return { watched, backend: { ...watched.backend, open } };
}

describe('stopping', () => {
  it('ends within one layer, wherever it comes, with "stopped" and the tensors released', async () => {
    const { backend } = await tinyModel(4);
    const whole = watch(backend);
    await finish(generate(whole.backend, ids, lazy({ maxNewTokens: 3 }), still));
    const layerRuns = whole.calls.filter((name) => name === 'layer').length;
    expect(layerRuns).toBe(3 * 4);

    for (let stopAfter = 1; stopAfter <= layerRuns; stopAfter++) {
      const stop = new AbortController();
      const watched = watch(backend);
      const generation = generate(watched.backend, ids, lazy({ maxNewTokens: 3 }), { ...still, signal: stop.signal });
      let layers = 0;
      let reason: unknown = null;
      for (;;) {
        const { done, value } = await generation.next();
        if (done) {
          reason = value;
          break;
        }
        if (value.type === 'layer' && ++layers === stopAfter) stop.abort();
      }
      expect(reason).toBe('stopped');
      expect(watched.calls.filter((name) => name === 'layer')).toHaveLength(stopAfter);
      expect(watched.closed).toBe(1);
    }
  });

  it('is noticed at every await, also while the backend works', async () => {
    const { backend } = await tinyModel(4);
    const whole = watch(backend);
    await finish(generate(whole.backend, ids, lazy({ maxNewTokens: 2 }), still));
    for (let at = 0; at < whole.calls.length; at++) {
      const stop = new AbortController();
      const watched = watch(backend, (_, __, index) => index === at && stop.abort());
      const { reason } = await finish(
        generate(watched.backend, ids, lazy({ maxNewTokens: 2 }), { ...still, signal: stop.signal }),
      );
      expect(reason).toBe('stopped');
      expect(watched.calls).toHaveLength(at + 1);
      expect(watched.closed).toBe(1);
    }
  });

  it('before the start opens nothing', async () => {
    const watched = watch((await tinyModel(4)).backend);
    const signal = AbortSignal.abort();
    const { reason, events } = await finish(generate(watched.backend, ids, lazy(), { ...still, signal }));
    expect({ reason, events, opened: watched.opened }).toEqual({ reason: 'stopped', events: [], opened: 0 });
  });

  it('keeps the steps that were whole', async () => {
    const stop = new AbortController();
    const { backend } = await tinyModel(4);
    const generation = generate(backend, ids, lazy(), { ...still, signal: stop.signal });
    let steps = 0;
    for await (const event of generation) if (event.type === 'step' && ++steps === 2) stop.abort();
    expect(steps).toBe(2);
  });

  it('releases the tensors when the consumer leaves its loop', async () => {
    const watched = watch((await tinyModel(4)).backend);
    for await (const { type } of generate(watched.backend, ids, lazy(), still)) {
      expect(type).toBe('layer');
      break;
    }
    expect(watched.closed).toBe(1);
  });
});

describe('failing', () => {
  it('passes the error of any backend call on, with the tensors released', async () => {
    const { backend } = await tinyModel(4);
    for (const at of [0, 1, 2, 3, 4, 5, 9, 14]) {
      const watched = watch(backend, (_, __, index) => {
        if (index === at) throw new AppError('device-lost', 'the GPU went away');
      });
      await expect(finish(generate(watched.backend, ids, lazy(), still))).rejects.toMatchObject({
        code: 'device-lost',
      });
      expect(watched.closed).toBe(1);
    }
  });

  it.each([NaN, Infinity, -Infinity])('refuses logits of %d, saying where', async (value) => {
    const { backend, watched } = await altered(() => ({ logits: async () => Float32Array.of(0, value, 1) }));
    await expect(finish(generate(backend, ids, lazy(), still))).rejects.toMatchObject({
      code: 'model-invalid',
      message: expect.stringContaining(`the logit of token id 1 after position 8 is ${value}`) as string,
    });
    expect(watched.closed).toBe(1);
  });

  it('refuses scores that are no numbers, saying where', async () => {
    const { backend } = await altered((run) => ({
      scores: async (plan) => (await run.scores(plan)).map((score, i) => (i === 3 ? NaN : score)),
    }));
    await expect(finish(generate(backend, ids, lazy(), still))).rejects.toMatchObject({
      code: 'model-invalid',
      message: expect.stringContaining('the attention score of position 3 after layer 1 is NaN') as string,
    });
  });
});

describe('bad input', () => {
  it('is refused before anything is opened', async () => {
    const watched = watch((await tinyModel(4)).backend);
    const refused = async (prompt: number[], config = lazy()) =>
      finish(generate(watched.backend, prompt, config, still)).then(
        () => 'ran',
        (thrown: AppError) => `${thrown.code}: ${thrown.message}`,
      );
    expect(await refused([])).toBe('input-invalid: the prompt has no tokens; write something first');
    expect(await refused([1, VOCABULARY])).toMatch(
      /^input-invalid: token id 40 at position 1 is outside .* vocabulary of 40/,
    );
    expect(await refused([-1])).toMatch(/^input-invalid: token id -1/);
    expect(await refused(ids, lazy({ maxNewTokens: 0 }))).toMatch(/^input-invalid: max new tokens/);
    expect(await refused(ids, lazy({ schedule: [{ layer: 4, keep: 0.5 }] }))).toMatch(/^schedule-invalid/);
    expect(watched.opened).toBe(0);
  });
});

describe('the steps', () => {
  it('are one prefill and M - 1 decode steps for M new tokens, each fed the token before', async () => {
    const { backend } = await tinyModel(4);
    const { steps, reason } = await finish(generate(backend, ids, lazy({ maxNewTokens: 4 }), still));
    expect(reason).toBe('length');
    expect(steps.map(({ kind }) => kind)).toEqual(['prefill', 'decode', 'decode', 'decode']);
    expect(steps.map(({ position }) => position)).toEqual([8, 9, 10, 11]);
    expect(steps.map(({ tokenId }) => tokenId)).toEqual([ids[8], ...steps.slice(0, -1).map(({ nextId }) => nextId)]);
    for (const { top, nextId } of steps) {
      expect(top).toHaveLength(10);
      expect(top[0]?.[0]).toBe(nextId);
    }
  });

  it('end with the end-of-sequence token, which is part of the output', async () => {
    const { backend } = await tinyModel(4);
    const free = await finish(generate(backend, ids, lazy(), still));
    const outputs = free.steps.map(({ nextId }) => nextId);
    const eos = outputs[1] ?? -1;
    const { steps, reason } = await finish(generate(backend, ids, lazy(), { ...still, eosTokenIds: [eos] }));
    expect(reason).toBe('eos');
    expect(steps.map(({ nextId }) => nextId)).toEqual(outputs.slice(0, outputs.indexOf(eos) + 1));
  });

  it('take the time from their ids to the chosen token', async () => {
    const { backend } = await tinyModel(4);
    let clock = 0;
    const generation = generate(backend, ids, lazy({ maxNewTokens: 2 }), { ...still, now: () => clock });
    const ms: number[] = [];
    for await (const event of generation) {
      if (event.type === 'step') ms.push(event.step.ms);
      // Time between steps belongs to none of them.
      clock += event.type === 'layer' ? 5 : 1000;
    }
    expect(ms).toEqual([20, 20]);
  });

  it('sample by seed where the temperature is above 0', async () => {
    const { backend } = await tinyModel(4);
    const output = async (seed: number) =>
      (await finish(generate(backend, ids, lazy({ temperature: 2, seed, maxNewTokens: 12 }), still))).steps.map(
        ({ nextId }) => nextId,
      );
    expect(await output(3)).toEqual(await output(3));
    expect(await output(3)).not.toEqual(await output(4));
  });

  it('work for a prompt of one token, under a schedule that keeps next to nothing', async () => {
    const { backend } = await tinyModel(4);
    const schedule = [1, 2, 3].map((layer) => ({ layer, keep: 0.001 }));
    const { steps } = await finish(generate(backend, [7], lazy({ schedule }), still));
    expect(steps).toHaveLength(4);
  });
});
