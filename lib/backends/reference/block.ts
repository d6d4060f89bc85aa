// One transformer layer for one row: pre-norm attention over given K and V entries, then SwiGLU. Pure; caches nothing.

import type { Position } from '@/lib/engine/types';
import type { ModelSpec } from '@/lib/model/spec';
import { add, dot, linear, rmsNorm, softmax, swiglu } from './maths';
import type { LayerWeights } from './model';
import { rotate, type Rotation } from './rope';

/** K (after RoPE) and V of one position in one layer. */
export interface Entry {
  readonly k: Float32Array; // (G, d)
  readonly v: Float32Array; // (G, d)
}

/** K and V that a row's hidden state (D) adds to the cache. */
export function projectKV(
  spec: ModelSpec,
  weights: LayerWeights,
  rotation: Rotation,
  hidden: Float32Array,
  position: Position,
): Entry {
  const x = rmsNorm(hidden, weights.inputNorm, spec.norm.epsilon); // (D)
  const { k, v } = weights;
  return { k: rotate(linear(x, k.weight, k.bias), rotation, position), v: linear(x, v.weight, v.bias) };
}

/** The layer's output (D) for one row, and its query (H, d) after RoPE. `visible`: entries at positions up to the row's own. */
export function runBlock(
  spec: ModelSpec,
  weights: LayerWeights,
  rotation: Rotation,
  hidden: Float32Array,
  position: Position,
  visible: readonly Entry[],
): { query: Float32Array; output: Float32Array } {
  const { q, o, gate, up, down } = weights;
  const x = rmsNorm(hidden, weights.inputNorm, spec.norm.epsilon); // (D)
  const query = rotate(linear(x, q.weight, q.bias), rotation, position); // (H, d)
  const attended = add(hidden, linear(attend(spec, query, visible), o.weight, o.bias)); // (D)

  const y = rmsNorm(attended, weights.mlpNorm, spec.norm.epsilon); // (D)
  const inner = swiglu(linear(y, gate.weight, gate.bias), linear(y, up.weight, up.bias)); // (F)
  return { query, output: add(attended, linear(inner, down.weight, down.bias)) };
}

/** Softmax attention of a query (H, d) over n keys (G, d), one query head. (n) */
export function attentionOf(
  spec: ModelSpec,
  query: Float32Array,
  keys: readonly Float32Array[],
  head: number,
): Float64Array {
  const { headDim, heads, kvHeads } = spec;
  const group = Math.floor(head / (heads / kvHeads)) * headDim;
  const scale = 1 / Math.sqrt(headDim);
  return softmax(Float64Array.from(keys, (key) => dot(query, head * headDim, key, group, headDim) * scale));
}

/** The mean over query heads of their softmax attention (Eq. 1). (n) */
export function meanAttention(spec: ModelSpec, query: Float32Array, keys: readonly Float32Array[]): Float32Array {
  const sum = new Float64Array(keys.length);
  for (let head = 0; head < spec.heads; head++) {
    attentionOf(spec, query, keys, head).forEach((probability, i) => (sum[i] = (sum[i] ?? 0) + probability));
  }
  return Float32Array.from(sum, (total) => total / spec.heads);
}

/** Attention output of all heads. (H, d) */
function attend(spec: ModelSpec, query: Float32Array, visible: readonly Entry[]): Float32Array {
  const { headDim, heads, kvHeads } = spec;
  const keys = visible.map(({ k }) => k);
  const out = new Float32Array(heads * headDim);
  for (let head = 0; head < heads; head++) {
    const group = Math.floor(head / (heads / kvHeads)) * headDim;
    const attention = attentionOf(spec, query, keys, head); // (n)
    for (let i = 0; i < headDim; i++) {
      out[head * headDim + i] = visible.reduce((sum, { v }, n) => sum + (attention[n] ?? 0) * (v[group + i] ?? 0), 0);
    }
  }
  return out;
}
