// Attention of a layer: queries, keys and values of its rows, and what the rows gather. Two forms: one fused kernel that writes its
// cache in place, and plain operators over cached keys.

import type { GraphBuilder, Value } from './graph';
import { norm, scaled, softcapped } from './norm';
import type { GraphModel } from './numbers';
import type { RunInputs, VariantInputs } from './shared';
import type { WeightReader } from './weights';

/** Rows (R, D), normed, to queries (R, H d) or keys (R, G d), with their norm and rotation. */
export function project(
  g: GraphBuilder,
  model: GraphModel,
  weight: WeightReader,
  rope: VariantInputs['rope'],
  x: Value,
  what: 'query' | 'key',
): Value {
  const { spec } = model;
  const heads = what === 'query' ? spec.heads : spec.kvHeads;
  const projected = weight.linear(x, what);
  const { qkNorm } = spec.attention;
  const normed = (rows: Value) => normHeads(g, model, weight, rows, heads, what);
  if (!qkNorm) return rotate(g, model, projected, heads, rope);
  return qkNorm.afterRope
    ? normed(rotate(g, model, projected, heads, rope))
    : rotate(g, model, normed(projected), heads, rope);
}

/** Norm of queries or keys, over each head or over the row. */
function normHeads(
  g: GraphBuilder,
  { spec, numbers: { type } }: GraphModel,
  weight: WeightReader,
  rows: Value,
  heads: number,
  what: 'query' | 'key',
): Value {
  const { qkNorm } = spec.attention;
  if (!qkNorm) return rows;
  const { headDim } = spec;
  const kind = { kind: qkNorm.kind, epsilon: spec.norm.epsilon };
  const gain = weight.value(`${what}Norm`);
  const bias = weight.maybe(`${what}NormBias`);
  if (qkNorm.over === 'row') return norm(g, type, rows, kind, heads * headDim, gain, bias);
  const byHead = g.op('Reshape', [rows, g.ints(-1, heads, headDim)]); // (R, heads, d)
  const flat = (values: Value) => g.op('Reshape', [values, g.ints(-1, heads * headDim)]);
  if (!qkNorm.perHead) return flat(norm(g, type, byHead, kind, headDim, gain, bias));
  const gained = g.op('Mul', [flat(norm(g, type, byHead, kind, headDim, null, null)), gain]); // (R, heads d)
  return bias ? g.op('Add', [gained, bias]) : gained;
}

/** Rotates heads to the positions of their rows; row i of cos and sin belongs to row i. */
function rotate(
  g: GraphBuilder,
  { spec: { positions, headDim } }: GraphModel,
  rows: Value,
  heads: number,
  rope: VariantInputs['rope'],
): Value {
  if (positions.kind !== 'rope' || !rope) return rows;
  const partial = positions.dims < headDim ? { rotary_embedding_dim: positions.dims } : {};
  const [rotated = ''] = g.contrib(
    'RotaryEmbedding',
    [g.op('Unsqueeze', [rows, g.ints(0)]), g.ints(0), rope.cos, rope.sin],
    { num_heads: heads, interleaved: positions.interleaved ? 1 : 0, ...partial },
  );
  return g.op('Squeeze', [rotated, g.ints(0)]); // (R, heads d)
}

/** Keys and values of a layer: a cache, or rows. */
export interface KeysValues {
  readonly key: Value;
  readonly value: Value;
}

/**
 * One fused attention of the rows over the cache that it writes their keys and values into. `bias` (R, n) or (H, R, n) hides keys.
 * Gives what the rows gather, (R, H d), and the cache (1, G, C, d) as it is then.
 */
export function fusedAttention(
  g: GraphBuilder,
  { spec }: GraphModel,
  rows: KeysValues & { readonly query: Value },
  past: KeysValues,
  { last, total }: Extract<RunInputs, { kind: 'causal' | 'biased' }>,
  bias: Value | null,
): { readonly attended: Value; readonly cache: KeysValues } {
  const batch = (values: Value) => g.op('Unsqueeze', [values, g.ints(0)]);
  const perHead = bias && g.op('Unsqueeze', [bias, spec.positions.kind === 'alibi' ? g.ints(0) : g.ints(0, 1)]);
  const [attended = '', key = '', value = ''] = g.contrib(
    'GroupQueryAttention',
    [
      ...[batch(rows.query), batch(rows.key), batch(rows.value), past.key, past.value, last, total],
      ...(perHead ? ['', '', '', perHead] : []),
    ],
    { num_heads: spec.heads, kv_num_heads: spec.kvHeads, do_rotary: 0, scale: { float: spec.attention.scale } },
    3,
  );
  return { attended: g.op('Squeeze', [attended, g.ints(0)]), cache: { key, value } };
}

/** Attention of queries (R, H d) over keys and values (n, G d), cached and new: (R, H d). */
export function maskedAttention(
  g: GraphBuilder,
  { spec, numbers: { type } }: GraphModel,
  query: Value,
  keys: Value,
  values: Value,
  { perHead, perGroup }: Extract<RunInputs, { kind: 'masked' }>,
  bias: Value,
): Value {
  const { heads, kvHeads, headDim, attention } = spec;
  const group = heads / kvHeads;
  const byHead = (rows: Value) => g.op('Reshape', [rows, g.ints(-1, kvHeads, headDim)]); // (n, G, d)

  // The query heads of one key-value head are stacked as rows, so that keys and values are never repeated.
  const scaledQuery = scaled(g, type, query, attention.scale); // before the product: f16 holds small logits best
  const grouped = g.op('Transpose', [g.op('Reshape', [scaledQuery, g.ints(-1, kvHeads, group, headDim)])], {
    perm: [1, 2, 0, 3],
  }); // (G, H/G, R, d)
  const stacked = g.op('Reshape', [grouped, g.ints(kvHeads, -1, headDim)]); // (G, H/G R, d)
  const logits = g.op('MatMul', [stacked, g.op('Transpose', [byHead(keys)], { perm: [1, 2, 0] })]); // (G, H/G R, n)

  const capped = softcapped(g, type, g.op('Reshape', [logits, perHead]), attention.softcap); // (H, R, n)
  const probabilities = g.op('Softmax', [g.op('Add', [capped, bias])], { axis: -1 });
  const regrouped = g.op('Reshape', [probabilities, perGroup]); // (G, H/G R, n)

  const mixed = g.op('MatMul', [regrouped, g.op('Transpose', [byHead(values)], { perm: [1, 0, 2] })]); // (G, H/G R, d)
  const unstacked = g.op('Reshape', [mixed, g.ints(kvHeads, group, -1, headDim)]);
  return g.op('Reshape', [g.op('Transpose', [unstacked], { perm: [2, 0, 1, 3] }), g.ints(-1, heads * headDim)]);
}
