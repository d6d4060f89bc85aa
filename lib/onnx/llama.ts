// ONNX graphs of a Llama-family model: ModelSpec in, model bytes out. Knows no runtime and no weights' values.
//
// A run of the model is `embed`, one run of a layer graph per layer, `head`. RoPE takes cosine and sine rows already gathered at
// the original positions, so a pruned set of rows needs no renumbering and a new RoPE scaling needs no new graph.

import type { ModelSpec } from '@/lib/model/spec';
import { GraphBuilder, type Value } from './graph';
import type { FloatType } from './float';
import { headWeights, layerWeights, type LayerRole, type WeightSlot } from '@/lib/model/layout';

/** Weights of a graph with initializers instead of inputs: bytes in the graph's float type, by role. */
export type InlineWeights = ReadonlyMap<string, Uint8Array>;

/**
 * How a layer attends.
 * - `causal`: the rows are the whole active set, sorted: one fused causal attention (GroupQueryAttention). For WebGPU prefill.
 * - `masked`: cached keys before the new rows, in any order; a row sees the keys whose position is not after its own. On WASM it
 *   also does prefill: GroupQueryAttention's CPU kernel takes four times as long at 1,024 tokens as these plain operators.
 */
export type AttentionKind = 'causal' | 'masked';

/** Key positions at or above this are inactive: after every row. */
export const INACTIVE = 1e9;

/** Added to the logits of keys that a row may not see: large enough to vanish in softmax, small enough for f16. */
export const MASKED_LOGIT = -30_000;

/**
 * One transformer layer over R rows.
 * Inputs: x (R, D), cos and sin (R, d/2); causal: last (1) = R - 1 and total (1) = R, int32; masked: rowPosition (R, 1),
 * keyPosition (P + R), f32, and pastKey, pastValue (P, G d). Weights follow, as inputs unless given inline.
 * Outputs: y (R, D); newKey, newValue (R, G d) of the rows, and lastQuery (1, H d) of the last; keys and query after RoPE.
 */
export function layerGraph(spec: ModelSpec, type: FloatType, kind: AttentionKind, inline?: InlineWeights): Uint8Array {
  const { hidden, heads, kvHeads, headDim } = spec;
  const g = new GraphBuilder(`layer-${kind}`);
  const x = g.input('x', type, ['R', hidden]);
  const rope = { cos: g.input('cos', type, ['R', headDim / 2]), sin: g.input('sin', type, ['R', headDim / 2]) };
  const weight = weightReader(g, type, layerWeights(spec), inline);

  const normed = norm(g, x, weight('attentionNorm'), spec.norm.epsilon);
  const query = rotate(g, linear(g, normed, weight('query'), weight.maybe('queryBias')), heads, rope); // (1, R, H d)
  const key = rotate(g, linear(g, normed, weight('key'), weight.maybe('keyBias')), kvHeads, rope); // (1, R, G d)
  const value = linear(g, normed, weight('value'), weight.maybe('valueBias')); // (R, G d)

  const attended =
    kind === 'causal' ? causalAttention(g, spec, query, key, value) : maskedAttention(g, spec, type, query, key, value);
  const attention = linear(g, attended, weight('output'), weight.maybe('outputBias')); // (R, D)

  const residual = g.op('Add', [x, attention]);
  const normed2 = norm(g, residual, weight('mlpNorm'), spec.norm.epsilon);
  const gate = linear(g, normed2, weight('gate'), weight.maybe('gateBias')); // (R, F)
  const up = linear(g, normed2, weight('up'), weight.maybe('upBias')); // (R, F)
  const activated = g.op('Mul', [silu(g, gate), up]);
  const mlp = linear(g, activated, weight('down'), weight.maybe('downBias')); // (R, D)

  g.output(g.op('Add', [residual, mlp]), 'y', type, ['R', hidden]);
  g.output(g.op('Squeeze', [key, g.ints(0)]), 'newKey', type, ['R', kvHeads * headDim]);
  g.output(value, 'newValue', type, ['R', kvHeads * headDim]);
  g.output(lastRow(g, g.op('Squeeze', [query, g.ints(0)])), 'lastQuery', type, [1, heads * headDim]);
  return g.encode();
}

