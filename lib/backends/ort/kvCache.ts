// The KV cache of one run: where keys and values of each layer lie, and how layer graphs take and give them. Knows rows, no positions.

import type { Tensor } from 'onnxruntime-web';
import { assert } from '@/lib/errors';
import type { ModelSpec } from '@/lib/model/spec';
import type { AttentionForm } from '@/lib/onnx/shared';
import type { Feeds, Results } from './shelf';
import type { RowStore, TensorPlace } from './tensors';

/** A layer, counted from 1, and what goes before the names of its inputs and outputs in a graph. */
export interface LayerNames {
  readonly layer: number;
  readonly prefix: string;
}

export interface KvCache {
  /** Rows that a layer holds, in order of arrival. */
  rows(layer: number): number;
  /** What a graph that adds `count` rows to a layer takes of its cache. Valid until the cache grows. */
  inputs(of: LayerNames, count: number): Feeds;
  /** What to ask of that graph. */
  results(of: LayerNames): Results;
  /** Takes in what such a graph gave: `count` rows more in each layer. */
  grow(layers: readonly LayerNames[], given: Feeds, count: number): void;
  /** Keys of a layer as graphs of scores and attention take them. Owned by the cache. */
  keys(layer: number): Tensor;
  release(): void;
}

/** The cache that goes with a form of attention, for sequences of at most `maxPositions`. */
export function createKvCache(form: AttentionForm, spec: ModelSpec, place: TensorPlace, maxPositions: number): KvCache {
  return form === 'fused' ? new CacheInPlace(spec, place, maxPositions) : new JoinedCache(spec, place, maxPositions);
}

interface Table {
  readonly key: Tensor;
  readonly value: Tensor;
  rows: number;
}

/**
 * Keys and values (1, G, C, d) that fused attention writes in place. Each layer has room for every position, C = `maxPositions`,
 * from its first row on: 2 C G d numbers, which lib/model/memory.ts counts. So nothing is moved or allocated while decoding,
 * however many tokens are revived.
 */
class CacheInPlace implements KvCache {
  readonly #tables: (Table | undefined)[] = [];

  constructor(
    private readonly spec: ModelSpec,
    private readonly place: TensorPlace,
    private readonly maxPositions: number,
  ) {}

  rows(layer: number): number {
    return this.#tables[layer]?.rows ?? 0;
  }

  inputs({ layer, prefix }: LayerNames): Feeds {
    const { key, value } = this.#table(layer);
    return { [`${prefix}pastKey`]: key, [`${prefix}pastValue`]: value };
  }

  results({ layer, prefix }: LayerNames): Results {
    const { key, value } = this.#table(layer);
    return { [`${prefix}presentKey`]: key, [`${prefix}presentValue`]: value };
  }

  grow(layers: readonly LayerNames[], _given: Feeds, count: number): void {
    for (const { layer } of layers) this.#table(layer).rows += count;
  }

  keys(layer: number): Tensor {
    return this.#table(layer).key;
  }

  release(): void {
    for (const table of this.#tables.splice(0)) {
      table?.key.dispose();
      table?.value.dispose();
    }
  }

  #table(layer: number): Table {
    const known = this.#tables[layer];
    if (known) return known;
    const dims = [1, this.spec.kvHeads, this.maxPositions, this.spec.headDim];
    const made = { key: this.place.empty(dims), value: this.place.empty(dims), rows: 0 };
    this.#tables[layer] = made;
    return made;
  }
}

/** Keys and values (P, G d) that plain attention joins with those of its rows, which are then copied behind them. */
class JoinedCache implements KvCache {
  readonly #stores: ({ readonly key: RowStore; readonly value: RowStore } | undefined)[] = [];

  constructor(
    private readonly spec: ModelSpec,
    private readonly place: TensorPlace,
    private readonly maxPositions: number,
  ) {}

  rows(layer: number): number {
    return this.#stores[layer]?.key.rows ?? 0;
  }

  inputs({ layer, prefix }: LayerNames, count: number): Feeds {
    const { key, value } = this.#open(layer, count);
    return { [`${prefix}pastKey`]: key.view(), [`${prefix}pastValue`]: value.view() };
  }

  results({ prefix }: LayerNames): Results {
    return { [`${prefix}newKey`]: null, [`${prefix}newValue`]: null };
  }

  grow(layers: readonly LayerNames[], given: Feeds, count: number): void {
    const additions = layers.flatMap(({ layer, prefix }) => {
      const { key, value } = this.#open(layer, count);
      const [newKey, newValue] = [given[`${prefix}newKey`], given[`${prefix}newValue`]];
      assert(newKey && newValue, `the graph of layer ${layer} gave no keys`);
      return [
        { store: key, tensor: newKey, count },
        { store: value, tensor: newValue, count },
      ];
    });
    this.place.append(additions);
    for (const { tensor } of additions) tensor.dispose();
  }

  keys(layer: number): Tensor {
    return this.#open(layer, 0).key.view();
  }

  release(): void {
    for (const stores of this.#stores.splice(0)) {
      stores?.key.release();
      stores?.value.release();
    }
  }

  #open(layer: number, expectedRows: number) {
    const known = this.#stores[layer];
    if (known) return known;
    const width = this.spec.kvHeads * this.spec.headDim;
    // Room for the prompt's share of this layer and the tokens still to come; revived tokens may make it grow.
    const capacity = Math.min(this.maxPositions, expectedRows + 32);
    const made = { key: this.place.rowStore(width, capacity), value: this.place.rowStore(width, capacity) };
    this.#stores[layer] = made;
    return made;
  }
}
