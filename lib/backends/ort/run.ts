// The tensors of one generation on onnxruntime-web: rows, KV cache, Aux Cache. The engine says what; this file knows buffers.

import type { Tensor } from 'onnxruntime-web';
import type { AttentionProbe, BackendRun, SegmentPlan, SegmentSplit } from '@/lib/engine/backend';
import type { Position, TokenId } from '@/lib/engine/types';
import { assert } from '@/lib/errors';
import type { ModelSpec } from '@/lib/model/spec';
import { INACTIVE, NO_WINDOW } from '@/lib/onnx/shared';
import { layerVariants, variantOf, type LayerVariant } from '@/lib/onnx/variants';
import { openProbe } from './probe';
import type { RopeTables } from './ropeTable';
import type { ModelSessions } from './sessions';
import { sessionError, type Feeds } from './shelf';
import type { RowStore, TensorPlace } from './tensors';

/** Keys and values of one layer. Row i of both stores belongs to `positions[i]`: KV is found by position, in order of arrival. */
interface LayerCache {
  readonly key: RowStore;
  readonly value: RowStore;
  readonly positions: Position[];
}

/** Hidden states at the end of one segment, waiting to be revived. */
interface AuxTable {
  readonly rows: Tensor;
  readonly positions: readonly Position[];
}

/** What layers of a segment share. */
interface SegmentInputs {
  /** Of every layer: which rows and keys there are. */
  readonly feeds: Feeds;
  /** Rotations of the rows, by table; null is the table that rotates nothing. */
  readonly rope: ReadonlyMap<number | null, Feeds>;
  /** The rows are the whole active set. */
  readonly whole: boolean;
  /** Position of each key, cached then new, inactive ones as INACTIVE. */
  readonly keyPositions: Float32Array;
}

export class OrtRun implements BackendRun {
  #rows: Tensor | null = null;
  #rowPositions: readonly Position[] = [];
  #segment: SegmentInputs | null = null;
  #lastQuery: Tensor | null = null;
  #closed = false;
  readonly #variants: readonly LayerVariant[];
  /** By variant. */
  readonly #windows: readonly Feeds[];
  readonly #caches: (LayerCache | undefined)[] = [];
  readonly #aux: (AuxTable | undefined)[] = [];

