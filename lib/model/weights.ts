// How weights reach a backend: one tensor at a time, by its Hugging Face name. Knows neither files nor devices.

/** A readable set of named tensors. Dequantization, if any, happens inside `read`. */
export interface Weights {
  /** Names as in the checkpoint, e.g. `model.layers.0.self_attn.q_proj.weight`. */
  readonly names: readonly string[];
  /** Shape of one tensor, outermost first; a linear layer's weight is (out, in). Throws AppError `model-invalid` by name if missing. */
  shape(name: string): readonly number[];
  /** Values in f32, row-major. Throws AppError `model-invalid` (missing, corrupt) or `download-failed`. */
  read(name: string, signal?: AbortSignal): Promise<Float32Array>;
}
