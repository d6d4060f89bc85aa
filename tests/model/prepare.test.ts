import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeF32, encodeF16 } from '@/lib/model/dtypes';
import type { RowRuns, WeightPlace } from '@/lib/model/families/family';
import { gatherWeight, preparedParts, prepareWeight, type WeightRequest } from '@/lib/model/prepare';
import { bytesOf, openSafetensors } from '@/lib/model/safetensors';
import type { Weights } from '@/lib/model/weights';
import { writeSafetensors } from '@/lib/model/write-safetensors';

type StoredDtype = 'F32' | 'F16' | 'BF16';

/** Values that every format holds exactly. */
const exact = (count: number) => Float32Array.from({ length: count }, (_, i) => ((i * 37) % 201) - 100);

function stored(dtype: StoredDtype, values: Float32Array): Uint8Array {
  if (dtype === 'F32') return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  if (dtype === 'F16') return new Uint8Array(encodeF16(values).buffer);
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  return new Uint8Array(Uint16Array.from(bits, (word) => word >>> 16).buffer);
}

async function checkpoint(dtype: StoredDtype, shape: number[], values: Float32Array): Promise<Weights> {
  return openSafetensors(bytesOf(writeSafetensors([{ name: 'w', dtype, shape, bytes: stored(dtype, values) }])));
}

const request = (dims: number[], more: Partial<WeightRequest>): WeightRequest => ({
  slot: { kind: dims.length === 1 ? 'vector' : 'linear', dims },
  place: { tensor: 'w' },
  format: 'f32',
  layout: 'out-in',
  floatType: 'f32',
  ...more,
});

const floats = async (weights: Weights, wanted: WeightRequest) =>
  decodeF32(wanted.format === 'f16' ? 'F16' : 'F32', (await gatherWeight(weights, wanted)).values);

describe('prepareWeight, floats', () => {
  const runs = fc.record({
    start: fc.integer({ min: 0, max: 3 }),
    length: fc.integer({ min: 1, max: 5 }),
    count: fc.integer({ min: 1, max: 6 }),
    gap: fc.integer({ min: 0, max: 4 }),
  });

  it('gives any selection of any checkpoint in either layout, value by value', async () => {
    await fc.assert(
      fc.asyncProperty(
        runs,
        fc.integer({ min: 1, max: 40 }),
        fc.constantFrom<StoredDtype>('F32', 'F16', 'BF16'),
        fc.constantFrom('f16', 'f32'),
        fc.constantFrom('out-in', 'in-out'),
        fc.boolean(),
        async ({ start, length, count, gap }, inputs, dtype, format, layout, transposed) => {
          const rows: RowRuns = { start, length, stride: length + gap, count };
          const outs = start + count * (length + gap);
          const values = exact(outs * inputs);
          const place: WeightPlace = { tensor: 'w', rows, ...(transposed ? { transposed } : {}) };
          const weights = await checkpoint(dtype, transposed ? [inputs, outs] : [outs, inputs], values);
          const out = length * count;
          const made = await floats(weights, request([out, inputs], { place, format, layout }));
          expect(made).toHaveLength(out * inputs);
          for (let o = 0; o < out; o++) {
            const source = start + Math.floor(o / length) * (length + gap) + (o % length);
            for (let i = 0; i < inputs; i++) {
              const expected = values[transposed ? i * outs + source : source * inputs + i];
              expect(made[layout === 'out-in' ? o * inputs + i : i * out + o]).toBe(expected);
            }
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('gives large matrices in chunks of a few MiB that follow on each other at multiples of 4 bytes', async () => {
    const [out, inputs] = [1031, 5003];
    const weights = await checkpoint('F16', [out, inputs], exact(out * inputs));
    for (const layout of ['out-in', 'in-out'] as const) {
      const wanted = request([out, inputs], { format: 'f16', layout, floatType: 'f16' });
      const parts = preparedParts(wanted);
      let end = 0;
      let chunks = 0;
      for await (const { part, byteOffset, bytes } of prepareWeight(weights, wanted)) {
        expect(part).toBe('values');
        expect(byteOffset).toBe(end);
        expect(byteOffset % 4).toBe(0);
        expect(bytes.length).toBeLessThanOrEqual(2 ** 23);
        end += bytes.length;
        chunks++;
      }
      expect(chunks).toBeGreaterThan(1);
      expect(end).toBe(parts.values.byteLength);
    }
  });

  it('adds a place’s constant to a vector and gives it in the float type of the graph', async () => {
    const weights = await checkpoint('BF16', [6], Float32Array.of(0, 1, 2, 3, 4, 5));
    const place: WeightPlace = { tensor: 'w', rows: { start: 1, length: 1, stride: 2, count: 3 }, plus: 1 };
    const { values, scales } = await gatherWeight(weights, request([3], { place, format: 'q4', floatType: 'f16' }));
    expect([...decodeF32('F16', values)]).toEqual([2, 4, 6]);
    expect(scales).toBeNull();
  });

  it.each([
    ['NaN', NaN, 'F32', 'f32', 'out-in', 'holds NaN at [2, 3]'],
    ['NaN', NaN, 'F16', 'f16', 'in-out', 'holds NaN at [2, 3]'],
    ['infinity', -Infinity, 'BF16', 'f16', 'in-out', 'holds -Infinity at [2, 3]'],
    [
      'a value beyond f16',
      70_000,
      'F32',
      'f16',
      'out-in',
      'beyond the largest 16-bit float, 65504; load the model in f32',
    ],
    ['a value beyond f16', 2 ** 17, 'BF16', 'f16', 'out-in', 'holds 131072 at [2, 3]'],
  ] as const)(
    'refuses %s (%d) in %s as %s %s, naming file, tensor and place',
    async (_, value, dtype, format, layout, message) => {
      const values = exact(8 * 5);
      values[2 * 5 + 3] = value;
      const weights = await checkpoint(dtype, [8, 5], values);
      const made = gatherWeight(weights, request([8, 5], { format, layout }));
      await expect(made).rejects.toMatchObject({ code: 'model-invalid' });
      await expect(made).rejects.toThrow(message);
      await expect(made).rejects.toThrow('model.safetensors: tensor "w"');
    },
  );

  it('stops between chunks when the signal is aborted', async () => {
    const weights = await checkpoint('F16', [2048, 2048], exact(2048 * 2048));
    const controller = new AbortController();
    const chunks = prepareWeight(weights, request([2048, 2048], { format: 'f16' }), controller.signal);
    await chunks.next();
    controller.abort();
    await expect(chunks.next()).rejects.toMatchObject({ name: 'AbortError' });
  });
});
