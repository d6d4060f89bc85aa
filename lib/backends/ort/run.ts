// The tensors of one generation on onnxruntime-web: rows, KV cache, Aux Cache. The engine says what; this file knows buffers.

import type { Tensor } from 'onnxruntime-web';
import type {
  AttentionProbe,
  BackendRun,
  Prefilled,
  PrefillPlan,
  PrefillSegment,
  SegmentPlan,
  SegmentSplit,
  Selected,
} from '@/lib/engine/backend';
import type { Position, TokenId } from '@/lib/engine/types';
import { assert } from '@/lib/errors';
import type { ModelSpec } from '@/lib/model/spec';
import type { AttentionKind } from '@/lib/onnx/shared';
import { spanName } from '@/lib/onnx/span';
import { createKvCache, type KvCache } from './kvCache';
import { openProbe } from './probe';
import type { RopeTables } from './ropeTable';
import type { ModelSessions } from './sessions';
import { disposeSegment, SegmentFeeds, type SegmentInputs } from './segment';
import { sessionError, type BoundGraph, type Feeds, type Results } from './shelf';
import type { SelectRows, TensorPlace } from './tensors';

/** Hidden states at the end of one segment, waiting to be revived. */
interface AuxTable {
  readonly rows: Tensor;
  readonly positions: readonly Position[];
}

/** What a prefill has selected and the host has not read yet. */
interface Pending {
  readonly scores: Tensor;
  /** Original positions of the kept rows; null where all were kept. */
  readonly positions: Tensor | null;
}

export class OrtRun implements BackendRun {
  #rows: Tensor | null = null;
  #rowPositions: readonly Position[] = [];
  #segment: SegmentInputs | null = null;
  /** Importance after the last layer of a scored segment, over its keys in order of arrival. (n) */
  #scores: Tensor | null = null;
  #closed = false;
  readonly #feeds: SegmentFeeds;
  #pending: Pending[] = [];
  readonly #kv: KvCache;
  /** By layer: the position of each row of its KV, in order of arrival. */
  readonly #held: Position[][];
  readonly #aux: (AuxTable | undefined)[] = [];

  constructor(
    private readonly spec: ModelSpec,
    private readonly sessions: ModelSessions,
    private readonly place: TensorPlace,
    rope: RopeTables,
    private readonly maxPositions: number,
  ) {
    this.#feeds = new SegmentFeeds(spec, place, rope, maxPositions, sessions.form);
    this.#kv = createKvCache(sessions.form, spec, place, maxPositions);
    this.#held = Array.from({ length: spec.layers + 1 }, () => []);
    const { select } = place;
    if (select) this.prefill = (ids, plan) => this.#prefill(ids, plan, select);
    const { span } = sessions;
    if (span) this.span = (plan) => this.#span(plan, span);
  }

