// Attention as numbers to look at: LazyLLM's importance of the last row, and any rows and heads on demand. Computed in f32, since
// scores decide what is pruned.

import type { ModelSpec } from '@/lib/model/spec';
import { GraphBuilder, type Value } from './graph';
import { cast, scaled, softcapped } from './norm';
import type { GraphModel } from './numbers';
import { lastRow } from './rows';
import { attentionBias, headSlopes, windowInput, type AttentionForm } from './shared';

/**
 * LazyLLM's importance (Eq. 1) of the plain form: softmax attention of the last row over all keys, averaged over the query heads.
 * Inputs: query (1, H d) and key (n, G d); rowPosition (R, 1), the last row counts, and keyPosition (n), f32; window (1) f32 where
 * the model has windows. Output: scores (n) f32.
 */
export function scoreGraph(model: GraphModel): Uint8Array {
  const { spec, numbers } = model;
  const g = new GraphBuilder('score');
  const query = g.input('query', numbers.type, [1, spec.heads * spec.headDim]);
  const keys = turnedKeys(g, model, g.input('key', numbers.type, ['n', spec.kvHeads * spec.headDim]));
  const rowPosition = g.input('rowPosition', 'f32', ['R', 1]);
  const keyPosition = g.input('keyPosition', 'f32', ['n']);
  const bias = lastRowBias(g, spec, { rowPosition, keyPosition }, windowInput(g, spec));
  g.output(addScores(g, model, query, keys, bias), 'scores', 'f32', ['n']);
  return g.encode();
}

/** Importance (n) f32 of `keys` (G, d, n) f32 for `query` (1, H d), as a part of a larger graph; `bias` hides keys. */
export function addScores(
  g: GraphBuilder,
  { spec, numbers: { type } }: GraphModel,
  query: Value,
  keys: Value,
  bias: Value | null,
): Value {
  const { heads, kvHeads, headDim, attention } = spec;
  const scaledQuery = scaled(g, 'f32', cast(g, query, type, 'f32'), attention.scale);
  const q = g.op('Reshape', [scaledQuery, g.ints(kvHeads, heads / kvHeads, headDim)]); // (G, H/G, d)
  const product = g.op('Reshape', [g.op('MatMul', [q, keys]), g.ints(heads, 1, -1)]); // (H, 1, n)
  const capped = softcapped(g, 'f32', product, attention.softcap);
  const logits = bias ? g.op('Add', [capped, bias]) : capped;
  return g.op('ReduceMean', [g.op('Softmax', [logits], { axis: -1 }), g.ints(0, 1)], { keepdims: 0 });
}

/** What hides keys from the last of the rows at `rowPosition` (R, 1): (1, n) or (H, 1, n), f32. */
export function lastRowBias(
  g: GraphBuilder,
  spec: ModelSpec,
  { rowPosition, keyPosition }: { readonly rowPosition: Value; readonly keyPosition: Value },
  window: Value | null,
): Value {
  return attentionBias(g, 'f32', {
    rowPosition: lastRow(g, rowPosition),
    keyPosition,
    window,
    slopes: headSlopes(g, spec),
  });
}

/** The first `total` (1) keys of a cache (1, G, C, d), turned to (G, d, n) f32. */
export function cachedKeys(
  g: GraphBuilder,
  { spec, numbers: { type } }: GraphModel,
  cache: Value,
  total: Value,
): Value {
  const held = g.op('Slice', [cache, g.ints32(0), total, g.ints32(2)]); // (1, G, n, d)
  const keys = g.op('Reshape', [cast(g, held, type, 'f32'), g.ints(spec.kvHeads, -1, spec.headDim)]);
  return g.op('Transpose', [keys], { perm: [0, 2, 1] });
}

/** Keys (n, G d) turned to (G, d, n) f32. */
function turnedKeys(g: GraphBuilder, { spec, numbers: { type } }: GraphModel, rows: Value): Value {
  const keys = g.op('Reshape', [cast(g, rows, type, 'f32'), g.ints(-1, spec.kvHeads, spec.headDim)]);
  return g.op('Transpose', [keys], { perm: [1, 2, 0] });
}

/**
 * Softmax attention of given rows and heads, averaged over those heads.
 * Inputs: query (R, H d), row (r) int32: which of its rows; key: plain (n, G d), fused (1, G, C, d) with total (1) int32 = n;
 * rowPosition (r, 1) and keyPosition (n) f32, heads and kvHeads (m) int32, of the same length; window (1) f32 where the model has
 * windows.
 * Output: attention (r, n) f32.
 */
export function attentionGraph(model: GraphModel, form: AttentionForm): Uint8Array {
  const { spec, numbers } = model;
  const { heads, kvHeads, headDim } = spec;
  const { type } = numbers;
  const g = new GraphBuilder('attention');
  const query = g.op('Gather', [g.input('query', type, ['R', heads * headDim]), g.input('row', 'i32', ['r'])], {
    axis: 0,
  });
  const keys =
    form === 'fused'
      ? cachedKeys(g, model, g.input('key', type, [1, kvHeads, 'C', headDim]), g.input('total', 'i32', [1]))
      : turnedKeys(g, model, g.input('key', type, ['n', kvHeads * headDim]));
  const rowPosition = g.input('rowPosition', 'f32', ['r', 1]);
  const keyPosition = g.input('keyPosition', 'f32', ['n']);
  const headList = g.input('heads', 'i32', ['m']);
  const kvHeadList = g.input('kvHeads', 'i32', ['m']);
  const window = windowInput(g, spec);

  const byHead = g.op('Reshape', [cast(g, query, type, 'f32'), g.ints(-1, heads, headDim)]); // (r, H, d)
  const q = g.op('Transpose', [g.op('Gather', [byHead, headList], { axis: 1 })], { perm: [1, 0, 2] }); // (m, r, d)
  const k = g.op('Gather', [keys, kvHeadList], { axis: 0 }); // (m, d, n)
  const product = g.op('MatMul', [scaled(g, 'f32', q, spec.attention.scale), k]); // (m, r, n)
  const all = headSlopes(g, spec);
  const slopes = all && g.op('Gather', [all, headList], { axis: 0 });
  const bias = attentionBias(g, 'f32', { rowPosition, keyPosition, window, slopes }); // (r, n) or (m, r, n)
  const logits = g.op('Add', [softcapped(g, 'f32', product, spec.attention.softcap), bias]);
  const attention = g.op('ReduceMean', [g.op('Softmax', [logits], { axis: -1 }), g.ints(0)], { keepdims: 0 });
  g.output(attention, 'attention', 'f32', ['r', 'n']);
  return g.encode();
}
