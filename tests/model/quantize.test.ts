import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeF32, encodeF16 } from '@/lib/model/dtypes';
import { BLOCK_SIZE, dequantizeBlocks, quantizeBlocks } from '@/lib/model/quantize';
import { bytesOf, openSafetensors } from '@/lib/model/safetensors';
import { writeSafetensors } from '@/lib/model/write-safetensors';

const decodeHalf = (bits: Uint16Array) => decodeF32('F16', new Uint8Array(bits.buffer));

describe('f16', () => {
  it('gives every bit pattern back', () => {
    const all = Uint16Array.from({ length: 65_536 }, (_, bits) => bits).filter((bits) => (bits & 0x7fff) <= 0x7c00);
    expect(encodeF16(decodeHalf(all))).toEqual(all);
  });

  it('rounds to the nearest value, ties to even, beyond the range to infinity', () => {
    const rounded = (value: number) => decodeHalf(encodeF16([value]))[0];
    expect(rounded(1 + 2 ** -11)).toBe(1);
    expect(rounded(1 + 3 * 2 ** -11)).toBe(1 + 2 ** -9);
    expect(rounded(65_519)).toBe(65_504);
    expect(rounded(65_520)).toBe(Infinity);
    expect(rounded(2 ** -25)).toBe(0);
    expect(rounded(1.01 * 2 ** -25)).toBe(2 ** -24);
    expect(rounded(-1e-9)).toBe(-0);
    expect(rounded(NaN)).toBeNaN();
    fc.assert(
      fc.property(fc.double({ min: 2 ** -14, max: 65_000, noNaN: true }), (value) => {
        expect(Math.abs((rounded(value) ?? 0) - value)).toBeLessThanOrEqual(value * 2 ** -11 * 1.0001);
      }),
    );
  });
});

describe('8-bit blocks', () => {
  const block = fc.array(fc.float({ min: -4, max: 4, noNaN: true }), { minLength: BLOCK_SIZE, maxLength: BLOCK_SIZE });

  it('gives each value back within two thirds of a step of its block, and zero as zero', () => {
    fc.assert(
      fc.property(fc.array(block, { minLength: 1, maxLength: 4 }), (rows) => {
        const weights = Float32Array.from(rows.flat());
        const { values, scales } = quantizeBlocks(weights);
        const back = dequantizeBlocks(values, decodeHalf(scales), BLOCK_SIZE);
        rows.forEach((row, b) => {
          const max = Math.max(...row.map(Math.abs));
          // Below, the scale itself is coarse: f16's smallest value is 6e-8.
          if (max < 0.01) return;
          row.forEach((weight, i) => {
            const error = Math.abs((back[b * BLOCK_SIZE + i] ?? NaN) - weight);
            if (Math.abs(weight) < 0.97 * max) expect(error).toBeLessThanOrEqual((max / 127) * 0.67);
            else expect(error).toBeLessThanOrEqual((max / 127) * 3);
          });
        });
        expect([...back].filter((_, i) => weights[i] === 0).every((value) => value === 0)).toBe(true);
      }),
    );
  });

  it('loses under 0.6% of the root mean square of normally distributed weights', () => {
    let seed = 1;
    const uniform = () => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
    const weights = Float32Array.from(
      { length: 32_768 },
      () => 0.05 * Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()),
    );
    const { values, scales } = quantizeBlocks(weights);
    const back = dequantizeBlocks(values, decodeHalf(scales), BLOCK_SIZE);
    const square = (sum: number, value: number) => sum + value * value;
    const error = weights.map((weight, i) => weight - (back[i] ?? NaN)).reduce(square, 0);
    expect(Math.sqrt(error / weights.reduce(square, 0))).toBeLessThan(0.006);
  });

  it('are dequantized as a safetensors file is read, their scales no tensors of their own', async () => {
    const weights = Float32Array.from({ length: 128 }, (_, i) => Math.sin(i) / 8);
    const { values, scales } = quantizeBlocks(weights);
    const file = writeSafetensors([
      { name: 'norm', dtype: 'F16', shape: [3], bytes: new Uint8Array(encodeF16([1, 2, 0.5]).buffer) },
      { name: 'w', dtype: 'I8', shape: [2, 64], bytes: new Uint8Array(values.buffer) },
      { name: 'w.scale', dtype: 'F16', shape: [2, 2], bytes: new Uint8Array(scales.buffer) },
    ]);
    const opened = await openSafetensors(bytesOf(file));
    expect(opened.names).toEqual(['norm', 'w']);
    expect(opened.shape('w')).toEqual([2, 64]);
    expect([...(await opened.read('norm'))]).toEqual([1, 2, 0.5]);
    const read = await opened.read('w');
    read.forEach((value, i) => expect(Math.abs(value - (weights[i] ?? NaN))).toBeLessThan(0.002));
  });
});
