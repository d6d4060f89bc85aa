// Attention with linear biases: the slope of each head. Pure.

/**
 * Slopes by query head (H): the logit of a key at distance k falls by slope x k. For head counts that are no power of two the
 * slopes of the next power fill the rest. Source: transformers/models/bloom/modeling_bloom.py, build_alibi_tensor.
 */
export function alibiSlopes(heads: number): number[] {
  const whole = 2 ** Math.floor(Math.log2(heads));
  const powers = (count: number) => {
    const base = 2 ** -(2 ** -(Math.log2(count) - 3));
    return Array.from({ length: count }, (_, i) => base ** (i + 1));
  };
  const between = powers(2 * whole).filter((_, i) => i % 2 === 0);
  return [...powers(whole), ...between.slice(0, heads - whole)];
}
