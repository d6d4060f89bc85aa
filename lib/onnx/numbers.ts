// The number formats of a model's graphs: of what flows through them, and of their matrices.

import type { WeightSlot } from '@/lib/model/layout';
import { QUANTIZED_BLOCK } from '@/lib/model/blocks';
import type { WeightRequest } from '@/lib/model/prepare';
import type { ModelSpec } from '@/lib/model/spec';
import type { FloatType } from './float';

/**
 * How a matrix is stored and multiplied.
 * - `columns`: (in, out) floats, as MatMul takes them: what onnxruntime's WebGPU kernels do best.
 * - `rows`: (out, in) floats as in the checkpoint, through Gemm.
 * - `q8`, `q4`: (out, in) in blocks of 8 or 4 bits with a scale each, through MatMulNBits.
 */
export type MatrixForm = 'columns' | 'rows' | 'q8' | 'q4';

/** Number formats of one loaded model. */
export interface Numbers {
  /** Activations, KV cache, norms, biases and tables. */
  readonly type: FloatType;
  /** Form of matrices that stay floats. */
  readonly floats: 'columns' | 'rows';
  /** Blocks for the matrices whose rows are whole blocks; null keeps all of them floats. */
  readonly blocks: 'q8' | 'q4' | null;
}

/** A model as its graphs are written: what it computes and in which numbers. */
export interface GraphModel {
  readonly spec: ModelSpec;
  readonly numbers: Numbers;
}

/**
 * Form of one weight: tables and vectors are float rows, an untied head is a matrix of 8-bit blocks where others are blocks,
 * since its errors reach the logits directly.
 */
export function matrixForm({ spec, numbers }: GraphModel, { role, kind, dims }: WeightSlot): MatrixForm {
  const blocks = numbers.blocks && (dims[1] ?? 0) % QUANTIZED_BLOCK === 0 ? numbers.blocks : null;
  if (role === 'head') return blocks && !spec.head.tied ? 'q8' : 'rows';
  return kind === 'linear' ? (blocks ?? numbers.floats) : 'rows';
}

/**
 * Type of the rows between layers. The residual stream of models with norms after attention and MLP (Gemma 2 and 3, OLMo 2), or
 * with scaled embeddings (Gemma, Granite), may exceed f16's 65,504: it is f32 there, and only what norms have made small is f16.
 */
export function rowType({ spec, numbers }: GraphModel): FloatType {
  return spec.norm.place !== 'pre' || spec.embedding.multiplier !== 1 ? 'f32' : numbers.type;
}

/** How the weight is to be prepared for its graph. */
export function weightWanted(model: GraphModel, slot: WeightSlot): Omit<WeightRequest, 'place'> {
  const { type } = model.numbers;
  const form = matrixForm(model, slot);
  const layout = form === 'columns' ? 'in-out' : 'out-in';
  return { slot, format: form === 'q8' || form === 'q4' ? form : type, layout, floatType: type };
}
