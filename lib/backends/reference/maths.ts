// Vector arithmetic of the reference backend: f32 values, sums in f64.

import { unreachable } from '@/lib/errors';
import type { ModelSpec } from '@/lib/model/spec';
import type { Linear, Norm } from './model';

/** Sum of a[aStart + i] b[bStart + i] over `length` values. */
export function dot(a: Float32Array, aStart: number, b: Float32Array, bStart: number, length: number): number {
  let sum = 0;
  for (let i = 0; i < length; i++) sum += (a[aStart + i] ?? 0) * (b[bStart + i] ?? 0);
  return sum;
}

/** weight (out, in) times x (in), plus bias (out) where there is one. (out) */
export function linear(x: Float32Array, { weight, bias }: Linear): Float32Array {
  const out = new Float32Array(weight.length / x.length);
  for (let o = 0; o < out.length; o++) out[o] = dot(weight, o * x.length, x, 0, x.length) + (bias?.[o] ?? 0);
  return out;
}

/** x over its root mean square, or standardised (`layer`); then times gain, plus bias, where there are. (D) */
export function normalize(kind: 'rms' | 'layer', x: Float32Array, { gain, bias }: Norm, epsilon: number): Float32Array {
  const mean = kind === 'layer' ? x.reduce((sum, value) => sum + value, 0) / x.length : 0;
  const variance = x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / x.length;
  const scale = 1 / Math.sqrt(variance + epsilon);
  return x.map((value, i) => (value - mean) * scale * (gain?.[i] ?? 1) + (bias?.[i] ?? 0));
}

/** a + factor x b, elementwise. */
export function add(a: Float32Array, b: Float32Array, factor = 1): Float32Array {
  return a.map((value, i) => value + factor * (b[i] ?? 0));
}

/** The activation of one value. */
export function activate(kind: ModelSpec['mlp']['activation'], x: number): number {
  switch (kind) {
    case 'silu':
      return x / (1 + Math.exp(-x));
    case 'gelu':
      return 0.5 * x * (1 + erf(x / Math.SQRT2));
    case 'gelu-tanh':
      return 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)));
    case 'relu':
      return Math.max(0, x);
    case 'relu2':
      return Math.max(0, x) ** 2;
    default:
      return unreachable(kind);
  }
}

/** The error function to double precision: a series whose terms all have the sign of x, so none cancel. */
export function erf(x: number): number {
  if (Math.abs(x) > 6) return Math.sign(x);
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) sum += term *= (2 * x * x) / (2 * n + 1);
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

/** x within -cap..cap, bent by tanh; x itself where there is no cap. */
export function softcap(x: number, cap: number | null): number {
  return cap === null ? x : cap * Math.tanh(x / cap);
}

/** Softmax of logits, in place. -Infinity gives 0. */
export function softmax(logits: Float64Array): Float64Array {
  const max = logits.reduce((a, b) => Math.max(a, b), -Infinity);
  let sum = 0;
  for (let i = 0; i < logits.length; i++) sum += logits[i] = Math.exp((logits[i] ?? 0) - max);
  for (let i = 0; i < logits.length; i++) logits[i] = (logits[i] ?? 0) / sum;
  return logits;
}
