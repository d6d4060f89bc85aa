// What the layers of one segment are fed besides rows, cache and weights: positions, rotations, windows. Knows positions and tensors.

import type { Tensor } from 'onnxruntime-web';
import type { SegmentPlan } from '@/lib/engine/backend';
import type { Position } from '@/lib/engine/types';
import type { ModelSpec } from '@/lib/model/spec';
import { INACTIVE, NO_WINDOW, type AttentionForm, type AttentionKind } from '@/lib/onnx/shared';
import { variantName, type Span } from '@/lib/onnx/span';
import { layerVariants, variantOf } from '@/lib/onnx/variants';
import type { RopeTables } from './ropeTable';
import type { Feeds } from './shelf';
import type { TensorPlace } from './tensors';

/** Inputs that layers of a segment share. Owned by whoever made them. */
export interface SegmentInputs {
  /** Rows that run through the segment. (R) */
  readonly rows: number;
  /** Of every layer: which rows and keys there are. */
  readonly feeds: Feeds;
  /** Rotations of the rows, by table; null is the table that rotates nothing. */
  readonly rope: ReadonlyMap<number | null, Feeds>;
  /** Every cached key is active and before the first row: causal order is the order of arrival. */
  readonly ordered: boolean;
  /** Position of the last row. */
  readonly last: Position;
  /** Position of each key, cached then new, inactive ones as INACTIVE; null where only the device knows them. */
  readonly keyPositions: Float32Array | null;
}

/** Makes the inputs of one run's segments, and tells which of them a layer takes. */
export class SegmentFeeds {
  /** By layer, counted from 0: its variant, rotation table and window. */
  readonly #layers: readonly { variant: number; table: number | null; window: number | null }[];
  readonly #tables: readonly (number | null)[];
  /** By variant. */
  readonly #windows: readonly Feeds[];

  constructor(
    private readonly spec: ModelSpec,
    private readonly place: TensorPlace,
    private readonly rope: RopeTables,
    private readonly maxPositions: number,
    private readonly form: AttentionForm,
  ) {
    const variants = layerVariants(spec);
    this.#layers = Array.from({ length: spec.layers }, (_, i) => {
      const variant = variantOf(spec, i + 1);
      return { variant, table: variants[variant]?.table ?? null, window: variants[variant]?.window ?? null };
    });
    this.#tables = spec.positions.kind === 'rope' ? [...new Set(variants.map(({ table }) => table))] : [];
    this.#windows = variants.map(({ window }) => ({
      window: place.singles(Float32Array.of(window ?? NO_WINDOW), [1]),
    }));
  }

  /** Inputs of a planned segment; `cached` holds the positions of the KV there is, in order of arrival. */
  ofPlan(plan: SegmentPlan, cached: readonly Position[]): SegmentInputs {
    const { place } = this;
    const rows = plan.computed.length;
    const last = plan.active.at(-1) ?? 0;
    const active = new Uint8Array(this.maxPositions);
    for (const position of plan.active) active[position] = 1;
    const keyPositions = new Float32Array(cached.length + rows);
    cached.forEach((position, i) => (keyPositions[i] = active[position] ? position : INACTIVE));
    const first = plan.computed[0] ?? 0;
    const ordered = cached.every((position) => position < first && active[position] === 1);
    keyPositions.set(plan.computed, cached.length);

    const rope = new Map<number | null, Feeds>();
    for (const table of this.#tables) {
      const { cos, sin } = this.rope.rows(table, plan.computed, this.maxPositions);
      const dims = [rows, cos.length / rows];
      rope.set(table, { cos: place.floats(cos, dims), sin: place.floats(sin, dims) });
    }
    const segment = { rows, rope, ordered, last, keyPositions };
    // Positions matter where keys are hidden by them, or rows selected.
    const positions: Feeds =
      plan.scored || this.spanKind(segment, plan) !== 'causal'
        ? {
            rowPosition: place.singles(Float32Array.from(plan.computed), [rows, 1]),
            keyPosition: place.singles(keyPositions, [keyPositions.length]),
          }
        : {};
    return { ...segment, feeds: { ...positions, ...this.#counts(keyPositions.length) } };
  }

  /** Inputs of a segment whose rows, all of them active and without KV, are known to the device only. Takes over all tensors. */
  ofDevice(
    rows: number,
    last: Position,
    { rowPosition, keyPosition }: { readonly rowPosition: Tensor; readonly keyPosition: Tensor },
    rope: SegmentInputs['rope'],
  ): SegmentInputs {
    const feeds: Feeds = { rowPosition, keyPosition, ...this.#counts(rows) };
    return { rows, feeds, rope, ordered: true, last, keyPositions: null };
  }

  /** Everything a graph of `layer`, counted from 1, may take, save rows, cache and weights. */
  ofLayer({ feeds, rope }: SegmentInputs, layer: number): Feeds {
    const of = this.#layers[layer - 1];
    return { ...feeds, ...rope.get(of?.table ?? null), ...this.#windows[of?.variant ?? 0] };
  }

  /** What a graph of several layers takes for one of them, as `spanGraph` names it. */
  ofSpan({ feeds, rope }: SegmentInputs, layer: number): Feeds {
    const of = this.#layers[layer - 1];
    const own = Object.entries({ ...rope.get(of?.table ?? null), ...this.#windows[of?.variant ?? 0] });
    return {
      ...feeds,
      ...Object.fromEntries(own.map(([name, tensor]) => [variantName(of?.variant ?? 0, name), tensor])),
    };
  }

  /** The window of a layer, as a feed. */
  window(layer: number): Feeds {
    return this.#windows[this.#layers[layer - 1]?.variant ?? 0] ?? {};
  }

  /** How a layer attends: the fused kernel alone knows causal order by arrival; all else takes a bias by positions. */
  kind({ ordered, last }: Pick<SegmentInputs, 'ordered' | 'last'>, layer: number): AttentionKind {
    if (this.form === 'plain') return 'masked';
    const seesAll = this.spec.positions.kind !== 'alibi' && last < (this.#layers[layer - 1]?.window ?? Infinity);
    return ordered && seesAll ? 'causal' : 'biased';
  }

  /** How several layers attend in one graph: as the most demanding of them. */
  spanKind(
    segment: Pick<SegmentInputs, 'ordered' | 'last'>,
    { firstLayer, lastLayer }: Pick<Span, 'firstLayer' | 'lastLayer'>,
  ): AttentionKind {
    for (let layer = firstLayer; layer <= lastLayer; layer++) {
      const kind = this.kind(segment, layer);
      if (kind !== 'causal') return kind;
    }
    return 'causal';
  }

  /** Releases what belongs to no segment. */
  dispose(): void {
    for (const { window } of this.#windows) window?.dispose();
  }

  /** Number of keys as fused attention takes it. */
  #counts(keys: number): Feeds {
    if (this.form === 'plain') return {};
    return { last: this.place.integers([keys - 1]), total: this.place.hostIntegers([keys]) };
  }
}

/** Releases the tensors of a segment. */
export function disposeSegment(segment: SegmentInputs | null): void {
  for (const feeds of [segment?.feeds ?? {}, ...(segment?.rope.values() ?? [])]) {
    for (const tensor of Object.values(feeds)) tensor.dispose();
  }
}
