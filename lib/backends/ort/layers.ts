// Rows on their way through a model's sessions, from token ids to logits: the rows themselves, what their segment feeds to layers, the
// KV cache they leave behind, and the scores of a pruning layer. Is told what to run; knows nothing of plans across segments.

import type { Tensor } from 'onnxruntime-web';
import type { SegmentPlan } from '@/lib/engine/backend';
import type { Position, TokenId } from '@/lib/engine/types';
import { assert } from '@/lib/errors';
import type { ModelSpec } from '@/lib/model/spec';
import type { AttentionKind } from '@/lib/onnx/shared';
import { spanName } from '@/lib/onnx/span';
import { createKvCache, type KvCache, type LayerNames } from './kvCache';
import type { RopeTables } from './ropeTable';
import { disposeSegment, SegmentFeeds, type SegmentInputs } from './segment';
import type { ModelSessions } from './sessions';
import { sessionError, type BoundGraph, type Feeds, type Results } from './shelf';
import type { TensorPlace } from './tensors';

export class Layers {
  readonly kv: KvCache;
  readonly #feeds: SegmentFeeds;
  /** By layer: the position of each row of its KV, in order of arrival. */
  readonly #held: Position[][];
  #rows: Tensor | null = null;
  #segment: SegmentInputs | null = null;
  #scores: Tensor | null = null;

  constructor(
    private readonly spec: ModelSpec,
    private readonly sessions: ModelSessions,
    private readonly place: TensorPlace,
    rope: RopeTables,
    maxPositions: number,
  ) {
    this.#feeds = new SegmentFeeds(spec, place, rope, maxPositions, sessions.form);
    this.kv = createKvCache(sessions.form, spec, place, maxPositions);
    this.#held = Array.from({ length: spec.layers + 1 }, () => []);
  }

