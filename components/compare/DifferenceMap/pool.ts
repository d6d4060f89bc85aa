// Columns of the difference map brought to pixels. Numbers only.

/**
 * All differences under each pixel, as bits: none hides another. Where a column is wider than a pixel, the one under the pixel's centre.
 * @param codes `DIFFERENCE` by column (n)
 * @param start column (fractional) at the left edge of pixel 0
 * @param step columns a pixel
 * @param out receives the pixels; its length is their number
 */
export function poolDifferences(codes: Uint8Array, start: number, step: number, out: Uint8Array): Uint8Array {
  for (let pixel = 0; pixel < out.length; pixel++) {
    const from = start + pixel * step;
    const first = step <= 1 ? Math.floor(from + step / 2) : Math.ceil(from - 1e-9);
    const last = step <= 1 ? first : Math.ceil(from + step - 1e-9) - 1;
    let bits = 0;
    for (let column = Math.max(0, first); column <= last && column < codes.length; column++) bits |= codes[column] ?? 0;
    out[pixel] = bits;
  }
  return out;
}
