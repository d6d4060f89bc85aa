// One transformer layer of any family as nodes of a graph, put together from the parts that ModelSpec names. Knows no runtime and no
// weights' values.
//
// A run of the model is `embed`, one run of a layer graph per layer, `head`.

import { layerWeights, type LayerRole } from '@/lib/model/layout';
import { causalAttention, maskedAttention, project } from './attention';
import { GraphBuilder, type Value } from './graph';
import { addMlp } from './mlp';
import { cast, norm, scaled } from './norm';
import { rowType, type GraphModel } from './numbers';
import { ropeInputs, runInputs, variantInputs, type AttentionKind, type RunInputs, type VariantInputs } from './shared';
import { weightReader, type InlineWeights, type WeightReader } from './weights';

/** What one layer gives; the names of values in its graph. Keys and queries are after norm and RoPE. */
export interface LayerValues {
  readonly y: Value; // (R, D), of type `rowType`
  readonly query: Value; // (R, H d)
  readonly key: Value; // (R, G d)
  readonly value: Value; // (R, G d)
}

/**
 * One layer over R rows.
 * Inputs: x (R, D); those of `runInputs` and `variantInputs`; masked: pastKey, pastValue (P, G d). Weights follow, as inputs
 * unless given inline.
 * Outputs: y (R, D); newKey, newValue (R, G d) of the rows, and lastQuery (1, H d) of the last; keys and query after RoPE.
 */
export function layerGraph(model: GraphModel, kind: AttentionKind, inline?: InlineWeights): Uint8Array {
  const g = new GraphBuilder(`layer-${kind}`);
  const x = g.input('x', rowType(model), ['R', model.spec.hidden]);
  const run = runInputs(g, model.spec, kind);
  const layer = addLayer(g, model, x, run, variantInputs(g, model, run), '', inline);
  g.output(layer.y, 'y', rowType(model), ['R', model.spec.hidden]);
  outputLayer(g, model, layer, '');
  return g.encode();
}

/**
 * Adds one layer over the rows `x` (R, D). Inputs of its own, weights (unless inline) and for masked attention pastKey and
 * pastValue, are declared under their names with `prefix` before them, so that a graph can hold several layers.
 */
export function addLayer(
  g: GraphBuilder,
  model: GraphModel,
  x: Value,
  run: RunInputs,
  { rope, bias }: VariantInputs,
  prefix: string,
  inline?: InlineWeights,
): LayerValues {
  const { spec, numbers } = model;
  const weight = weightReader(g, model, layerWeights(spec), inline, prefix);
  const normed = rowNorm(g, model, weight, x, 'attentionNorm');
  const query = project(g, model, weight, rope, normed, 'query'); // (R, H d)
  const key = project(g, model, weight, rope, normed, 'key'); // (R, G d)
  const value = weight.linear(normed, 'value'); // (R, G d)

  let attended: Value; // (R, H d)
  if (run.kind === 'causal') {
    attended = causalAttention(g, model, { query, key, value }, run);
  } else {
    const withPast = (name: string, rows: Value) => {
      const past = g.input(prefix + name, numbers.type, ['P', spec.kvHeads * spec.headDim]);
      return g.op('Concat', [past, rows], { axis: 0 }); // (n, G d)
    };
    const [keys, values] = [withPast('pastKey', key), withPast('pastValue', value)];
    attended = maskedAttention(g, model, query, keys, values, run, bias ?? '');
  }
  const attention = added(g, model, weight, weight.linear(attended, 'output'), 'attentionPostNorm'); // (R, D)
  const residual = g.op('Add', [x, attention]);
  const mlpInput =
    spec.parallel === 'shared'
      ? normed
      : rowNorm(g, model, weight, spec.parallel === 'separate' ? x : residual, 'mlpNorm');
  const mlp = added(g, model, weight, addMlp(g, spec, weight, mlpInput), 'mlpPostNorm'); // (R, D)
  return { y: g.op('Add', [residual, mlp]), query, key, value };
}

/** Marks a layer's keys, values and last query as outputs of the graph, their names after `prefix`. */
export function outputLayer(
  g: GraphBuilder,
  { spec: { heads, kvHeads, headDim }, numbers: { type } }: GraphModel,
  { query, key, value }: LayerValues,
  prefix: string,
): void {
  g.output(key, `${prefix}newKey`, type, ['R', kvHeads * headDim]);
  g.output(value, `${prefix}newValue`, type, ['R', kvHeads * headDim]);
  g.output(lastRow(g, query), `${prefix}lastQuery`, type, [1, heads * headDim]);
}

/** Weights that `queryGraph` takes. */
export const queryRoles: readonly LayerRole[] = [
  'attentionNorm',
  'attentionNormBias',
  'query',
  'queryBias',
  'queryNorm',
  'queryNormBias',
];

/** The queries of one layer, as that layer computes them. Inputs: x, cos and sin as in `layerGraph`. Output: queries (R, H d). */
export function queryGraph(model: GraphModel, inline?: InlineWeights): Uint8Array {
  const { spec, numbers } = model;
  const g = new GraphBuilder('query');
  const x = g.input('x', rowType(model), ['R', spec.hidden]);
  const rope = ropeInputs(g, model);
  const weight = weightReader(g, model, layerWeights(spec), inline);
  const query = project(g, model, weight, rope, rowNorm(g, model, weight, x, 'attentionNorm'), 'query');
  g.output(query, 'queries', numbers.type, ['R', spec.heads * spec.headDim]);
  return g.encode();
}

/** The last row of a table: (1, width). */
export function lastRow(g: GraphBuilder, rows: Value): Value {
  return g.op('Slice', [rows, g.ints(-1), g.ints(2 ** 31 - 1), g.ints(0)]);
}

/** Rows between layers as attention or MLP read them: normed where the model norms before, in the type of its matrices. */
function rowNorm(
  g: GraphBuilder,
  model: GraphModel,
  weight: WeightReader,
  x: Value,
  role: 'attentionNorm' | 'mlpNorm',
): Value {
  const { spec, numbers } = model;
  const rows = rowType(model);
  if (spec.norm.place === 'post') return cast(g, x, rows, numbers.type);
  return cast(g, normRows(g, model, weight, x, role), rows, numbers.type);
}

/** What attention or MLP gave as it is added to the rows: normed where the model norms after, and scaled. */
function added(
  g: GraphBuilder,
  model: GraphModel,
  weight: WeightReader,
  result: Value,
  role: 'attentionPostNorm' | 'mlpPostNorm',
): Value {
  const { spec, numbers } = model;
  const rows = cast(g, result, numbers.type, rowType(model));
  const normed = spec.norm.place === 'pre' ? rows : normRows(g, model, weight, rows, role);
  return scaled(g, rowType(model), normed, spec.residualMultiplier);
}

/** Norm of rows between layers, in their type; gain and bias are stored in the type of the matrices. */
export function normRows(g: GraphBuilder, model: GraphModel, weight: WeightReader, x: Value, role: string): Value {
  const { spec, numbers } = model;
  const rows = rowType(model);
  const widened = (value: Value | null) => value && cast(g, value, numbers.type, rows);
  return norm(g, rows, x, spec.norm, spec.hidden, widened(weight.maybe(role)), widened(weight.maybe(`${role}Bias`)));
}
