// The tensors of one generation on onnxruntime-web: rows, KV cache, Aux Cache. The engine says what; this file keeps rows and positions
// together.

import type { Tensor } from 'onnxruntime-web';
import type {
  AttentionProbe,
  BackendRun,
  Prefilled,
  PrefillPlan,
  SegmentPlan,
  SegmentSplit,
} from '@/lib/engine/backend';
import { positionsBelow } from '@/lib/engine/plan';
import type { Position, TokenId } from '@/lib/engine/types';
import { assert } from '@/lib/errors';
import type { ModelSpec } from '@/lib/model/spec';
import { AuxCache } from './auxCache';
import { DevicePrefill } from './devicePrefill';
import { Layers, runGraph } from './layers';
import { openProbe } from './probe';
import type { RopeTables } from './ropeTable';
import type { ModelSessions } from './sessions';
import type { SelectRows, TensorPlace } from './tensors';

export class OrtRun implements BackendRun {
  readonly #layers: Layers;
  readonly #aux: AuxCache;
  #positions: readonly Position[] = [];
  #prefill: DevicePrefill | null = null;
  #closed = false;

  constructor(
    private readonly spec: ModelSpec,
    private readonly sessions: ModelSessions,
    private readonly place: TensorPlace,
    rope: RopeTables,
    private readonly maxPositions: number,
  ) {
    this.#layers = new Layers(spec, sessions, place, rope, maxPositions);
    this.#aux = new AuxCache(place);
    const { select } = place;
    if (select) this.prefill = (ids, plan) => this.#prefillOnDevice(ids, plan, select);
    if (sessions.span) this.span = (plan) => this.#span(plan);
  }

  readonly prefill?: NonNullable<BackendRun['prefill']>;
  readonly span?: NonNullable<BackendRun['span']>;

  async embed(ids: readonly TokenId[], positions: readonly Position[]): Promise<void> {
    await this.#layers.embed(ids, positions);
    this.#positions = positions;
  }

  async enter(plan: SegmentPlan): Promise<void> {
    const { computed } = plan;
    if (plan.revived.length > 0) await this.#revive(plan);
    else if (computed.length < this.#positions.length) {
      this.#layers.setRows(await this.#pick(computed));
      this.#positions = computed;
    }
    assert(
      this.#positions.length === computed.length,
      `${this.#positions.length} rows on the device, ${computed.length} planned`,
    );
    this.#layers.enter(plan);
  }

  async layer(layer: number, plan: SegmentPlan): Promise<void> {
    await this.#layers.layer(layer, plan.scored && layer === plan.lastLayer);
    this.#layers.hold(layer, plan.computed);
  }

  async probe(layer: number, plan: SegmentPlan): Promise<AttentionProbe> {
    const { keyPositions } = this.#layers.segment;
    assert(keyPositions, 'a probe follows a plan');
    const query = await this.#layers.queries(layer);
    await this.layer(layer, plan);
    return openProbe({
      spec: this.spec,
      place: this.place,
      attention: this.sessions.attention,
      query,
      key: this.#layers.kv.keys(layer),
      keyPositions,
      window: this.#layers.window(layer),
      plan,
    });
  }

  async scores(plan: SegmentPlan): Promise<Float32Array> {
    const { keyPositions } = this.#layers.segment;
    assert(keyPositions, 'scores are read of a planned segment');
    const byArrival = await this.#read(this.#layers.takeScores());
    return inOrderOfPosition(byArrival, keyPositions, plan.active);
  }

  /** Rows that are neither carried nor parked stay until the next segment picks its own. */
  async leave(plan: SegmentPlan, { parked }: SegmentSplit): Promise<void> {
    if (parked.length > 0) this.#aux.park(plan.index, await this.#pick(parked), parked);
  }

  async logits(): Promise<Float32Array> {
    return this.#read(await this.#layers.logits());
  }

  census(): { kv: number[]; aux: number } {
    const kv = Array.from({ length: this.spec.layers }, (_, i) => this.#layers.kv.rows(i + 1));
    return { kv, aux: this.#aux.size };
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#layers.release();
    this.#aux.release();
    this.#prefill?.release();
  }

  /** All layers of a segment in one session. */
  async #span({ firstLayer, lastLayer, scored, computed }: SegmentPlan): Promise<void> {
    await this.#layers.span(firstLayer, lastLayer, scored);
    for (let layer = firstLayer; layer <= lastLayer; layer++) this.#layers.hold(layer, computed);
  }

  /** Rows := carried rows and revived Aux rows, sorted by position. */
  async #revive({ index, computed, revived }: SegmentPlan): Promise<void> {
    const aux = this.#aux.revive(index - 1, revived);
    const rowOf = indexOf(this.#positions, this.maxPositions);
    revived.forEach((position, i) => (rowOf[position] = this.#positions.length + i));
    const moreIndex = this.place.integers(aux.index);
    const order = this.place.integers(computed.map((position) => rowOf[position] ?? 0));
    const feeds = { rows: this.#layers.rows, more: aux.rows, moreIndex, index: order };
    this.#layers.setRows(await runGraph(this.sessions.merge, feeds, 'picked', [moreIndex, order]));
    this.#positions = computed;
  }

  /** The rows of some positions, in a tensor of their own. */
  #pick(positions: readonly Position[]): Promise<Tensor> {
    const rowOf = indexOf(this.#positions, this.maxPositions);
    const index = this.place.integers(positions.map((position) => rowOf[position] ?? 0));
    return runGraph(this.sessions.take, { rows: this.#layers.rows, index }, 'picked', [index]);
  }

  async *#prefillOnDevice(
    ids: readonly TokenId[],
    plan: PrefillPlan,
    select: SelectRows,
  ): AsyncGenerator<number, Prefilled> {
    const prefill = new DevicePrefill(this.#layers, this.#aux, this.sessions, this.place, select);
    this.#prefill = prefill;
    yield* prefill.run(ids, plan);
    this.#positions = positionsBelow(ids.length);
    return { logits: await this.logits(), settle: () => prefill.settle(ids.length, plan) };
  }

  async #read(tensor: Tensor): Promise<Float32Array> {
    try {
      return await this.place.read(tensor);
    } finally {
      tensor.dispose();
    }
  }
}

/** Index of each position in a list; -1 elsewhere. */
function indexOf(positions: readonly Position[], limit: number): Int32Array {
  const index = new Int32Array(limit).fill(-1);
  positions.forEach((position, i) => (index[position] = i));
  return index;
}

/** Picks the active keys' values out of a row over all keys, in order of position. */
function inOrderOfPosition(row: Float32Array, keyPositions: Float32Array, active: readonly Position[]): Float32Array {
  const limit = (active.at(-1) ?? -1) + 1;
  const byPosition = new Float32Array(limit);
  keyPositions.forEach((position, i) => {
    if (position < limit) byPosition[position] = row[i] ?? 0;
  });
  return Float32Array.from(active, (position) => byPosition[position] ?? 0);
}