  /** The rows now, (R, D). */
  get rows(): Tensor {
    assert(this.#rows, 'no rows: embed comes first');
    return this.#rows;
  }

  /** What the rows' segment feeds to its layers. */
  get segment(): SegmentInputs {
    assert(this.#segment, 'no segment was entered');
    return this.#segment;
  }

  /** Sets the rows to embedded tokens. */
  async embed(ids: readonly TokenId[], positions: readonly Position[]): Promise<void> {
    const feeds: Feeds = { ids: this.place.integers(ids) };
    const { positions: kind } = this.spec;
    if (kind.kind === 'learned') {
      feeds['position'] = this.place.integers(positions.map((position) => position + kind.offset));
    }
    this.setRows(await runGraph(this.sessions.embed, feeds, 'x', Object.values(feeds)));
  }

  /** Replaces the rows; takes the tensor over. */
  setRows(rows: Tensor): void {
    this.#rows?.dispose();
    this.#rows = rows;
  }

  /** The rows enter a planned segment, or one of which the device alone knows the rows. */
  enter(segment: SegmentPlan | ((feeds: SegmentFeeds) => SegmentInputs)): void {
    const made =
      typeof segment === 'function'
        ? segment(this.#feeds)
        : this.#feeds.ofPlan(segment, this.#held[segment.firstLayer] ?? []);
    this.leave();
    this.#segment = made;
  }

  /** Releases what the segment fed. */
  leave(): void {
    disposeSegment(this.#segment);
    this.#segment = null;
    this.#scores?.dispose();
    this.#scores = null;
  }

  /** Runs the rows through one layer, counted from 1; keys and values go to the cache, their positions are to be noted by `hold`. */
  async layer(layer: number, scored: boolean): Promise<void> {
    const kind = this.#feeds.kind(this.segment, layer);
    const graph = await this.sessions.layer(layer, kind, scored && kind !== 'masked');
    const feeds = this.#feeds.ofLayer(this.segment, layer);
    await this.#through(graph, [{ layer, prefix: '' }], feeds, kind, scored);
  }

  /** Runs the rows through consecutive layers in one session, likewise. */
  async span(firstLayer: number, lastLayer: number, scored: boolean): Promise<void> {
    assert(this.sessions.span, 'these sessions have no spans');
    const kind = this.#feeds.spanKind(this.segment, { firstLayer, lastLayer });
    const graph = await this.sessions.span({ firstLayer, lastLayer, kind, scored: scored && kind !== 'masked' });
    const layers = Array.from({ length: lastLayer - firstLayer + 1 }, (_, i) => ({
      layer: firstLayer + i,
      prefix: spanName(i, ''),
    }));
    const feeds = layers.map(({ layer }) => this.#feeds.ofSpan(this.segment, layer));
    await this.#through(graph, layers, Object.assign({}, ...feeds) as Feeds, kind, scored);
  }

  /** Notes which positions the latest rows of a layer's cache belong to. */
  hold(layer: number, positions: readonly Position[]): void {
    const held = this.#held[layer];
    for (const position of positions) held?.push(position);
  }

  /** Importance after the layer that was scored last, over its keys in order of arrival, f32 (n). The caller's from now on. */
  takeScores(): Tensor {
    const scores = this.#scores;
    assert(scores, 'the segment was not scored');
    this.#scores = null;
    return scores;
  }

  /** The rows' queries in a layer, (R, H d). The caller's. */
  async queries(layer: number): Promise<Tensor> {
    const feeds = this.#feeds.ofLayer(this.segment, layer);
    return runGraph(await this.sessions.query(layer), { ...feeds, x: this.rows }, 'queries');
  }

  /** The window of a layer, where graphs take one. */
  window(layer: number): Feeds {
    return this.#feeds.window(layer);
  }

  /** Logits of the last row, f32 (1, V). The caller's. */
  async logits(): Promise<Tensor> {
    const logits = await runGraph(this.sessions.head, { x: this.rows }, 'logits');
    this.leave();
    return logits;
  }

  release(): void {
    this.leave();
    this.#feeds.dispose();
    this.#rows?.dispose();
    this.#rows = null;
    this.kv.release();
  }

  async #through(
    graph: BoundGraph,
    layers: readonly LayerNames[],
    shared: Feeds,
    kind: AttentionKind,
    scored: boolean,
  ): Promise<void> {
    const { rows: count } = this.segment;
    const last = layers.at(-1) ?? { layer: 0, prefix: '' };
    // Fused layers give scores, plain ones the query that scores are made of.
    const scoring = `${last.prefix}${kind === 'masked' ? 'lastQuery' : 'scores'}`;
    const feeds: Feeds = { ...shared, x: this.rows };
    const results: Record<string, Tensor | null> = { y: null, ...(scored ? { [scoring]: null } : {}) };
    for (const names of layers) {
      Object.assign(feeds, this.kv.inputs(names, count));
      Object.assign(results, this.kv.results(names));
    }
    const given = await run(graph, feeds, results);
    this.kv.grow(layers, given, count);
    this.setRows(result(given, 'y'));
    if (!scored) return;
    const scores = result(given, scoring);
    this.#scores = kind === 'masked' ? await this.#scoresOf(last.layer, scores) : scores;
  }

  async #scoresOf(layer: number, query: Tensor): Promise<Tensor> {
    assert(this.sessions.score, 'plain layers come with a graph of scores');
    const feeds = { ...this.#feeds.ofLayer(this.segment, layer), query, key: this.kv.keys(layer) };
    return runGraph(this.sessions.score, feeds, 'scores', [query]);
  }
}

/** Runs a graph with one result; `temporary` tensors end with it, however it ends. Throws AppError. */
export async function runGraph(
  graph: BoundGraph,
  feeds: Feeds,
  name: string,
  temporary: readonly Tensor[] = [],
): Promise<Tensor> {
  try {
    return result(await run(graph, feeds), name);
  } finally {
    for (const tensor of temporary) tensor.dispose();
  }
}

async function run(graph: BoundGraph, feeds: Feeds, results?: Results): Promise<Feeds> {
  try {
    return await graph(feeds, results);
  } catch (thrown) {
    throw sessionError(thrown);
  }
}

function result(given: Feeds, name: string): Tensor {
  const tensor = given[name];
  assert(tensor, `a graph gave no ${name}`);
  return tensor;
}