/** Token ids to rows. Inputs: ids (R) int32, embedding (V, D). Output: x (R, D). */
export function embedGraph(spec: ModelSpec, type: FloatType, inline?: InlineWeights): Uint8Array {
  const g = new GraphBuilder('embed');
  const ids = g.input('ids', 'i32', ['R']);
  const weight = weightReader(g, type, headWeights(spec), inline);
  g.output(g.op('Gather', [weight('embedding'), ids], { axis: 0 }), 'x', type, ['R', spec.hidden]);
  return g.encode();
}

/** Logits of the last row. Inputs: x (R, D), norm (D), head (V, D). Output: logits (1, V) f32. */
export function headGraph(spec: ModelSpec, type: FloatType, inline?: InlineWeights): Uint8Array {
  const g = new GraphBuilder('head');
  const x = g.input('x', type, ['R', spec.hidden]);
  const weight = weightReader(g, type, headWeights(spec), inline);
  const normed = norm(g, lastRow(g, x), weight('finalNorm'), spec.norm.epsilon); // (1, D)
  const logits = g.op('Gemm', [normed, weight('head')], { transB: 1 }); // (1, V)
  g.output(g.op('Cast', [logits], { to: 1 }), 'logits', 'f32', [1, spec.vocabSize]);
  return g.encode();
}

/** The queries of one layer, as that layer computes them. Inputs as in `layerGraph`. Output: queries (R, H d), after RoPE. */
export function queryGraph(spec: ModelSpec, type: FloatType, inline?: InlineWeights): Uint8Array {
  const { hidden, heads, headDim } = spec;
  const g = new GraphBuilder('query');
  const x = g.input('x', type, ['R', hidden]);
  const rope = { cos: g.input('cos', type, ['R', headDim / 2]), sin: g.input('sin', type, ['R', headDim / 2]) };
  const used: readonly LayerRole[] = ['attentionNorm', 'query', 'queryBias'];
  const weight = weightReader(
    g,
    type,
    layerWeights(spec).filter((slot) => used.includes(slot.role)),
    inline,
  );
  const normed = norm(g, x, weight('attentionNorm'), spec.norm.epsilon);
  const query = rotate(g, linear(g, normed, weight('query'), weight.maybe('queryBias')), heads, rope);
  g.output(g.op('Squeeze', [query, g.ints(0)]), 'queries', type, ['R', heads * headDim]);
  return g.encode();
}

/**
 * Softmax attention of given rows and heads, averaged over those heads, in f32.
 * Inputs: query (R, H d), row (r) int32: which of its rows, key (n, G d), rowPosition (r, 1) and keyPosition (n) f32, heads and
 * kvHeads (m) int32, of the same length.
 * Output: attention (r, n) f32.
 */
export function attentionGraph(spec: ModelSpec, type: FloatType): Uint8Array {
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

  const perHead = (rows: Value, count: number, list: Value) =>
    g.op('Gather', [g.op('Cast', [g.op('Reshape', [rows, g.ints(-1, count, headDim)])], { to: 1 }), list], { axis: 1 });
  const q = g.op('Transpose', [perHead(query, heads, headList)], { perm: [1, 0, 2] }); // (m, r, d)
  const k = g.op('Transpose', [perHead(key, kvHeads, kvHeadList)], { perm: [1, 2, 0] }); // (m, d, n)
  const scaled = g.op('Mul', [q, g.constant('f32', headDim ** -0.5)]);
  const logits = g.op('Add', [g.op('MatMul', [scaled, k]), causalMask(g, 'f32', rowPosition, keyPosition)]); // (m, r, n)
  const attention = g.op('ReduceMean', [g.op('Softmax', [logits], { axis: -1 }), g.ints(0)], { keepdims: 0 });
  g.output(attention, 'attention', 'f32', ['r', 'n']);
  return g.encode();
}

/**
 * LazyLLM's importance (Eq. 1): softmax attention of the last token over all keys, averaged over the query heads. Computed in f32:
 * scores decide what is pruned. Inputs: query (1, H d) and key (n, G d); inactive (n) f32, 0 or a large negative number.
 * Output: scores (n) f32.
 */
