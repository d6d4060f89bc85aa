// The engine's view of a machine that runs transformer layers. The engine says what to compute by (layer, position);
// a backend owns every tensor and says nothing back but numbers. Implemented by lib/backends/ort and lib/backends/reference.

import type { Position, TokenId } from './types';

/** What a segment of a step is to compute. All position lists are sorted ascending. Made by lib/engine/plan. */
export interface SegmentPlan {
  /** Segment number, 0..S. */
  readonly index: number;
  /** Layers of the segment, counted from 1, both ends included. */
  readonly firstLayer: number;
  readonly lastLayer: number;
  /** Positions whose keys the rows may attend to (where key position <= row position). (n) */
  readonly active: readonly Position[];
  /** Positions whose hidden states run through this segment: new, carried on, revived; a subset of `active`. (R) */
  readonly computed: readonly Position[];
  /** Part of `computed` that enters here from the Aux Cache. */
  readonly revived: readonly Position[];
  /** Whether `scores` will be asked for after the last layer. */
  readonly scored: boolean;
}

/** How the rows of a segment divide after it. Rows in neither list are dropped: no later step can need them. */
export interface SegmentSplit {
  /** Rows that go on to the next segment. */
  readonly carried: readonly Position[];
  /** Rows that leave for the Aux Cache, with their hidden state at the end of the segment. */
  readonly parked: readonly Position[];
}

/** A segment of a prefill that selects on the device: how many rows it has is known beforehand, which ones is not. */
export interface PrefillSegment {
  /** Segment number, 0..S. */
  readonly index: number;
  /** Layers of the segment, counted from 1, both ends included. */
  readonly firstLayer: number;
  readonly lastLayer: number;
  /** Rows that run through it, all of them active. (R) */
  readonly rows: number;
  /** Rows that go on to the next segment, the sinks and the last among them; null in the last segment. */
  readonly keep: number | null;
}

/** A prefill whose rows are chosen on the device by the rule of `topScores`, without waiting for the host. */
export interface PrefillPlan {
  readonly segments: readonly PrefillSegment[];
  /** Positions below this number are kept. */
  readonly sinks: number;
  /** Whether rows that are not kept leave for the Aux Cache, or are dropped. */
  readonly park: boolean;
}

/** What was selected after a segment. */
export interface Selected {
  /** Importance of each active position, in order of position, as `BackendRun.scores` gives it. (n) */
  readonly scores: Float32Array;
  readonly kept: readonly Position[];
}

export interface Prefilled {
  /** Logits of the last row. (V) */
  readonly logits: Float32Array;
  /** Reads what was selected after each segment but the last. To be awaited once, before the next call to the run. (S) */
  settle(): Promise<readonly Selected[]>;
}

export interface BackendDescription {
  readonly kind: 'webgpu' | 'wasm' | 'reference';
  /** GPU name, or the number of threads. */
  readonly adapter: string;
  readonly dtype: 'f16' | 'f32';
  /** Blocks that the model's matrices are kept in; absent where they are floats of `dtype`. */
  readonly blocks?: 'q8' | 'q4';
}

/** One loaded model. */
export interface Backend {
  readonly description: BackendDescription;
  readonly layers: number;
  readonly vocabSize: number;
  /** Starts a generation of at most `maxPositions` tokens, prompt included. Several may not be open at once. */
  open(maxPositions: number): BackendRun;
  /** Releases weights and sessions. */
  dispose(): Promise<void>;
}

/** Attention of one layer in one step, computed on demand from kept queries and keys. Never part of a timed run. */
export interface AttentionProbe {
  /** Rows, as positions: the queries computed in the step at that layer. (R) */
  readonly rows: readonly Position[];
  /** Columns, as positions: the active keys. (n) */
  readonly columns: readonly Position[];
  readonly heads: number;
  /** Softmax attention of rows from..to-1 of one query head (0-based), or the mean over all: ((to - from) x n), row-major. */
  read(head: number | 'mean', from: number, to: number): Promise<Float32Array>;
  close(): void;
}

/**
 * The tensors of one generation: current rows, KV cache by layer, Aux Cache.
 *
 * A step is `embed`, then for each segment `enter`, `layer` for each of its layers, `scores` if planned, `leave` (unless last);
 * then `logits`. A step may be cut short after any of these calls (a replay stops at the layer it probes): the next `embed`
 * replaces whatever rows are left. Calls are never made before the one before has settled, save `close`, and those after `scores`
 * where nothing hangs on them.
 */
export interface BackendRun {
  /** Sets the rows to the embeddings of new tokens. */
  embed(ids: readonly TokenId[], positions: readonly Position[]): Promise<void>;
  /** Sets the rows to `plan.computed`: the carried rows and, from the Aux Cache, the revived ones, sorted by position. */
  enter(plan: SegmentPlan): Promise<void>;
  /** Runs the rows through one layer (counted from 1) and adds their keys and values to its KV cache. */
  layer(layer: number, plan: SegmentPlan): Promise<void>;
  /** Runs `layer` likewise, and keeps what is needed to read its attention. */
  probe(layer: number, plan: SegmentPlan): Promise<AttentionProbe>;
  /** Mean over query heads of the softmax attention of the last row over `plan.active`, at `plan.lastLayer`. (n) */
  scores(plan: SegmentPlan): Promise<Float32Array>;
  /** Keeps the carried rows and moves the parked ones to the Aux Cache. */
  leave(plan: SegmentPlan, split: SegmentSplit): Promise<void>;
  /** Logits of the last row. (V) */
  logits(): Promise<Float32Array>;
  /**
   * Runs the rows through all layers of the segment at once: in place of its calls to `layer`, in decode steps. Absent where that
   * gains nothing.
   */
  span?(plan: SegmentPlan): Promise<void>;
  /**
   * A whole prefill of tokens at positions 0..N-1 with selection on the device; yields each layer when it was handed to the device.
   * Takes the place of all calls of a step. Absent where scores reach the host without a wait.
   */
  prefill?(ids: readonly TokenId[], plan: PrefillPlan): AsyncGenerator<number, Prefilled>;
  /** Number of rows held: KV entries of every layer (L) and Aux entries, for checks against the engine's bookkeeping. */
  census(): { kv: readonly number[]; aux: number };
  /** Releases every tensor of the generation. Safe to call twice and in the middle of a step. */
  close(): void;
}
