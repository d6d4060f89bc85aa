// Attention as numbers to look at: LazyLLM's importance of the last row, and any rows and heads on demand. Computed in f32, since
// scores decide what is pruned.

import type { ModelSpec } from '@/lib/model/spec';
import { GraphBuilder, type Value } from './graph';
import { lastRow } from './layer';
import { cast, scaled, softcapped } from './norm';
import type { GraphModel } from './numbers';
import { attentionBias, headSlopes } from './shared';
import { hasWindows } from './variants';

/**
 * LazyLLM's importance (Eq. 1): softmax attention of the last row over all keys, averaged over the query heads.
 * Inputs: query (1, H d) and key (n, G d); rowPosition (R, 1), the last row counts, and keyPosition (n), f32; window (1) f32 where
 * the model has windows. Output: scores (n) f32.
 */
export function scoreGraph(model: GraphModel): Uint8Array {
  const { spec, numbers } = model;
  const { heads, kvHeads, headDim } = spec;
  const g = new GraphBuilder('score');
  const query = g.input('query', numbers.type, [1, heads * headDim]);
  const key = g.input('key', numbers.type, ['n', kvHeads * headDim]);
  const rowPosition = lastRow(g, g.input('rowPosition', 'f32', ['R', 1]));
  const keyPosition = g.input('keyPosition', 'f32', ['n']);
  const window = windowInput(g, spec);
  g.output(addScores(g, model, { query, key, rowPosition, keyPosition, window }), 'scores', 'f32', ['n']);
  return g.encode();
}

/** Importance (n) f32 of `key` (n, G d) for `query` (1, H d) at `rowPosition` (1, 1), as a part of a larger graph. */
export function addScores(
  g: GraphBuilder,
  { spec, numbers: { type } }: GraphModel,
  from: {
    readonly query: Value;
    readonly key: Value;
    readonly rowPosition: Value;
    readonly keyPosition: Value;
    readonly window: Value | null;
  },
): Value {
  const { heads, kvHeads, headDim, attention } = spec;
  const query = scaled(g, 'f32', cast(g, from.query, type, 'f32'), attention.scale);
  const q = g.op('Reshape', [query, g.ints(kvHeads, heads / kvHeads, headDim)]); // (G, H/G, d)
  const key = g.op('Reshape', [cast(g, from.key, type, 'f32'), g.ints(-1, kvHeads, headDim)]);
  const k = g.op('Transpose', [key], { perm: [1, 2, 0] }); // (G, d, n)
  const product = g.op('Reshape', [g.op('MatMul', [q, k]), g.ints(heads, 1, -1)]); // (H, 1, n)
  const bias = attentionBias(g, 'f32', { ...from, slopes: headSlopes(g, spec) }); // (1, n) or (H, 1, n)
  const logits = g.op('Add', [softcapped(g, 'f32', product, attention.softcap), bias]);
  return g.op('ReduceMean', [g.op('Softmax', [logits], { axis: -1 }), g.ints(0, 1)], { keepdims: 0 });
}

/**
 * Softmax attention of given rows and heads, averaged over those heads.
 * Inputs: query (R, H d), row (r) int32: which of its rows, key (n, G d), rowPosition (r, 1) and keyPosition (n) f32, heads and
 * kvHeads (m) int32, of the same length; window (1) f32 where the model has windows.
 * Output: attention (r, n) f32.
 */
export function attentionGraph({ spec, numbers: { type } }: GraphModel): Uint8Array {
  const { heads, kvHeads, headDim } = spec;
  const g = new GraphBuilder('attention');
  const query = g.op('Gather', [g.input('query', type, ['R', heads * headDim]), g.input('row', 'i32', ['r'])], {
    axis: 0,
  });
  const key = g.input('key', type, ['n', kvHeads * headDim]);
  const rowPosition = g.input('rowPosition', 'f32', ['r', 1]);
  const keyPosition = g.input('keyPosition', 'f32', ['n']);
  const headList = g.input('heads', 'i32', ['m']);
  const kvHeadList = g.input('kvHeads', 'i32', ['m']);
  const window = windowInput(g, spec);

  const perHead = (rows: Value, count: number, list: Value) =>
    g.op('Gather', [cast(g, g.op('Reshape', [rows, g.ints(-1, count, headDim)]), type, 'f32'), list], { axis: 1 });
  const q = g.op('Transpose', [perHead(query, heads, headList)], { perm: [1, 0, 2] }); // (m, r, d)
  const k = g.op('Transpose', [perHead(key, kvHeads, kvHeadList)], { perm: [1, 2, 0] }); // (m, d, n)
  const product = g.op('MatMul', [scaled(g, 'f32', q, spec.attention.scale), k]); // (m, r, n)
  const all = headSlopes(g, spec);
  const slopes = all && g.op('Gather', [all, headList], { axis: 0 });
  const bias = attentionBias(g, 'f32', { rowPosition, keyPosition, window, slopes }); // (r, n) or (m, r, n)
  const logits = g.op('Add', [softcapped(g, 'f32', product, spec.attention.softcap), bias]);
  const attention = g.op('ReduceMean', [g.op('Softmax', [logits], { axis: -1 }), g.ints(0)], { keepdims: 0 });
  g.output(attention, 'attention', 'f32', ['r', 'n']);
  return g.encode();
}

function windowInput(g: GraphBuilder, spec: ModelSpec): Value | null {
  return hasWindows(spec) ? g.input('window', 'f32', [1]) : null;
}
