// The MLP of a layer: gated or not, with any of the activations that models use.

import { unreachable } from '@/lib/errors';
import type { ModelSpec } from '@/lib/model/spec';
import type { GraphBuilder, Value } from './graph';
import type { WeightReader } from './weights';

/** Rows (R, D) to rows (R, D). */
export function addMlp(g: GraphBuilder, { mlp }: ModelSpec, weight: WeightReader, x: Value): Value {
  if (!mlp.gated) return weight.linear(activate(g, mlp.activation, weight.linear(x, 'up')), 'down');
  const gate = activate(g, mlp.activation, weight.linear(x, 'gate')); // (R, F)
  return weight.linear(g.op('Mul', [gate, weight.linear(x, 'up')]), 'down');
}

function activate(g: GraphBuilder, activation: ModelSpec['mlp']['activation'], x: Value): Value {
  switch (activation) {
    case 'silu':
      return g.contrib('QuickGelu', [x], { alpha: { float: 1 } })[0] ?? '';
    case 'gelu':
      return g.contrib('Gelu', [x], {})[0] ?? '';
    case 'gelu-tanh':
      return g.contrib('FastGelu', [x], {})[0] ?? '';
    case 'relu':
      return g.op('Relu', [x]);
    case 'relu2': {
      const positive = g.op('Relu', [x]);
      return g.op('Mul', [positive, positive]);
    }
    default:
      return unreachable(activation);
  }
}
