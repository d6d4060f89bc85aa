// Normalisation of rows: RMS or Layer norm, with or without gain and bias. Knows no weights by name.

import { floatBytes, type FloatType } from './float';
import type { GraphBuilder, Value } from './graph';

export interface NormKind {
  readonly kind: 'rms' | 'layer';
  readonly epsilon: number;
}

/** Normalises the last axis, of size `width`. Sums are kept in f32 by the kernels whatever the type. */
export function norm(
  g: GraphBuilder,
  type: FloatType,
  x: Value,
  { kind, epsilon }: NormKind,
  width: number,
  gain: Value | null,
  bias: Value | null,
): Value {
  const scale = gain ?? ones(g, type, width);
  const attributes = { axis: -1, epsilon: { float: epsilon } };
  if (kind === 'layer') return g.op('LayerNormalization', bias ? [x, scale, bias] : [x, scale], attributes);
  const normed = g.op('SimplifiedLayerNormalization', [x, scale], attributes);
  return bias ? g.op('Add', [normed, bias]) : normed;
}

/** The gain of a norm that has none. */
function ones(g: GraphBuilder, type: FloatType, width: number): Value {
  return g.initializer(`ones-${type}-${width}`, type, [width], floatBytes(type, new Float32Array(width).fill(1)));
}

/** Values in another float type; nothing where they have it. */
export function cast(g: GraphBuilder, x: Value, from: FloatType, to: FloatType): Value {
  return from === to ? x : g.op('Cast', [x], { to: to === 'f32' ? 1 : 10 });
}

/** x times a constant; nothing where it is 1. */
export function scaled(g: GraphBuilder, type: FloatType, x: Value, factor: number): Value {
  return factor === 1 ? x : g.op('Mul', [x, g.constant(type, factor)]);
}

/** cap x tanh(x / cap); nothing where there is no cap. */
export function softcapped(g: GraphBuilder, type: FloatType, x: Value, cap: number | null): Value {
  if (cap === null) return x;
  return g.op('Mul', [g.op('Tanh', [g.op('Mul', [x, g.constant(type, 1 / cap)])]), g.constant(type, cap)]);
}
