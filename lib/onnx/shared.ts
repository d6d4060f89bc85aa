// Inputs of a graph that belong to no single layer: rotations of the rows, and which keys each row sees. All by original position, so
// a pruned set of rows needs no renumbering.

import { alibiSlopes } from '@/lib/model/alibi';
import type { ModelSpec } from '@/lib/model/spec';
import { floatBytes, type FloatType } from './float';
import type { GraphBuilder, Value } from './graph';
import { cast } from './norm';
import type { GraphModel } from './numbers';
import { hasWindows } from './variants';

/**
 * How the layers of a loaded model attend, and how their KV cache lies.
 * - `fused`: GroupQueryAttention on WebGPU. It writes keys and values of the rows behind those of its cache (1, G, C, d), in place:
 *   C is the room there is, and n of its rows are filled once it has run.
 * - `plain`: operators that any runtime has, over cached keys (P, G d) joined with those of the rows. What WASM does:
 *   GroupQueryAttention's CPU kernel takes four times as long at 1,024 tokens. On WebGPU for what the fused kernel lacks.
 */
export type AttentionForm = 'fused' | 'plain';

/**
 * What the rows of a layer see.
 * - `causal`: fused; every cached key, and the rows up to themselves.
 * - `biased`: fused; of these, the keys that a bias on the logits lets them see.
 * - `masked`: plain; the keys, in any order, that a bias lets them see.
 */
export type AttentionKind = 'causal' | 'biased' | 'masked';

/** Whether the fused kernel computes this model's attention. */
export function canFuse({ attention, headDim }: ModelSpec): boolean {
  return attention.softcap === null && headDim % 8 === 0;
}

/** Key positions at or above this are inactive: after every row. */
export const INACTIVE = 1e9;

/** Window of layers that see every position, in models where others do not. */
export const NO_WINDOW = 2e9;

/** Added to the logits of keys that a row may not see: large enough to vanish in softmax, small enough for f16. */
const MASKED_LOGIT = -30_000;

/** Inputs of one run, the same for all layers. */
export type RunInputs =
  | { readonly kind: 'causal'; readonly last: Value; readonly total: Value }
  | {
      readonly kind: 'biased';
      readonly last: Value;
      readonly total: Value;
      readonly rowPosition: Value; // (R, 1)
      readonly keyPosition: Value; // (n)
    }
  | {
      readonly kind: 'masked';
      readonly rowPosition: Value; // (R, 1)
      readonly keyPosition: Value; // (n)
      /** Shapes of logits by head (H, R, n) and by key-value head (G, H/G R, n). */
      readonly perHead: Value;
      readonly perGroup: Value;
    };

/** Inputs that layers of one variant share. */
export interface VariantInputs {
  /** Rows (R, dims/2); null where the model rotates nothing. */
  readonly rope: { readonly cos: Value; readonly sin: Value } | null;
  /** (1) f32; null where attention is causal or the model has no windows. */
  readonly window: Value | null;
  /** Added to attention logits, (R, n) or (H, R, n); null where attention is causal. */
  readonly bias: Value | null;
}

/**
 * Declares the inputs of a run: `last` (1) = n - 1 and `total` (1) = n, int32, for fused attention; `rowPosition` (R, 1) and
 * `keyPosition` (n), f32, where it is not causal. To be called once a graph.
 */
export function runInputs(g: GraphBuilder, { heads, kvHeads }: ModelSpec, kind: AttentionKind): RunInputs {
  const fused = () => ({ last: g.input('last', 'i32', [1]), total: g.input('total', 'i32', [1]) });
  if (kind === 'causal') return { kind, ...fused() };
  const rowPosition = g.input('rowPosition', 'f32', ['R', 1]);
  const keyPosition = g.input('keyPosition', 'f32', ['n']);
  if (kind === 'biased') return { kind, ...fused(), rowPosition, keyPosition };
  const rows = g.op('Shape', [rowPosition], { start: 0, end: 1 });
  const columns = g.op('Shape', [keyPosition]);
  return {
    kind,
    rowPosition,
    keyPosition,
    perHead: g.op('Concat', [g.ints(heads), rows, columns], { axis: 0 }),
    perGroup: g.op('Concat', [g.ints(kvHeads, -1), columns], { axis: 0 }),
  };
}

/**
 * Declares the inputs of a variant: `cos` and `sin` (R, dims/2) where the model rotates, `window` (1) f32 where it has windows and
 * attention is not causal. `suffix` goes behind their names. To be called once for each variant of a graph.
 */
export function variantInputs(g: GraphBuilder, model: GraphModel, run: RunInputs, suffix = ''): VariantInputs {
  const { type } = model.numbers;
  const rope = ropeInputs(g, model, suffix);
  if (run.kind === 'causal') return { rope, window: null, bias: null };
  const window = windowInput(g, model.spec, suffix);
  return { rope, window, bias: attentionBias(g, type, { ...run, window, slopes: headSlopes(g, model.spec) }) };
}

/** Input `window` (1) f32; null where the model has no windows. */
export function windowInput(g: GraphBuilder, spec: ModelSpec, suffix = ''): Value | null {
  return hasWindows(spec) ? g.input(`window${suffix}`, 'f32', [1]) : null;
}

/** Inputs `cos` and `sin` (R, dims/2); null where the model rotates nothing. */
export function ropeInputs(g: GraphBuilder, { spec, numbers }: GraphModel, suffix = ''): VariantInputs['rope'] {
  if (spec.positions.kind !== 'rope') return null;
  const dims = ['R', spec.positions.dims / 2];
  return { cos: g.input(`cos${suffix}`, numbers.type, dims), sin: g.input(`sin${suffix}`, numbers.type, dims) };
}

/** Slopes (H, 1, 1) f32 of a model with linear biases, else null. */
export function headSlopes(g: GraphBuilder, { positions, heads }: ModelSpec): Value | null {
  if (positions.kind !== 'alibi') return null;
  const slopes = Float32Array.from(alibiSlopes(heads), (slope) => slope * positions.factor);
  return g.initializer('slopes', 'f32', [heads, 1, 1], floatBytes('f32', slopes));
}

/**
 * What is added to attention logits: a large negative number where the row may not see the key, else 0 or the linear bias by
 * distance. (R, n), with linear biases (m, R, n) for `slopes` (m, 1, 1).
 */
export function attentionBias(
  g: GraphBuilder,
  type: FloatType,
  by: {
    readonly rowPosition: Value;
    readonly keyPosition: Value;
    readonly window: Value | null;
    readonly slopes: Value | null;
  },
): Value {
  const { rowPosition, keyPosition, window, slopes } = by;
  const causal = g.op('LessOrEqual', [keyPosition, rowPosition]); // (R, n)
  if (!window && !slopes) return g.op('Where', [causal, g.constant(type, 0), g.constant(type, MASKED_LOGIT)]);
  const distance = g.op('Sub', [rowPosition, keyPosition]); // (R, n), exact below 2^24; INACTIVE keys are far below 0
  const visible = window ? g.op('And', [causal, g.op('Less', [distance, window])]) : causal;
  const seen = slopes ? g.op('Neg', [g.op('Mul', [slopes, distance])]) : g.constant('f32', 0);
  return cast(g, g.op('Where', [visible, seen, g.constant('f32', MASKED_LOGIT)]), 'f32', type);
}
