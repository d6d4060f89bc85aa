// What LazyLens must know of a model family: how to read its config.json, and where its checkpoint keeps each weight.

import type { HeadRole, LayerRole } from '../layout';
import type { ModelSpec } from '../spec';
import type { ConfigFields } from './fields';

/** One family, told in one small file. */
export interface Family {
  /** Values of `model_type` that it reads. */
  readonly modelTypes: readonly string[];
  /** Throws AppError `model-invalid` naming a field whose value it cannot run. */
  readonly read: (fields: ConfigFields) => ModelSpec;
  /** Place of one weight of layer `index`, counted from 0 as checkpoints do. */
  readonly layerWeight: (spec: ModelSpec, index: number, role: LayerRole) => WeightPlace;
  /** Place of one weight outside the layers. A tied head is the embedding's place. */
  readonly headWeight: (spec: ModelSpec, role: HeadRole) => WeightPlace;
}

/** Where a checkpoint keeps a weight: a whole tensor, or rows of one that holds several (a fused projection). */
export interface WeightPlace {
  /** Name of the tensor in the checkpoint. */
  readonly tensor: string;
  /** Which of its output rows; all of them where absent. */
  readonly rows?: RowRuns;
  /** The tensor is (in, out) instead of (out, in): GPT-2's Conv1D. Row runs then select columns. */
  readonly transposed?: boolean;
  /** Added to every value as it is read: 1 where a checkpoint holds gain - 1. */
  readonly plus?: number;
  /** The tensor's own shape; where absent, that of the weight it holds. */
  readonly shape?: readonly number[];
}

/** `count` runs of `length` output rows, the first at `start`, each `stride` rows after the one before. */
export interface RowRuns {
  readonly start: number;
  readonly length: number;
  readonly stride: number;
  readonly count: number;
}