  readonly prefill?: NonNullable<BackendRun['prefill']>;
  readonly span?: NonNullable<BackendRun['span']>;

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
    this.#segment = this.#feeds.ofPlan(plan, this.#held[plan.firstLayer] ?? []);
  }

  async layer(layer: number, plan: SegmentPlan): Promise<void> {
    await this.#layer(layer, plan.scored && layer === plan.lastLayer);
    this.#hold(layer, plan.computed);
  }

  async probe(layer: number, plan: SegmentPlan): Promise<AttentionProbe> {
    const { keyPositions } = this.#current();
    const queries = await this.sessions.query(layer);
    const feeds = this.#feeds.ofLayer(this.#current(), layer);
    const { queries: query } = await this.#run(queries, { ...feeds, x: this.#currentRows() }, []);
    assert(query, 'the query graph gave no result');
    await this.layer(layer, plan);
    assert(keyPositions, 'a probe follows a plan');
    const key = this.#kv.keys(layer);
    return openProbe({
      spec: this.spec,
      place: this.place,
      attention: this.sessions.attention,
      query,
      key,
      keyPositions,
      window: this.#feeds.window(layer),
      plan,
    });
  }

  async scores(plan: SegmentPlan): Promise<Float32Array> {
    const { keyPositions } = this.#current();
    assert(keyPositions, 'scores are read of a planned segment');
    const byArrival = await this.#read(this.#takeScores());
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
    const kv = Array.from({ length: this.spec.layers }, (_, i) => this.#kv.rows(i + 1));
    return { kv, aux: this.#aux.reduce((sum, table) => sum + (table?.positions.length ?? 0), 0) };
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#closeSegment();
    this.#feeds.dispose();
    this.#dropPending();
    this.#rows?.dispose();
    this.#rows = null;
    this.#kv.release();
    for (const table of this.#aux) table?.rows.dispose();
    this.#aux.length = 0;
  }

  /** All layers of a segment in one session. */
  async #span(plan: SegmentPlan, span: NonNullable<ModelSessions['span']>): Promise<void> {
    const { firstLayer, lastLayer } = plan;
    const segment = this.#current();
    const kind = this.#feeds.spanKind(segment, plan);
    const scored = plan.scored && kind !== 'masked';
    const graph = await span({ firstLayer, lastLayer, kind, scored });
    const layers = Array.from({ length: lastLayer - firstLayer + 1 }, (_, i) => ({
      layer: firstLayer + i,
      prefix: spanName(i, ''),
    }));
    const feeds: Feeds = { x: this.#currentRows() };
    const results: Record<string, Tensor | null> = { y: null };
    for (const of of layers) {
      Object.assign(feeds, this.#feeds.ofSpan(segment, of.layer), this.#kv.inputs(of, segment.rows));
      Object.assign(results, this.#kv.results(of));
    }
    const last = spanName(layers.length - 1, '');
    if (plan.scored) results[last + scoresOf(kind)] = null;
    const given = await this.#run(graph, feeds, [], results);
    this.#kv.grow(layers, given, segment.rows);
    for (const { layer } of layers) this.#hold(layer, plan.computed);
    this.#setRows(given['y'], plan.computed);
    if (plan.scored) await this.#setScores(lastLayer, kind, given[last + scoresOf(kind)]);
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

  /**
   * Rows go through all segments while the host only counts them: each selection, and the gathers it decides, are queued behind the
   * layers. The caches learn their positions when the prefill is settled.
   */
  async *#prefill(
    ids: readonly TokenId[],
    { segments, sinks, park }: PrefillPlan,
    select: SelectRows,
  ): AsyncGenerator<number, Prefilled> {
    const all = ids.map((_, position) => position);
    await this.embed(ids, all);
    for (const segment of segments) {
      const { index, firstLayer, lastLayer, keep } = segment;
      if (index === 0) {
        const plan = { index, firstLayer, lastLayer, active: all, computed: all, revived: [], scored: true };
        this.#closeSegment();
        this.#segment = this.#feeds.ofPlan(plan, []);
      }
      for (let layer = firstLayer; layer <= lastLayer; layer++) {
        await this.#layer(layer, keep !== null && layer === lastLayer);
        yield layer;
      }
      if (keep !== null) await this.#keep(segment, keep, { sinks, park, last: ids.length - 1 }, select);
    }
    const logits = await this.logits();
    return { logits, settle: () => this.#settle(all, segments, park) };
  }

  /** Selects among the rows on the device; the kept ones and what belongs to them become the next segment's. */
  async #keep(
    { index, rows: count }: PrefillSegment,
    keep: number,
    { sinks, park, last }: { sinks: number; park: boolean; last: Position },
    select: SelectRows,
  ): Promise<void> {
    const scores = this.#takeScores();
    if (keep === count) {
      this.#pending.push({ scores, positions: null });
      return;
    }
    const { feeds, rope } = this.#current();
    const { rowPosition } = feeds;
    assert(rowPosition, 'rows without positions');
    const selected = select(scores, rowPosition, { rows: count, keep, sinks });
    this.#pending.push({ scores, positions: selected.positions });

    const take = async (graph: BoundGraph, rows: Tensor, rowIndex: Tensor): Promise<Tensor> => {
      const { picked } = await this.#run(graph, { rows, index: rowIndex }, []);
      assert(picked, 'the take graph gave no result');
      return picked;
    };
    try {
      const rows = this.#currentRows();
      if (park) this.#aux[index] = { rows: await take(this.sessions.take, rows, selected.others), positions: [] };
      const kept = await take(this.sessions.take, rows, selected.kept);
      const turned = new Map<number | null, Feeds>();
      for (const [table, { cos, sin }] of rope) {
        assert(cos && sin && this.sessions.takeRotations, 'rotations without a graph that picks them');
        turned.set(table, {
          cos: await take(this.sessions.takeRotations, cos, selected.kept),
          sin: await take(this.sessions.takeRotations, sin, selected.kept),
        });
      }
      this.#closeSegment();
      this.#segment = this.#feeds.ofDevice(keep, last, selected, turned);
      this.#setRows(kept, []);
    } finally {
      selected.kept.dispose();
      selected.others.dispose();
    }
  }

  /** Reads what was selected, and notes positions where only counts were known. */
  async #settle(all: readonly Position[], segments: readonly PrefillSegment[], park: boolean): Promise<Selected[]> {
    const pending = [...this.#pending];
    const reads = await Promise.allSettled(
      pending.flatMap(({ scores, positions }) => [
        this.place.read(scores),
        positions ? this.place.read(positions) : Promise.resolve(null),
      ]),
    );
    this.#dropPending(); // only now: a tensor cannot be disposed of while it is read
    const lists = reads.map((read) => {
      if (read.status === 'rejected') throw sessionError(read.reason);
      return read.value;
    });
    const read = pending.map((_, i) => ({ scores: lists[2 * i] ?? new Float32Array(), kept: lists[2 * i + 1] }));

    let active = all;
    return segments.flatMap(({ index, firstLayer, lastLayer }) => {
      for (let layer = firstLayer; layer <= lastLayer; layer++) this.#hold(layer, active);
      const selected = read[index];
      if (!selected) return [];
      const kept = selected.kept ? Array.from(selected.kept) : active;
      const table = this.#aux[index];
      if (park && table) {
        const isKept = new Set(kept);
        this.#aux[index] = { rows: table.rows, positions: active.filter((position) => !isKept.has(position)) };
      }
      active = kept;
      this.#rowPositions = kept;
      return [{ scores: selected.scores, kept }];
    });
  }

  #dropPending(): void {
    for (const { scores, positions } of this.#pending.splice(0)) {
      scores.dispose();
      positions?.dispose();
    }
  }

  /** Runs the rows through one layer; its keys and values go to the cache, their positions do not yet. */
  async #layer(layer: number, scored: boolean): Promise<void> {
    const segment = this.#current();
    const kind = this.#feeds.kind(segment, layer);
    const graph = await this.sessions.layer(layer, kind, scored && kind !== 'masked');
    const of = { layer, prefix: '' };
    const inputs: Feeds = {
      ...this.#feeds.ofLayer(segment, layer),
      x: this.#currentRows(),
      ...this.#kv.inputs(of, segment.rows),
    };
    const wanted = scored ? { [scoresOf(kind)]: null } : {};
    const given = await this.#run(graph, inputs, [], { y: null, ...this.#kv.results(of), ...wanted });
    this.#kv.grow([of], given, segment.rows);
    this.#setRows(given['y'], this.#rowPositions);
    if (scored) await this.#setScores(layer, kind, given[scoresOf(kind)]);
  }

  /** Keeps the scores that a layer gave, or makes them of its last query. */
  async #setScores(layer: number, kind: AttentionKind, given: Tensor | undefined): Promise<void> {
    assert(given, `layer ${layer} gave no scores`);
    if (kind !== 'masked') {
      this.#scores = given;
      return;
    }
    assert(this.sessions.score, 'masked layers come with a graph of scores');
    const feeds = this.#feeds.ofLayer(this.#current(), layer);
    const key = this.#kv.keys(layer);
    const { scores } = await this.#run(this.sessions.score, { ...feeds, query: given, key }, [given]);
    this.#scores = scores ?? null;
  }

  #takeScores(): Tensor {
    const scores = this.#scores;
    assert(scores, 'the segment was not scored');
    this.#scores = null;
    return scores;
  }

  #hold(layer: number, positions: readonly Position[]): void {
    const held = this.#held[layer];
    for (const position of positions) held?.push(position);
  }

  async #run(graph: BoundGraph, feeds: Feeds, temporary: readonly Tensor[], results?: Results): Promise<Feeds> {
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
    disposeSegment(this.#segment);
    this.#segment = null;
    this.#scores?.dispose();
    this.#scores = null;
  }
}

/** The output of a layer that its scores are, or are made of. */
function scoresOf(kind: AttentionKind): 'scores' | 'lastQuery' {
  return kind === 'masked' ? 'lastQuery' : 'scores';
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
