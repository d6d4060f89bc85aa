// How weights reach a backend: tensor by tensor, or some rows of one, by Hugging Face name. Knows neither files nor devices.

import type { Dtype } from './dtypes';
import type { PreparedChunk, WeightRequest } from './prepare';

/** A readable set of named tensors. A row is one index of a tensor's first axis. */
export interface Weights {
  /** Names as in the checkpoint, e.g. `model.layers.0.self_attn.q_proj.weight`. */
  readonly names: readonly string[];
  /** Shape of one tensor, outermost first; a linear layer's weight is (out, in). Throws AppError `model-invalid` by name if missing. */
  shape(name: string): readonly number[];
  /** Number format in which the tensor is stored. Throws as `shape`. */
  dtype(name: string): Dtype;
  /** The file that holds the tensor, for messages. Throws as `shape`. */
  file(name: string): string;
  /** All values in f32, row-major, dequantized. Throws AppError `model-invalid` (missing, corrupt) or `download-failed`. */
  read(name: string, signal?: AbortSignal): Promise<Float32Array>;
  /** Rows `fromRow`..`toRow` - 1 as they are stored; nothing else of the tensor is read. Throws as `read`. */
  readRows(name: string, fromRow: number, toRow: number, signal?: AbortSignal): Promise<StoredRows>;
  /** Where values are invented, not read: makes a weight straight in the format asked for. */
  readonly invent?: (request: WeightRequest, signal?: AbortSignal) => AsyncGenerator<PreparedChunk>;
}

/** Rows of a tensor as a checkpoint stores them. */
export interface StoredRows {
  readonly dtype: Dtype;
  /** Little-endian values, row-major. May start at any offset of its buffer; not to be written to. */
  readonly bytes: Uint8Array;
  /** Of tensors in 8-bit blocks only: a scale for every `blockSize` values of a row. */
  readonly scales: { readonly dtype: Dtype; readonly bytes: Uint8Array; readonly blockSize: number } | null;
}