export function scoreGraph(spec: ModelSpec, type: FloatType): Uint8Array {
  const { heads, kvHeads, headDim } = spec;
  const g = new GraphBuilder('score');
  const query = g.op('Cast', [g.input('query', type, [1, heads * headDim])], { to: 1 });
  const key = g.op('Cast', [g.input('key', type, ['n', kvHeads * headDim])], { to: 1 });
  const inactive = g.input('inactive', 'f32', ['n']);
  const scaled = g.op('Mul', [query, g.constant('f32', headDim ** -0.5)]);
  const q = g.op('Reshape', [scaled, g.ints(kvHeads, heads / kvHeads, headDim)]); // (G, H/G, d)
  const k = g.op('Transpose', [g.op('Reshape', [key, g.ints(-1, kvHeads, headDim)])], { perm: [1, 2, 0] }); // (G, d, n)
  const logits = g.op('Add', [g.op('MatMul', [q, k]), inactive]); // (G, H/G, n)
  const scores = g.op('ReduceMean', [g.op('Softmax', [logits], { axis: -1 }), g.ints(0, 1)], { keepdims: 0 });
  g.output(scores, 'scores', 'f32', ['n']);
  return g.encode();
}

/** Picks rows of a table. Inputs: rows (R, D), index (m) int32. Output: picked (m, D). */
export function takeGraph(width: number, type: FloatType): Uint8Array {
  const g = new GraphBuilder('take');
  const rows = g.input('rows', type, ['R', width]);
  g.output(g.op('Gather', [rows, g.input('index', 'i32', ['m'])], { axis: 0 }), 'picked', type, ['m', width]);
  return g.encode();
}

/** Picks rows of two tables, numbered one after the other. Inputs: rows (R, D), more (M, D), index (m) int32. Output: picked (m, D). */
export function mergeGraph(width: number, type: FloatType): Uint8Array {
  const g = new GraphBuilder('merge');
  const rows = g.op('Concat', [g.input('rows', type, ['R', width]), g.input('more', type, ['M', width])], { axis: 0 });
  g.output(g.op('Gather', [rows, g.input('index', 'i32', ['m'])], { axis: 0 }), 'picked', type, ['m', width]);
  return g.encode();
}

function causalAttention(g: GraphBuilder, spec: ModelSpec, query: Value, key: Value, value: Value): Value {
  const last = g.input('last', 'i32', [1]);
  const total = g.input('total', 'i32', [1]);
  const value3 = g.op('Unsqueeze', [value, g.ints(0)]);
  const [attended = ''] = g.contrib(
    'GroupQueryAttention',
    [query, key, value3, '', '', last, total],
    { num_heads: spec.heads, kv_num_heads: spec.kvHeads, do_rotary: 0 },
    3,
  );
  return g.op('Squeeze', [attended, g.ints(0)]); // (R, H d)
}

