// The graphs before the first layer and after the last: token ids to rows, and the last row to logits.

import { headWeights } from '@/lib/model/layout';
import { normRows } from './layer';
import { GraphBuilder } from './graph';
import { cast, scaled, softcapped } from './norm';
import { rowType, type GraphModel } from './numbers';
import { lastRow } from './rows';
import { weightReader, type InlineWeights } from './weights';

/** Weights that `embedGraph` takes. */
export const embedRoles: readonly string[] = ['embedding', 'positions', 'embeddingNorm', 'embeddingNormBias'];

/** Weights that `headGraph` takes. */
export const headRoles: readonly string[] = ['finalNorm', 'finalNormBias', 'head', 'headBias'];

/**
 * Token ids to rows. Inputs: ids (R) int32; position (R) int32, rows of the table of learned positions, where the model has one;
 * weights. Output: x (R, D).
 */
export function embedGraph(model: GraphModel, inline?: InlineWeights): Uint8Array {
  const { spec, numbers } = model;
  const g = new GraphBuilder('embed');
  const weight = weightReader(g, model, headWeights(spec), inline);
  const gather = (role: string, index: string) =>
    cast(
      g,
      g.op('Gather', [weight.value(role), g.input(index, 'i32', ['R'])], { axis: 0 }),
      numbers.type,
      rowType(model),
    );
  let x = scaled(g, rowType(model), gather('embedding', 'ids'), spec.embedding.multiplier);
  if (spec.positions.kind === 'learned') x = g.op('Add', [x, gather('positions', 'position')]);
  if (spec.embedding.normed) x = normRows(g, model, weight, x, 'embeddingNorm');
  g.output(x, 'x', rowType(model), ['R', spec.hidden]);
  return g.encode();
}

/** Logits of the last row. Inputs: x (R, D) and weights. Output: logits (1, V) f32. */
export function headGraph(model: GraphModel, inline?: InlineWeights): Uint8Array {
  const { spec, numbers } = model;
  const g = new GraphBuilder('head');
  const x = lastRow(g, g.input('x', rowType(model), ['R', spec.hidden])); // (1, D)
  const weight = weightReader(g, model, headWeights(spec), inline);
  const normed = spec.norm.final ? normRows(g, model, weight, x, 'finalNorm') : x;
  const product = weight.linear(cast(g, normed, rowType(model), numbers.type), 'head'); // (1, V)
  const logits = scaled(g, 'f32', cast(g, product, numbers.type, 'f32'), spec.head.multiplier);
  g.output(softcapped(g, 'f32', logits, spec.head.softcap), 'logits', 'f32', [1, spec.vocabSize]);
  return g.encode();
}
