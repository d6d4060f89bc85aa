// The sessions of one model, bound to its weights, as a run sees them. How weights reach them depends on where they run:
// gpuSessions.ts, wasmSessions.ts.

import { AppError } from '@/lib/errors';
import { attentionGraph, scoreGraph } from '@/lib/onnx/scores';
import { rowType, type GraphModel } from '@/lib/onnx/numbers';
import { mergeGraph, takeGraph } from '@/lib/onnx/rows';
import type { AttentionForm, AttentionKind } from '@/lib/onnx/shared';
import type { Span } from '@/lib/onnx/span';
import type { Weights } from '@/lib/model/weights';
import type { Runtime } from './runtime';
import type { BoundGraph, SessionShelf } from './shelf';

export interface ModelSessions {
  readonly form: AttentionForm;
  /** The graph of a layer, counted from 1; `scored` where it is to give scores, which masked layers do not. */
  layer(layer: number, kind: AttentionKind, scored: boolean): Promise<BoundGraph>;
  readonly embed: BoundGraph;
  readonly head: BoundGraph;
  /** Scores of a masked layer; null in the fused form, whose layers give them. */
  readonly score: BoundGraph | null;
  readonly attention: BoundGraph;
  readonly take: BoundGraph;
  readonly merge: BoundGraph;
  /** Picks rows of rotation tables; null where the model rotates nothing. */
  readonly takeRotations: BoundGraph | null;
  /** Consecutive layers in one session (`spanGraph`), made on first use; absent where that gains nothing. */
  span?(span: Span): Promise<BoundGraph>;
  /** The queries of a layer; its session is made on first use. */
  query(layer: number): Promise<BoundGraph>;
  /** The same model in plain form, of the same weights; absent where this is it. Released with these sessions. */
  plain?(): Promise<ModelSessions>;
  release(): Promise<void>;
}

/** What sessions are made of. */
export interface SessionSource {
  readonly model: GraphModel;
  readonly weights: Weights;
  readonly runtime: Runtime;
  /** Layers and graphs around them made ready so far, of all. */
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/** Sessions that take no weights. */
export async function weightlessSessions(model: GraphModel, shelf: SessionShelf, form: AttentionForm) {
  const { hidden, positions } = model.spec;
  return {
    score: form === 'plain' ? await shelf.create(scoreGraph(model)) : null,
    attention: await shelf.create(attentionGraph(model, form)),
    take: await shelf.create(takeGraph(hidden, rowType(model))),
    takeRotations:
      positions.kind === 'rope' ? await shelf.create(takeGraph(positions.dims / 2, model.numbers.type)) : null,
    merge: await shelf.create(mergeGraph(hidden, rowType(model))),
  };
}

/** Item of a layer, counted from 1. Throws AppError `internal` where there is none. */
export function ofLayer<T>(items: readonly T[], layer: number): T {
  const item = items[layer - 1];
  if (item === undefined) throw new AppError('internal', `layer ${layer} is out of range 1..${items.length}`);
  return item;
}