function maskedAttention(
  g: GraphBuilder,
  spec: ModelSpec,
  type: FloatType,
  query: Value,
  key: Value,
  value: Value,
): Value {
  const { heads, kvHeads, headDim } = spec;
  const group = heads / kvHeads;
  const rowPosition = g.input('rowPosition', 'f32', ['R', 1]);
  const keyPosition = g.input('keyPosition', 'f32', ['n']);
  const withPast = (past: Value, rows: Value) =>
    g.op('Reshape', [g.op('Concat', [past, rows], { axis: 0 }), g.ints(-1, kvHeads, headDim)]); // (n, G, d)
  const keys = withPast(g.input('pastKey', type, ['P', kvHeads * headDim]), g.op('Squeeze', [key, g.ints(0)]));
  const values = withPast(g.input('pastValue', type, ['P', kvHeads * headDim]), value);

  // The query heads of one key-value head are stacked as rows, so that keys and values are never repeated.
  const scaled = g.op('Mul', [query, g.constant(type, headDim ** -0.5)]);
  const grouped = g.op('Transpose', [g.op('Reshape', [scaled, g.ints(-1, kvHeads, group, headDim)])], {
    perm: [1, 2, 0, 3],
  }); // (G, H/G, R, d)
  const stacked = g.op('Reshape', [grouped, g.ints(kvHeads, -1, headDim)]); // (G, H/G R, d)
  const logits = g.op('MatMul', [stacked, g.op('Transpose', [keys], { perm: [1, 2, 0] })]); // (G, H/G R, n)

  const rows = g.op('Shape', [rowPosition], { start: 0, end: 1 });
  const columns = g.op('Shape', [keyPosition]);
  const perHead = g.op('Concat', [g.ints(heads), rows, columns], { axis: 0 });
  const perGroup = g.op('Concat', [g.ints(kvHeads, -1), columns], { axis: 0 });
  const masked = g.op('Add', [g.op('Reshape', [logits, perHead]), causalMask(g, type, rowPosition, keyPosition)]);
  const attention = g.op('Reshape', [g.op('Softmax', [masked], { axis: -1 }), perGroup]); // (G, H/G R, n)

  const mixed = g.op('MatMul', [attention, g.op('Transpose', [values], { perm: [1, 0, 2] })]); // (G, H/G R, d)
  const unstacked = g.op('Reshape', [mixed, g.ints(kvHeads, group, -1, headDim)]);
  return g.op('Reshape', [g.op('Transpose', [unstacked], { perm: [2, 0, 1, 3] }), g.ints(-1, heads * headDim)]); // (R, H d)
}

/** 0 where a key is not after the row, a large negative number elsewhere: (rows, keys). */
function causalMask(g: GraphBuilder, type: FloatType, rowPosition: Value, keyPosition: Value): Value {
  const visible = g.op('LessOrEqual', [keyPosition, rowPosition]);
  return g.op('Where', [visible, g.constant(type, 0), g.constant(type, MASKED_LOGIT)]);
}

function rotate(g: GraphBuilder, rows: Value, heads: number, rope: { cos: Value; sin: Value }): Value {
  const offset = g.ints(0); // row i of cos and sin belongs to row i
  const [rotated = ''] = g.contrib(
    'RotaryEmbedding',
    [g.op('Unsqueeze', [rows, g.ints(0)]), offset, rope.cos, rope.sin],
    {
      num_heads: heads,
    },
  );
  return rotated; // (1, R, heads d)
}

function norm(g: GraphBuilder, x: Value, scale: Value, epsilon: number): Value {
  return g.op('SimplifiedLayerNormalization', [x, scale], { axis: -1, epsilon: { float: epsilon } });
}

function linear(g: GraphBuilder, x: Value, weight: Value, bias: Value | null): Value {
  const product = g.op('MatMul', [x, weight]);
  return bias ? g.op('Add', [product, bias]) : product;
}

function silu(g: GraphBuilder, x: Value): Value {
  return g.contrib('QuickGelu', [x], { alpha: { float: 1 } })[0] ?? '';
}

function lastRow(g: GraphBuilder, rows: Value): Value {
  return g.op('Slice', [rows, g.ints(-1), g.ints(2 ** 31 - 1), g.ints(0)]);
}

/** Shape of a weight in the graphs: a linear one is (in, out), as MatMul takes it. */
export function graphDims({ kind, dims }: WeightSlot): readonly number[] {
  return kind === 'linear' ? [...dims].reverse() : dims;
}

interface WeightReader {
  (role: string): Value;
  maybe(role: string): Value | null;
}

/** Declares each weight where it is first used: as an input, or as an initializer when its bytes are given. */
function weightReader(
  g: GraphBuilder,
  type: FloatType,
  slots: readonly WeightSlot[],
  inline: InlineWeights | undefined,
): WeightReader {
  const read = (role: string): Value => {
    const slot = slots.find((candidate) => candidate.role === role);
    if (!slot) throw new Error(`graph ${g.name} has no weight ${role}`);
    const bytes = inline?.get(role);
    const dims = graphDims(slot);
    return bytes ? g.initializer(role, type, dims, bytes) : g.input(role, type, dims);
  };
  const has = (role: string) => slots.some((slot) => slot.role === role);
  return Object.assign(read, { maybe: (role: string) => (has(role) ? read(role) : null) });
}
