// A prefill that selects on the device: rows go through all segments while the host only counts them. Each selection, and the gathers
// that it decides, are queued behind the layers; positions are read once the first token is out.

import type { Tensor } from 'onnxruntime-web';
import type { PrefillPlan, PrefillSegment, Selected } from '@/lib/engine/backend';
import { positionsBelow } from '@/lib/engine/plan';
import type { Position, TokenId } from '@/lib/engine/types';
import { assert } from '@/lib/errors';
import type { AuxCache } from './auxCache';
import { runGraph, type Layers } from './layers';
import type { ModelSessions } from './sessions';
import { sessionError, type Feeds } from './shelf';
import type { SelectRows, TensorPlace } from './tensors';

/** What was selected and the host has not read yet. */
interface Pending {
  readonly scores: Tensor;
  /** Original positions of the kept rows; null where all were kept. */
  readonly positions: Tensor | null;
}

/** One prefill: `layers` runs it to the last layer, `settle` tells what it chose. */
export class DevicePrefill {
  readonly #pending: Pending[] = [];

  constructor(
    private readonly layers: Layers,
    private readonly aux: AuxCache,
    private readonly sessions: ModelSessions,
    private readonly place: TensorPlace,
    private readonly select: SelectRows,
  ) {}

  /** Yields each layer once it was handed to the device. */
  async *run(ids: readonly TokenId[], plan: PrefillPlan): AsyncGenerator<number, void> {
    const all = positionsBelow(ids.length);
    await this.layers.embed(ids, all);
    for (const segment of plan.segments) {
      const { index, firstLayer, lastLayer, keep } = segment;
      if (index === 0) {
        this.layers.enter({ index, firstLayer, lastLayer, active: all, computed: all, revived: [], scored: true });
      }
      for (let layer = firstLayer; layer <= lastLayer; layer++) {
        await this.layers.layer(layer, keep !== null && layer === lastLayer);
        yield layer;
      }
      if (keep !== null) await this.#keep(segment, keep, plan, ids.length - 1);
    }
  }

  /** Reads what was selected, and notes positions where only counts were known. */
  async settle(promptLength: number, { segments, park }: PrefillPlan): Promise<Selected[]> {
    const pending = [...this.#pending];
    const reads = await Promise.allSettled(
      pending.flatMap(({ scores, positions }) => [
        this.place.read(scores),
        positions ? this.place.read(positions) : Promise.resolve(null),
      ]),
    );
    this.release(); // only now: a tensor cannot be disposed of while it is read
    const lists = reads.map((read) => {
      if (read.status === 'rejected') throw sessionError(read.reason);
      return read.value;
    });
    const read = pending.map((_, i) => ({ scores: lists[2 * i] ?? new Float32Array(), kept: lists[2 * i + 1] }));

    let active: readonly Position[] = positionsBelow(promptLength);
    return segments.flatMap(({ index, firstLayer, lastLayer }) => {
      for (let layer = firstLayer; layer <= lastLayer; layer++) this.layers.hold(layer, active);
      const selected = read[index];
      if (!selected) return [];
      const kept = selected.kept ? Array.from(selected.kept) : active;
      if (park && selected.kept) {
        const isKept = new Set(kept);
        this.aux.name(
          index,
          active.filter((position) => !isKept.has(position)),
        );
      }
      active = kept;
      return [{ scores: selected.scores, kept }];
    });
  }

  release(): void {
    for (const { scores, positions } of this.#pending.splice(0)) {
      scores.dispose();
      positions?.dispose();
    }
  }

  /** Selects among the rows; the kept ones and what belongs to them become the next segment's. */
  async #keep(
    { index, rows: count }: PrefillSegment,
    keep: number,
    { sinks, park }: PrefillPlan,
    last: Position,
  ): Promise<void> {
    const scores = this.layers.takeScores();
    if (keep === count) {
      this.#pending.push({ scores, positions: null });
      return;
    }
    const { feeds, rope } = this.layers.segment;
    const { rowPosition } = feeds;
    assert(rowPosition, 'rows without positions');
    const selected = this.select(scores, rowPosition, { rows: count, keep, sinks });
    this.#pending.push({ scores, positions: selected.positions });

    const { take, takeRotations } = this.sessions;
    try {
      const { rows } = this.layers;
      if (park) this.aux.park(index, await runGraph(take, { rows, index: selected.others }, 'picked'), null);
      const kept = await runGraph(take, { rows, index: selected.kept }, 'picked');
      this.layers.setRows(kept);
      const turned = new Map<number | null, Feeds>();
      for (const [table, { cos, sin }] of rope) {
        assert(cos && sin && takeRotations, 'rotations without a graph that picks them');
        turned.set(table, {
          cos: await runGraph(takeRotations, { rows: cos, index: selected.kept }, 'picked'),
          sin: await runGraph(takeRotations, { rows: sin, index: selected.kept }, 'picked'),
        });
      }
      this.layers.enter((segmentFeeds) => segmentFeeds.ofDevice(keep, last, selected, turned));
    } finally {
      selected.kept.dispose();
      selected.others.dispose();
    }
  }
}
