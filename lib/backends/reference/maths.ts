// Vector arithmetic of the reference backend: f32 values, sums in f64.

/** Sum of a[aStart + i] b[bStart + i] over `length` values. */
export function dot(a: Float32Array, aStart: number, b: Float32Array, bStart: number, length: number): number {
  let sum = 0;
  for (let i = 0; i < length; i++) sum += (a[aStart + i] ?? 0) * (b[bStart + i] ?? 0);
  return sum;
}

/** weight (out, in) times x (in), plus bias (out) where there is one. (out) */
export function linear(x: Float32Array, weight: Float32Array, bias: Float32Array | null): Float32Array {
  const out = new Float32Array(weight.length / x.length);
  for (let o = 0; o < out.length; o++) out[o] = dot(weight, o * x.length, x, 0, x.length) + (bias?.[o] ?? 0);
  return out;
}

/** x / sqrt(mean(x^2) + epsilon) * gain. (D) */
export function rmsNorm(x: Float32Array, gain: Float32Array, epsilon: number): Float32Array {
  const scale = 1 / Math.sqrt(dot(x, 0, x, 0, x.length) / x.length + epsilon);
  return x.map((value, i) => value * scale * (gain[i] ?? 0));
}

/** Elementwise sum. */
export function add(a: Float32Array, b: Float32Array): Float32Array {
  return a.map((value, i) => value + (b[i] ?? 0));
}

/** silu(gate) * up, elementwise. */
export function swiglu(gate: Float32Array, up: Float32Array): Float32Array {
  return gate.map((value, i) => (value / (1 + Math.exp(-value))) * (up[i] ?? 0));
}

/** Softmax of logits, in place. */
export function softmax(logits: Float64Array): Float64Array {
  const max = logits.reduce((a, b) => Math.max(a, b), -Infinity);
  let sum = 0;
  for (let i = 0; i < logits.length; i++) sum += logits[i] = Math.exp((logits[i] ?? 0) - max);
  for (let i = 0; i < logits.length; i++) logits[i] = (logits[i] ?? 0) / sum;
  return logits;
}
