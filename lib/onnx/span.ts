// Several layers of a model in one graph, for decode steps: with one row, starting a session costs as much as a layer's work.

import { GraphBuilder } from './graph';
import { addLayer, outputLayer } from './layer';
import { rowType, type GraphModel } from './numbers';
import { runInputs, variantInputs, type AttentionKind, type VariantInputs } from './shared';
import { variantOf } from './variants';

/** Name of an input or output that belongs to layer `index` of a span, counted from 0. */
export function spanName(index: number, name: string): string {
  return `layer${index}.${name}`;
}

/** Name of an input of one variant (`layerVariants`). */
export function variantName(variant: number, name: string): string {
  return `${name}.${variant}`;
}

/** Consecutive layers of a model as one graph. */
export interface Span {
  readonly firstLayer: number;
  readonly lastLayer: number;
  readonly kind: AttentionKind;
  /** Whether the last layer gives scores. Masked layers do not. */
  readonly scored: boolean;
}

/** Spans with the same key have the same graph: the variants of their layers, in order, and how they attend. */
export function spanKey({ spec }: GraphModel, { firstLayer, lastLayer, kind, scored }: Span): string {
  const layers = Array.from({ length: lastLayer - firstLayer + 1 }, (_, i) => firstLayer + i);
  return `${kind} ${scored} ${layers.map((layer) => variantOf(spec, layer)).join()}`;
}

/**
 * The layers of a span over R rows. Inputs: x (R, D); those of `runInputs`; those of `variantInputs` for each variant, named by
 * `variantName`; pastKey, pastValue and the weights of each layer, named by `spanName`. Outputs: y (R, D); what `outputLayer`
 * gives of each layer, named likewise.
 */
export function spanGraph(model: GraphModel, { firstLayer, lastLayer, kind, scored }: Span): Uint8Array {
  const { spec } = model;
  const g = new GraphBuilder(`layers-${lastLayer - firstLayer + 1}`);
  const run = runInputs(g, spec, kind);
  const variants = new Map<number, VariantInputs>();
  let x = g.input('x', rowType(model), ['R', spec.hidden]);
  for (let layer = firstLayer; layer <= lastLayer; layer++) {
    const variant = variantOf(spec, layer);
    const inputs = variants.get(variant) ?? variantInputs(g, model, run, variantName(variant, ''));
    variants.set(variant, inputs);
    const prefix = spanName(layer - firstLayer, '');
    const values = addLayer(g, model, x, run, inputs, prefix);
    outputLayer(g, model, values, run, inputs, { prefix, scored: scored && layer === lastLayer });
    x = values.y;
  }
  g.output(x, 'y', rowType(model), ['R', spec.hidden]);
  return g.encode();
}
