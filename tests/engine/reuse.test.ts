// What is in the caches: K and V of revived tokens, and what it means that they are used again later.

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createReferenceBackend } from '@/lib/backends/reference';
import type { Entry } from '@/lib/backends/reference/attention';
import { embedToken, projectKV, runBlock } from '@/lib/backends/reference/block';
import { type Model, readModel } from '@/lib/backends/reference/model';
import { layerRotations } from '@/lib/backends/reference/rope';
import { generate } from '@/lib/engine/generate';
import type { Position } from '@/lib/engine/types';
import { goldenFamilies, readGolden } from '../fixtures/goldens';
import {
  finish,
  generations,
  lazy,
  play,
  someIds,
  still,
  tinyModel,
  watch,
  type Case,
  type Finished,
  type Watch,
} from './machine';

/**
 * Computes every token anew, from its embedding straight through its layers without any Aux Cache, attending to the K and V of the
 * positions that were active when the engine computed it. Gives the (layer, position) pairs whose cached K or V are not the same bits.
 */
function strayEntries(
  model: Model,
  { ids }: Case,
  { steps }: Pick<Finished, 'steps'>,
  { kv, steps: watched }: Watch,
): string[] {
  const { spec, layers } = model;
  const rotations = layerRotations(spec, spec.context);
  const stray: string[] = [];
  [...ids, ...steps.slice(1).map(({ tokenId }) => tokenId)].forEach((tokenId, position) => {
    let hidden = embedToken(model, tokenId, position);
    for (const { plans } of watched) {
      for (const plan of plans.filter(({ computed }) => computed.includes(position))) {
        for (let number = plan.firstLayer; number <= plan.lastLayer; number++) {
          const weights = layers[number - 1];
          const cache = kv[number - 1] ?? new Map<Position, Entry>();
          if (!weights) throw new Error(`no layer ${number}`);
          const layer = { number, weights, rotation: rotations[number - 1] ?? null };
          const own = projectKV(spec, layer, hidden, position);
          if (!same(cache.get(position), own)) stray.push(`layer ${number}, position ${position}`);
          const visible = plan.active.filter((p) => p < position).map((p) => cache.get(p) ?? own);
          hidden = runBlock(spec, layer, hidden, position, [...visible, own]).output;
        }
      }
    }
  });
  return stray;
}

const same = (a: Entry | undefined, b: Entry) =>
  a !== undefined && a.k.join() === b.k.join() && a.v.join() === b.v.join();

/** A run that revives two tokens and more in one decode step. */
const reviving: Case = { layers: 4, ids: someIds(16), config: lazy({ maxNewTokens: 6 }) };

const families = await goldenFamilies();

describe('the KV cache', () => {
  it('holds for every token, revived ones too, what direct recomputation gives, bit for bit', async () => {
    let revivals = 0;
    await fc.assert(
      fc.asyncProperty(generations(), async (drawn) => {
        const played = await play(drawn);
        revivals += played.steps.flatMap(({ segments }) => segments.flatMap(({ revived }) => revived)).length;
        expect(strayEntries(played.model, drawn, played, played.watched)).toEqual([]);
      }),
      { numRuns: 60 },
    );
    expect(revivals).toBeGreaterThan(0);
  });

  it.each(families)('holds so in %s too, whatever its positions, windows and norms', async (family) => {
    const { spec, weights, cases } = await readGolden(family);
    const ids = cases[1]?.ids.slice(0, 24) ?? [];
    const schedule = [1, 3].map((layer) => ({ layer, keep: 0.5 }));
    const config = lazy({ schedule, maxNewTokens: 3 });
    const watched = watch(await createReferenceBackend(spec, weights));
    const { steps } = await finish(generate(watched.backend, ids, config, still));
    expect(steps[0]?.segments.map(({ computed }) => computed.length)).toEqual([24, 12, 6]);
    const model = await readModel(spec, weights);
    expect(strayEntries(model, { layers: spec.layers, ids, config }, { steps }, watched)).toEqual([]);
  });

  it('is written by position: entries in order of arrival (new token first, then revived) are caught', async () => {
    const { model, backend } = await tinyModel(reviving.layers);
    const honest = await play(reviving);
    expect(honest.steps.some(({ segments }) => segments.some(({ revived }) => revived.length > 1))).toBe(true);
    expect(strayEntries(model, reviving, honest, honest.watched)).toEqual([]);

    const permuting = watch(backend);
    const open = permuting.backend.open;
    const generation = generate(
      {
        ...permuting.backend,
        open(maxPositions) {
          const run = open(maxPositions);
          return {
            ...run,
            async layer(layer, plan) {
              await run.layer(layer, plan);
              if (plan.computed.length === plan.active.length) return;
              const cache = run.kv[layer - 1];
              const arrival = [...plan.computed.slice(-1), ...plan.computed.slice(0, -1)].map((p) => cache?.get(p));
              plan.computed.forEach((p, i) => {
                const entry = arrival[i];
                if (entry) cache?.set(p, { ...entry, position: p });
              });
            },
          };
        },
      },
      reviving.ids,
      reviving.config,
      still,
    );
    const permuted = await finish(generation);
    expect(strayEntries(model, reviving, permuted, permuting)).not.toEqual([]);
  });

  it('is never rewritten: an entry made in one step is used as it is in all later ones', async () => {
    const { backend } = await tinyModel(reviving.layers);
    const seen = new Map<string, string>();
    const watched = watch(backend, (_, run) => {
      run.kv.forEach((cache, i) => {
        for (const [position, { k, v }] of cache) {
          const [key, value] = [`${i} ${position}`, `${k.join()} ${v.join()}`];
          expect(seen.get(key) ?? value).toBe(value);
          seen.set(key, value);
        }
      });
    });
    await finish(generate(watched.backend, reviving.ids, reviving.config, still));
    expect(seen.size).toBeGreaterThan(reviving.ids.length * 2);
  });

  it('reuses KV made under an earlier, pruned context as it is: reviving every token does not give the unpruned model back', async () => {
    const revived = await play({ ...reviving, config: lazy({ mode: 'revive-all', maxNewTokens: 2 }) });
    const firstId = revived.steps[0]?.nextId ?? -1;
    // The unpruned model on the same tokens, so that only the context in which KV was made differs.
    const full = await play({
      ...reviving,
      ids: [...reviving.ids, firstId],
      config: lazy({ mode: 'full', maxNewTokens: 1 }),
    });
    expect(revived.watched.steps[1]?.census.kv).toEqual(full.watched.steps[0]?.census.kv);
    expect(revived.logits[1]).not.toEqual(full.logits[0]);

    const pruned = revived.steps[0]?.segments[0];
    const firstPruned = reviving.ids.findIndex((_, p) => !pruned?.kept?.includes(p));
    const differs = (layer: number, position: number) => {
      const entry = full.watched.kv[layer - 1]?.get(position);
      return entry && !same(revived.watched.kv[layer - 1]?.get(position), entry);
    };
    // Before the first pruning layer, and at it, nothing was missing.
    for (const position of reviving.ids.keys()) expect(differs(1, position)).toBe(false);
    // A kept token to the right of a pruned one never saw it, and keeps the K and V made so.
    const blind = pruned?.kept?.find((p) => p > firstPruned) ?? -1;
    expect(differs(4, blind)).toBe(true);
  });
});
