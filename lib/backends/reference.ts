// A model in plain arrays: small, slow and plain, the oracle that other backends are tested against. It trusts no plan:
// whatever breaks the rules of the engine is refused as a bug. Knows no runtime.

import { assert } from '@/lib/errors';
import type { AttentionProbe, Backend, BackendRun, SegmentPlan, SegmentSplit } from '@/lib/engine/backend';
import type { Position, TokenId } from '@/lib/engine/types';
import type { ModelSpec } from '@/lib/model/spec';
import type { Weights } from '@/lib/model/weights';
import { attentionOf, meanAttention, type Entry, type Query } from './reference/attention';
import { embedToken, logitsOf, projectKV, runBlock } from './reference/block';
import { readModel, type Model } from './reference/model';
import { layerRotations } from './reference/rope';

export interface ReferenceBackend extends Backend {
  open(maxPositions: number): ReferenceRun;
}

/** A run whose KV cache can be looked into. */
export interface ReferenceRun extends BackendRun {
  /** K and V of every layer, by position. (L) */
  readonly kv: readonly Map<Position, Entry>[];
}

/** Reads all weights into memory. Throws AppError `model-invalid` for a tensor that is missing or of another shape. */
export async function createReferenceBackend(spec: ModelSpec, weights: Weights): Promise<ReferenceBackend> {
  const model = await readModel(spec, weights);
  return {
    description: { kind: 'reference', adapter: 'plain arrays', dtype: 'f32' },
    layers: spec.layers,
    vocabSize: spec.vocabSize,
    open: (maxPositions) => openRun(model, maxPositions),
    dispose: async () => {},
  };
}

function openRun(model: Model, maxPositions: number): ReferenceRun {
  const { spec } = model;
  const rotations = layerRotations(spec, maxPositions);
  const kv = Array.from({ length: spec.layers }, () => new Map<Position, Entry>());
  const aux = new Map<Position, Float32Array>();
  let rows = new Map<Position, Float32Array>(); // each (D), in order of position
  let lastAttention: { layer: number; mean: Float32Array } | null = null;
  let open = true;

  /** Runs one layer; gives the queries of the rows and the active entries, both in order of position. */
  function runLayer(number: number, plan: SegmentPlan): { queries: Query[]; entries: Entry[] } {
    assert(open, 'the run is closed');
    assert(number >= plan.firstLayer && number <= plan.lastLayer, `layer ${number} is not in segment ${plan.index}`);
    const weights = model.layers[number - 1];
    const cache = kv[number - 1];
    assert(weights && cache, `there is no layer ${number}`);
    assert(sameList([...rows.keys()], plan.computed), `rows at layer ${number} are not those of the plan`);
    const layer = { number, weights, rotation: rotations[number - 1] ?? null };
    for (const [position, hidden] of rows) {
      assert(!cache.has(position), `position ${position} is computed twice in layer ${number}`);
      cache.set(position, projectKV(spec, layer, hidden, position));
    }
    const entries = plan.active.map((position) => {
      const entry = cache.get(position);
      assert(entry, `active position ${position} has no KV in layer ${number}`);
      return entry;
    });
    const queries: Query[] = [];
    for (const [position, hidden] of rows) {
      const { query, output } = runBlock(spec, layer, hidden, position, entries);
      rows.set(position, output);
      queries.push(query);
    }
    return { queries, entries };
  }

  return {
    kv,
    async embed(ids: readonly TokenId[], positions: readonly Position[]) {
      assert(open, 'the run is closed');
      assert(ids.length === positions.length && isRising(positions), 'one rising position a token');
      assert((positions.at(-1) ?? 0) < maxPositions, `position ${positions.at(-1)} exceeds the run's ${maxPositions}`);
      rows = new Map(positions.map((position, i) => [position, embedToken(model, ids[i] ?? 0, position)]));
    },
    async enter(plan) {
      assert(open, 'the run is closed');
      assert(
        isRising(plan.active) && isRising(plan.computed) && isRising(plan.revived),
        'positions of a plan must rise',
      );
      const revived = new Set(plan.revived);
      assert(
        plan.computed.length === rows.size + revived.size,
        `segment ${plan.index} must compute carried and revived rows`,
      );
      rows = new Map(
        plan.computed.map((position) => {
          const source = revived.has(position) ? aux : rows;
          const hidden = source.get(position);
          assert(hidden, `position ${position} enters segment ${plan.index} from nowhere`);
          return [position, hidden];
        }),
      );
      for (const position of plan.revived) aux.delete(position);
    },
    async layer(layer, plan) {
      const { queries, entries } = runLayer(layer, plan);
      const query = queries.at(-1);
      const scored = plan.scored && layer === plan.lastLayer && query;
      lastAttention = scored ? { layer, mean: meanAttention(spec, layer, query, entries) } : null;
    },
    async probe(layer, plan) {
      const { queries, entries } = runLayer(layer, plan);
      return probeOf(spec, layer, plan, queries, entries);
    },
    async scores(plan) {
      assert(lastAttention?.layer === plan.lastLayer, `no scores were planned after layer ${plan.lastLayer}`);
      return lastAttention.mean; // (n)
    },
    async leave(plan, { carried, parked }: SegmentSplit) {
      assert(open, 'the run is closed');
      const take = (position: Position): [Position, Float32Array] => {
        const hidden = rows.get(position);
        assert(hidden, `position ${position} is no row of segment ${plan.index}`);
        return [position, hidden];
      };
      for (const [position, hidden] of parked.map(take)) aux.set(position, hidden);
      rows = new Map(carried.map(take));
    },
    async logits() {
      assert(open, 'the run is closed');
      const hidden = [...rows.values()].at(-1);
      assert(hidden, 'there is no last row');
      return logitsOf(model, hidden);
    },
    census: () => ({ kv: kv.map((cache) => cache.size), aux: aux.size }),
    close() {
      open = false;
      for (const cache of kv) cache.clear();
      aux.clear();
      rows.clear();
      lastAttention = null;
    },
  };
}

function probeOf(
  spec: ModelSpec,
  layer: number,
  plan: SegmentPlan,
  queries: readonly Query[],
  entries: readonly Entry[],
): AttentionProbe {
  const { active: columns, computed: rows } = plan;
  let open = true;
  return {
    rows,
    columns,
    heads: spec.heads,
    async read(head, from, to) {
      assert(open, 'the probe is closed');
      assert(from >= 0 && from <= to && to <= rows.length, `rows ${from} to ${to} of ${rows.length}`);
      const values = new Float32Array((to - from) * columns.length); // (to - from, n)
      for (let row = from; row < to; row++) {
        const query = queries[row];
        assert(query, `there is no row ${row}`);
        const attention =
          head === 'mean' ? meanAttention(spec, layer, query, entries) : attentionOf(spec, layer, query, entries, head);
        values.set(attention, (row - from) * columns.length);
      }
      return values;
    },
    close: () => {
      open = false;
    },
  };
}

function isRising(positions: readonly Position[]): boolean {
  return positions.every((position, i) => i === 0 || position > (positions[i - 1] ?? -1));
}

function sameList(a: readonly Position[], b: readonly Position[]): boolean {
  return a.length === b.length && a.every((position, i) => position === b[i]);
}
