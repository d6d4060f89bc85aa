// Softmax attention of one query over given keys. Pure. Everything goes by original positions: which keys a row sees, how far a sliding
// window reaches, and the biases of ALiBi; so a pruned set of keys changes none of them.

import type { Position } from '@/lib/engine/types';
import type { ModelSpec } from '@/lib/model/spec';
import { dot, softcap, softmax } from './maths';

/** K (after RoPE) and V of one position in one layer. */
export interface Entry {
  readonly position: Position;
  readonly k: Float32Array; // (G, d)
  readonly v: Float32Array; // (G, d)
}

/** A row's query (H, d), after RoPE. */
export interface Query {
  readonly position: Position;
  readonly q: Float32Array;
}

/**
 * Attention of a row over n entries in one layer (counted from 1), one query head; 0 for entries that the row does not see. A row at
 * position p sees positions up to p, in a windowed layer those above p - window: of the active ones, none in place of a pruned one.
 * So a windowed layer that scores gives 0 to all tokens before the last row's window. (n)
 */
export function attentionOf(
  spec: ModelSpec,
  layer: number,
  { position, q }: Query,
  entries: readonly Entry[],
  head: number,
): Float64Array {
  const { headDim, heads, kvHeads, attention, positions } = spec;
  const window = attention.windows[layer - 1] ?? Infinity;
  const group = Math.floor(head / (heads / kvHeads)) * headDim;
  const slope = positions.kind === 'alibi' ? alibiSlope(head, heads) * positions.factor : 0;
  const logits = Float64Array.from(entries, ({ position: key, k }) => {
    const distance = position - key;
    if (distance < 0 || distance >= window) return -Infinity;
    const logit = dot(q, head * headDim, k, group, headDim) * attention.scale;
    return softcap(logit, attention.softcap) - slope * distance;
  });
  return softmax(logits);
}

/** The mean over query heads of their softmax attention (Eq. 1). (n) */
export function meanAttention(spec: ModelSpec, layer: number, query: Query, entries: readonly Entry[]): Float32Array {
  const sum = new Float64Array(entries.length);
  for (let head = 0; head < spec.heads; head++) {
    attentionOf(spec, layer, query, entries, head).forEach((probability, i) => (sum[i] = (sum[i] ?? 0) + probability));
  }
  return Float32Array.from(sum, (total) => total / spec.heads);
}

/** Attention output of all heads. (H, d) */
export function attend(spec: ModelSpec, layer: number, query: Query, entries: readonly Entry[]): Float32Array {
  const { headDim, heads, kvHeads } = spec;
  const out = new Float32Array(heads * headDim);
  for (let head = 0; head < heads; head++) {
    const group = Math.floor(head / (heads / kvHeads)) * headDim;
    const attention = attentionOf(spec, layer, query, entries, head); // (n)
    for (let i = 0; i < headDim; i++) {
      out[head * headDim + i] = entries.reduce((sum, { v }, n) => sum + (attention[n] ?? 0) * (v[group + i] ?? 0), 0);
    }
  }
  return out;
}

/**
 * Bias a position of distance: a geometric series over the heads; where their number is no power of two, the heads beyond the power
 * below take every second term of the series of twice that power. Source: arXiv 2108.12409, transformers' build_alibi_tensor.
 */
export function alibiSlope(head: number, heads: number): number {
  const power = 2 ** Math.floor(Math.log2(heads));
  return head < power ? 2 ** ((-8 * (head + 1)) / power) : 2 ** ((-4 * (2 * (head - power) + 1)) / power);
}
