// One transformer layer of any family as nodes of a graph, put together from the parts that ModelSpec names. Knows no runtime and no
// weights' values.
//
// A run of the model is `embed`, one run of a layer graph per layer, `head`.

import { layerWeights, type LayerRole } from '@/lib/model/layout';
import { fusedAttention, maskedAttention, project, type KeysValues } from './attention';
import { GraphBuilder, type Value } from './graph';
import { addMlp } from './mlp';
import { cast, norm, scaled } from './norm';
import { rowType, type GraphModel } from './numbers';
import { addScores, cachedKeys, lastRowBias } from './scores';
import { ropeInputs, runInputs, variantInputs, type AttentionKind, type RunInputs, type VariantInputs } from './shared';
import { lastRow } from './rows';
import { weightReader, type InlineWeights, type WeightReader } from './weights';

/** What one layer gives; the names of values in its graph. Keys and queries are after norm and RoPE. */
export interface LayerValues {
  readonly y: Value; // (R, D), of type `rowType`
  readonly query: Value; // (R, H d)
  /** Fused: the whole cache (1, G, C, d), written in place. Masked: those of the rows (R, G d). */
  readonly keysValues: KeysValues;
}

/**
 * One layer over R rows.
 * Inputs: x (R, D); those of `runInputs` and `variantInputs`; pastKey and pastValue, the cache before. Weights follow, as inputs
 * unless given inline.
 * Outputs: y (R, D) and those of `outputLayer`.
 */
export function layerGraph(
  model: GraphModel,
  kind: AttentionKind,
  { scored = false, inline }: { readonly scored?: boolean; readonly inline?: InlineWeights } = {},
): Uint8Array {
  const g = new GraphBuilder(`layer-${kind}`);
  const x = g.input('x', rowType(model), ['R', model.spec.hidden]);
  const run = runInputs(g, model.spec, kind);
  const variant = variantInputs(g, model, run);
  const layer = addLayer(g, model, x, run, variant, '', inline);
  g.output(layer.y, 'y', rowType(model), ['R', model.spec.hidden]);
  outputLayer(g, model, layer, run, variant, { prefix: '', scored });
  return g.encode();
}

/**
 * Adds one layer over the rows `x` (R, D). Inputs of its own, weights (unless inline), pastKey and pastValue, are declared under
 * their names with `prefix` before them, so that a graph can hold several layers.
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

  const dims = run.kind === 'masked' ? ['P', spec.kvHeads * spec.headDim] : [1, spec.kvHeads, 'C', spec.headDim];
  const pastKey = g.input(`${prefix}pastKey`, numbers.type, dims);
  const pastValue = g.input(`${prefix}pastValue`, numbers.type, dims);
  let attended: Value; // (R, H d)
  let keysValues: KeysValues = { key, value };
  if (run.kind === 'masked') {
    const keys = g.op('Concat', [pastKey, key], { axis: 0 }); // (n, G d)
    const values = g.op('Concat', [pastValue, value], { axis: 0 });
    attended = maskedAttention(g, model, query, keys, values, run, bias ?? '');
  } else {
    const past = { key: pastKey, value: pastValue };
    ({ attended, cache: keysValues } = fusedAttention(g, model, { query, key, value }, past, run, bias));
  }
  const attention = added(g, model, weight, weight.linear(attended, 'output'), 'attentionPostNorm'); // (R, D)
  const residual = g.op('Add', [x, attention]);
  const mlpInput =
    spec.parallel === 'shared'
      ? normed
      : rowNorm(g, model, weight, spec.parallel === 'separate' ? x : residual, 'mlpNorm');
  const mlp = added(g, model, weight, addMlp(g, spec, weight, mlpInput), 'mlpPostNorm'); // (R, D)
  return { y: g.op('Add', [residual, mlp]), query, keysValues };
}

/**
 * Marks what a layer gives besides its rows as outputs of the graph, their names after `prefix`.
 * Fused: presentKey and presentValue (1, G, C, d), to be bound to the buffers of pastKey and pastValue; if scored, scores (n) f32.
 * Masked: newKey and newValue (R, G d) of the rows; lastQuery (1, H d), from which `scoreGraph` makes scores.
 */
export function outputLayer(
  g: GraphBuilder,
  model: GraphModel,
  { query, keysValues: { key, value } }: LayerValues,
  run: RunInputs,
  variant: VariantInputs,
  { prefix, scored }: { readonly prefix: string; readonly scored: boolean },
): void {
  const { spec, numbers } = model;
  const { heads, kvHeads, headDim } = spec;
  if (run.kind === 'masked') {
    g.output(key, `${prefix}newKey`, numbers.type, ['R', kvHeads * headDim]);
    g.output(value, `${prefix}newValue`, numbers.type, ['R', kvHeads * headDim]);
    g.output(lastRow(g, query), `${prefix}lastQuery`, numbers.type, [1, heads * headDim]);
    return;
  }
  g.output(key, `${prefix}presentKey`, numbers.type, [1, kvHeads, 'C', headDim]);
  g.output(value, `${prefix}presentValue`, numbers.type, [1, kvHeads, 'C', headDim]);
  if (!scored) return;
  const keys = cachedKeys(g, model, key, run.total);
  const bias = run.kind === 'biased' ? lastRowBias(g, spec, run, variant.window) : null;
  g.output(addScores(g, model, lastRow(g, query), keys, bias), `${prefix}scores`, 'f32', ['n']);
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
