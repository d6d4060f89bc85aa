// The sessions of one model, bound to its weights, as a run sees them. How weights reach them depends on where they run:
// gpuSessions.ts, wasmSessions.ts.

import { AppError } from '@/lib/errors';
import { attentionGraph, scoreGraph } from '@/lib/onnx/scores';
import { rowType, type GraphModel } from '@/lib/onnx/numbers';
import { mergeGraph, takeGraph } from '@/lib/onnx/rows';
import type { AttentionKind } from '@/lib/onnx/shared';
import type { Weights } from '@/lib/model/weights';
import type { Runtime } from './runtime';
import type { BoundGraph, SessionShelf } from './shelf';

export interface ModelSessions {
  /** `layer` counts from 1. WASM has only `masked`. */
  layer(layer: number, kind: AttentionKind): BoundGraph;
  readonly hasCausal: boolean;
  readonly embed: BoundGraph;
  readonly head: BoundGraph;
  readonly score: BoundGraph;
  readonly attention: BoundGraph;
  readonly take: BoundGraph;
  readonly merge: BoundGraph;
  /** Picks rows of rotation tables; null where the model rotates nothing. */
  readonly takeRotations: BoundGraph | null;
  /** Layers `firstLayer` to `lastLayer` in one session (`spanGraph`), made on first use; absent where that gains nothing. */
  span?(firstLayer: number, lastLayer: number): Promise<BoundGraph>;
  /** The queries of a layer; its session is made on first use. */
  query(layer: number): Promise<BoundGraph>;
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
export async function weightlessSessions(model: GraphModel, shelf: SessionShelf) {
  const { hidden, positions } = model.spec;
  return {
    score: await shelf.create(scoreGraph(model)),
    attention: await shelf.create(attentionGraph(model)),
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