  constructor(
    private readonly spec: ModelSpec,
    private readonly sessions: ModelSessions,
    private readonly place: TensorPlace,
    private readonly rope: RopeTables,
    private readonly maxPositions: number,
  ) {
    this.#variants = layerVariants(spec);
    this.#windows = this.#variants.map(({ window }) => ({
      window: place.singles(Float32Array.of(window ?? NO_WINDOW), [1]),
    }));
  }

  async embed(ids: readonly TokenId[], positions: readonly Position[]): Promise<void> {
    const feeds: Feeds = { ids: this.place.integers(ids) };
    const { positions: kind } = this.spec;
    if (kind.kind === 'learned') {
      feeds['position'] = this.place.integers(positions.map((position) => position + kind.offset));
    }
    const { x } = await this.#run(this.sessions.embed, feeds, Object.values(feeds));
    this.#setRows(x, positions);
  }

  async enter(plan: SegmentPlan): Promise<void> {
    if (plan.revived.length > 0) await this.#revive(plan);
    assert(
      this.#rowPositions.length === plan.computed.length,
      `${this.#rowPositions.length} rows on the device, ${plan.computed.length} planned`,
    );
    this.#closeSegment();
    this.#segment = this.#segmentInputs(plan);
  }

  async layer(layer: number, plan: SegmentPlan): Promise<void> {
    const cache = this.#cache(layer, plan.computed.length);
    const inputs: Feeds = {
      ...this.#layerFeeds(layer),
      x: this.#currentRows(),
      pastKey: cache.key.view(),
      pastValue: cache.value.view(),
    };
    const kind = this.#isCausal(layer, plan) ? 'causal' : 'masked';
    const wantsQuery = plan.scored && layer === plan.lastLayer;
    const { y, newKey, newValue, lastQuery } = await this.#run(
      this.sessions.layer(layer, kind),
      inputs,
      [],
      wantsQuery ? ['y', 'newKey', 'newValue', 'lastQuery'] : ['y', 'newKey', 'newValue'],
    );
    assert(y && newKey && newValue, 'a layer graph gave no result');
    cache.key.append(newKey, plan.computed.length);
    cache.value.append(newValue, plan.computed.length);
    cache.positions.push(...plan.computed);
    newKey.dispose();
    newValue.dispose();
    this.#setRows(y, plan.computed);
    if (lastQuery) this.#lastQuery = lastQuery;
  }

  async probe(layer: number, plan: SegmentPlan): Promise<AttentionProbe> {
    const { keyPositions } = this.#current();
    const queries = await this.sessions.query(layer);
    const { queries: query } = await this.#run(queries, { ...this.#layerFeeds(layer), x: this.#currentRows() }, []);
    assert(query, 'the query graph gave no result');
    await this.layer(layer, plan);
    const key = this.#cache(layer, 0).key.view();
    return openProbe({
      spec: this.spec,
      place: this.place,
      attention: this.sessions.attention,
      query,
      key,
      keyPositions,
      window: this.#windows[variantOf(this.spec, layer)] ?? {},
      plan,
    });
  }

  async scores(plan: SegmentPlan): Promise<Float32Array> {
    const query = this.#lastQuery;
    assert(query, `no query was kept after layer ${plan.lastLayer}`);
    this.#lastQuery = null;
    const { keyPositions } = this.#current();
    const key = this.#cache(plan.lastLayer, 0).key.view();
    const { scores } = await this.#run(this.sessions.score, { ...this.#layerFeeds(plan.lastLayer), query, key }, [
      query,
    ]);
    assert(scores, 'the score graph gave no result');
    const byArrival = await this.#read(scores);
    return inOrderOfPosition(byArrival, keyPositions, plan.active);
  }

  async leave(plan: SegmentPlan, split: SegmentSplit): Promise<void> {
    const rows = this.#currentRows();
    const rowOf = indexOf(this.#rowPositions, this.maxPositions);
    const pick = (positions: readonly Position[]) => positions.map((position) => rowOf[position] ?? 0);
    if (split.parked.length > 0) await this.#park(plan.index, split.parked, pick(split.parked));
    if (split.carried.length === this.#rowPositions.length) return;
    const index = this.place.integers(pick(split.carried));
    const { picked } = await this.#run(this.sessions.take, { rows, index }, [index]);
    this.#setRows(picked, split.carried);
  }

  async logits(): Promise<Float32Array> {
    const { logits } = await this.#run(this.sessions.head, { x: this.#currentRows() }, []);
    assert(logits, 'the head graph gave no result');
    this.#closeSegment();
    return this.#read(logits);
  }

  census(): { kv: number[]; aux: number } {
    const kv = Array.from({ length: this.spec.layers }, (_, i) => this.#caches[i + 1]?.key.rows ?? 0);
    return { kv, aux: this.#aux.reduce((sum, table) => sum + (table?.positions.length ?? 0), 0) };
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#closeSegment();
    for (const { window } of this.#windows) window?.dispose();
    this.#rows?.dispose();
    this.#rows = null;
    for (const cache of this.#caches) {
      cache?.key.release();
      cache?.value.release();
    }
    for (const table of this.#aux) table?.rows.dispose();
    this.#caches.length = 0;
    this.#aux.length = 0;
  }

  /** Rows := carried rows and revived Aux rows, sorted by position; the Aux table keeps the rest. */
  async #revive(plan: SegmentPlan): Promise<void> {
    const table = this.#aux[plan.index - 1];
    assert(table, `nothing is parked after segment ${plan.index - 1}`);
    const rows = this.#currentRows();
    const rowOf = indexOf(this.#rowPositions, this.maxPositions);
    const auxOf = indexOf(table.positions, this.maxPositions);
    const revived = new Set(plan.revived);
    const source = plan.computed.map((position) =>
      revived.has(position) ? this.#rowPositions.length + (auxOf[position] ?? 0) : (rowOf[position] ?? 0),
    );
    const index = this.place.integers(source);
    const { picked } = await this.#run(this.sessions.merge, { rows, more: table.rows, index }, [index]);

    const left = table.positions.filter((position) => !revived.has(position));
    let rest: AuxTable | undefined;
    if (left.length > 0) {
      const keep = this.place.integers(left.map((position) => auxOf[position] ?? 0));
      const taken = await this.#run(this.sessions.take, { rows: table.rows, index: keep }, [keep]);
      assert(taken['picked'], 'the take graph gave no result');
      rest = { rows: taken['picked'], positions: left };
    }
    table.rows.dispose();
    this.#aux[plan.index - 1] = rest;
    this.#setRows(picked, plan.computed);
  }

  /** Adds rows of the segment to its Aux table. */
  async #park(segment: number, parked: readonly Position[], rowIndex: readonly number[]): Promise<void> {
    const rows = this.#currentRows();
    const table = this.#aux[segment];
    const known = table?.positions.length ?? 0;
    const index = this.place.integers(
      table ? [...table.positions.keys(), ...rowIndex.map((row) => known + row)] : rowIndex,
    );
    const { picked } = table
      ? await this.#run(this.sessions.merge, { rows: table.rows, more: rows, index }, [index])
      : await this.#run(this.sessions.take, { rows, index }, [index]);
    assert(picked, 'no rows were picked');
    table?.rows.dispose();
    this.#aux[segment] = { rows: picked, positions: [...(table?.positions ?? []), ...parked] };
  }

  #segmentInputs(plan: SegmentPlan): SegmentInputs {
    const { place, spec } = this;
    const { positions } = spec;
    const rows = plan.computed.length;
    const cached = this.#caches[plan.firstLayer]?.positions ?? [];
    const whole = cached.length === 0 && plan.active.length === rows;

    const active = new Uint8Array(this.maxPositions);
    for (const position of plan.active) active[position] = 1;
    const keyPositions = new Float32Array(cached.length + rows);
    cached.forEach((position, i) => (keyPositions[i] = active[position] ? position : INACTIVE));
    keyPositions.set(plan.computed, cached.length);

    const feeds: Feeds = {
      rowPosition: place.singles(Float32Array.from(plan.computed), [rows, 1]),
      keyPosition: place.singles(keyPositions, [keyPositions.length]),
    };
    if (whole && this.sessions.hasCausal) {
      feeds['last'] = place.integers([rows - 1]);
      feeds['total'] = place.hostIntegers([rows]);
    }
    const rope = new Map<number | null, Feeds>();
    for (const { table } of positions.kind === 'rope' ? this.#variants : []) {
      if (rope.has(table)) continue;
      const { cos, sin } = this.rope.rows(table, plan.computed);
      const dims = [rows, cos.length / rows];
      rope.set(table, { cos: place.floats(cos, dims), sin: place.floats(sin, dims) });
    }
    return { feeds, rope, whole, keyPositions };
  }

  /** Everything a graph of `layer` may take, save rows, cache and weights. */
  #layerFeeds(layer: number): Feeds {
    const { feeds, rope } = this.#current();
    const variant = variantOf(this.spec, layer);
    return { ...feeds, ...rope.get(this.#variants[variant]?.table ?? null), ...this.#windows[variant] };
  }

  /** Whether the fused kernel gives this layer's attention: it knows causal order only. */
  #isCausal(layer: number, plan: SegmentPlan): boolean {
    const { softcap } = this.spec.attention;
    if (!this.sessions.hasCausal || !this.#current().whole || softcap !== null) return false;
    if (this.spec.positions.kind === 'alibi') return false;
    const window = this.#variants[variantOf(this.spec, layer)]?.window ?? Infinity;
    return (plan.active.at(-1) ?? 0) - (plan.active[0] ?? 0) < window;
  }

  #cache(layer: number, expectedRows: number): LayerCache {
    const known = this.#caches[layer];
    if (known) return known;
    const width = this.spec.kvHeads * this.spec.headDim;
    // Room for the prompt's share of this layer and the tokens still to come; revived tokens may make it grow.
    const capacity = Math.min(this.maxPositions, expectedRows + 32);
    const made = {
      key: this.place.rowStore(width, capacity),
      value: this.place.rowStore(width, capacity),
      positions: [],
    };
    this.#caches[layer] = made;
    return made;
  }

  async #run(
    graph: (feeds: Feeds, results?: readonly string[]) => Promise<Feeds>,
    feeds: Feeds,
    temporary: readonly Tensor[],
    results?: readonly string[],
  ): Promise<Feeds> {
    try {
      return await graph(feeds, results);
    } catch (thrown) {
      throw sessionError(thrown);
    } finally {
      for (const tensor of temporary) tensor.dispose();
    }
  }

  async #read(tensor: Tensor): Promise<Float32Array> {
    try {
      return await this.place.read(tensor);
    } finally {
      tensor.dispose();
    }
  }

  #setRows(rows: Tensor | undefined, positions: readonly Position[]): void {
    assert(rows, 'a graph gave no rows');
    this.#rows?.dispose();
    this.#rows = rows;
    this.#rowPositions = positions;
  }

  #currentRows(): Tensor {
    assert(this.#rows, 'no rows: embed comes first');
    return this.#rows;
  }

  #current(): SegmentInputs {
    assert(this.#segment, 'no segment was entered');
    return this.#segment;
  }

  #closeSegment(): void {
    const { feeds = {}, rope = new Map<null, Feeds>() } = this.#segment ?? {};
    for (const shared of [feeds, ...rope.values()]) for (const tensor of Object.values(shared)) tensor.dispose();
    this.#segment = null;
    this.#lastQuery?.dispose();
    this.#lastQuery = null;
  }
}

/** Index of each position in a list; -1 elsewhere. */
function indexOf(positions: readonly Position[], limit: number): Int32Array {
  const index = new Int32Array(limit).fill(-1);
  positions.forEach((position, i) => (index[position] = i));
  return index;
}

/** Picks the active keys' values out of a row over all keys, in order of position. */
export function inOrderOfPosition(
  row: Float32Array,
  keyPositions: Float32Array,
  active: readonly Position[],
): Float32Array {
  const limit = (active.at(-1) ?? -1) + 1;
  const byPosition = new Float32Array(limit);
  keyPositions.forEach((position, i) => {
    if (position < limit) byPosition[position] = row[i] ?? 0;
  });
  return Float32Array.from(active, (position) => byPosition[position] ?? 0);
}
