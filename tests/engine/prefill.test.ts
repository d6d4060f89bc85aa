import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { generate } from '@/lib/engine/generate';
import { topScores } from '@/lib/engine/policy';
import { finish, generations, lazy, someIds, still, tinyModel } from './machine';
import { selecting } from './selecting';

describe('a prefill that selects on the device', () => {
  it('gives the records, logits and caches of one that waits for the host, in every mode and with later revivals', async () => {
    await fc.assert(
      fc.asyncProperty(generations(), async ({ layers, ids, config }) => {
        const { backend } = await tinyModel(layers);
        const device = await finish(generate(selecting(backend), ids, config, still));
        const host = await finish(generate(selecting(backend), ids, config, { ...still, select: 'host' }));
        expect(device.steps).toEqual(host.steps);
        expect(device.logits).toEqual(host.logits);
        expect(device.events.map(({ type }) => type)).toEqual(host.events.map(({ type }) => type));
      }),
      { numRuns: 60 },
    );
  });

  it('reads the selection after the clock of the first token has stopped', async () => {
    const { backend } = await tinyModel(4);
    let clock = 0;
    const slow = selecting(backend, () => (clock += 1000));
    const { steps } = await finish(generate(slow, someIds(12), lazy(), { ...still, now: () => clock }));
    expect(clock).toBe(1000);
    expect(steps[0]?.ms).toBe(0);
  });

  it('is left alone where nothing is pruned or another rule selects', async () => {
    const { backend } = await tinyModel(4);
    let settled = 0;
    const counting = selecting(backend, () => settled++);
    await finish(generate(counting, someIds(12), lazy({ mode: 'full' }), still));
    await finish(generate(counting, someIds(12), lazy(), { ...still, policy: { select: topScores.select } }));
    expect(settled).toBe(0);
    await finish(generate(counting, someIds(12), lazy(), still));
    expect(settled).toBe(1);
  });

  it('refuses a device that keeps other positions than its scores say', async () => {
    const { backend } = await tinyModel(4);
    const wrong = selecting(backend, undefined, (a, b) => a.score - b.score || a.position - b.position);
    await expect(finish(generate(wrong, someIds(12), lazy(), still))).rejects.toMatchObject({ code: 'internal' });
  });

  it('stops between two layers when aborted', async () => {
    const { backend } = await tinyModel(4);
    const stop = new AbortController();
    const seen: number[] = [];
    const generation = generate(selecting(backend), someIds(12), lazy(), { ...still, signal: stop.signal });
    for (let next = await generation.next(); !next.done; next = await generation.next()) {
      if (next.value.type === 'layer') seen.push(next.value.layer);
      if (seen.length === 2) stop.abort();
    }
    expect(seen).toEqual([1, 2]);
  });
});
