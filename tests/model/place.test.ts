// Weights out of the tensors that hold them: rows of fused ones, transposed ones, gains stored less 1, names without a prefix.

import { describe, expect, it } from 'vitest';
import type { WeightPlace } from '@/lib/model/families/family';
import { layerWeightPlace } from '@/lib/model/families/registry';
import { headWeights, layerWeights, type LayerRole, type WeightSlot } from '@/lib/model/layout';
import { readWeight, withModelNames } from '@/lib/model/place';
import { checkShapes, neededTensors } from '@/lib/model/shapes';
import type { Weights } from '@/lib/model/weights';
import { readGolden } from '../fixtures/goldens';

/** One tensor that counts its values. */
function counting(...shape: number[]): Weights {
  const values = Float32Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => i);
  return {
    names: ['t'],
    shape: () => shape,
    dtype: () => 'F32',
    file: () => 'model.safetensors',
    read: async () => values,
    readRows: async () => ({ dtype: 'F32', bytes: new Uint8Array(values.buffer), scales: null }),
  };
}

const matrix = (...dims: number[]): WeightSlot => ({ role: 'query', kind: 'linear', dims });
const vector = (size: number): WeightSlot => ({ role: 'queryBias', kind: 'vector', dims: [size] });
const read = async (weights: Weights, place: Omit<WeightPlace, 'tensor'>, slot: WeightSlot) =>
  Array.from(await readWeight(weights, { tensor: 't', ...place }, slot));

describe('readWeight', () => {
  it('takes a tensor as it is where it holds the weight and nothing else', async () => {
    expect(await read(counting(2, 2), {}, matrix(2, 2))).toEqual([0, 1, 2, 3]);
  });

  it('takes runs of rows of a fused matrix, and of its bias', async () => {
    const rows = { start: 1, length: 2, stride: 3, count: 2 };
    expect(await read(counting(6, 2), { rows, shape: [6, 2] }, matrix(4, 2))).toEqual([2, 3, 4, 5, 8, 9, 10, 11]);
    expect(await read(counting(6), { rows, shape: [6] }, vector(4))).toEqual([1, 2, 4, 5]);
  });

  it('turns a transposed matrix, and takes runs of its columns', async () => {
    expect(await read(counting(3, 2), { transposed: true }, matrix(2, 3))).toEqual([0, 2, 4, 1, 3, 5]);
    const rows = { start: 2, length: 2, stride: 2, count: 1 };
    const place = { rows, transposed: true, shape: [2, 4] };
    expect(await read(counting(2, 4), place, matrix(2, 2))).toEqual([2, 6, 3, 7]);
  });

  it('adds what a checkpoint leaves out of a gain', async () => {
    expect(await read(counting(3), { plus: 1 }, vector(3))).toEqual([1, 2, 3]);
  });

  it('names a tensor of another shape', async () => {
    await expect(read(counting(3, 2), {}, matrix(2, 3))).rejects.toMatchObject({
      code: 'model-invalid',
      message: 'tensor t has shape (3, 2), but config.json asks for (2, 3)',
    });
  });

  it.each(['bloom', 'gpt_neox', 'falcon', 'phi3', 'gpt2'])(
    'uses every row of the fused tensors of %s exactly once',
    async (family) => {
      const { spec } = await readGolden(family);
      const taken = new Map<string, number[]>();
      const needed = neededTensors(spec);
      for (const { role, dims } of layerWeights(spec)) {
        const { tensor, rows } = layerWeightPlace(spec, 1, role);
        if (!rows) continue;
        const { start, length, stride, count } = rows;
        expect(length * count).toBe(dims[0]);
        const list = taken.get(tensor) ?? [];
        for (let run = 0; run < count; run++) for (let i = 0; i < length; i++) list.push(start + run * stride + i);
        taken.set(tensor, list);
      }
      expect(taken.size).toBeGreaterThan(0);
      for (const [tensor, rows] of taken) {
        const shape = needed.get(tensor) ?? [];
        const outputs = family === 'gpt2' ? shape.at(-1) : shape[0];
        expect(rows.sort((a, b) => a - b)).toEqual(Array.from({ length: outputs ?? 0 }, (_, row) => row));
      }
    },
  );
});

describe('withModelNames', () => {
  const bare = (name: string) => name.slice(name.indexOf('.') + 1);

  it.each(['gpt2', 'bloom', 'opt', 'llama'])(
    'finds the weights of a bare %s, saved without its head',
    async (family) => {
      const { spec, weights } = await readGolden(family);
      const whole = new Map(weights.names.map((name) => [name.startsWith('lm_head') ? name : bare(name), name]));
      const inWhole = (name: string) => whole.get(name) ?? `no ${name}`;
      const stripped: Weights = {
        ...weights,
        names: [...whole.keys()],
        shape: (name) => weights.shape(inWhole(name)),
        read: (name) => weights.read(inWhole(name)),
      };
      expect(() => checkShapes(spec, stripped)).toThrow('is missing');
      const named = withModelNames(spec, stripped);
      checkShapes(spec, named);
      expect([...named.names].sort()).toEqual([...weights.names].sort());
      const [embedding] = headWeights(spec);
      const tensor = [...neededTensors(spec).keys()][0] ?? '';
      expect((await named.read(tensor)).length).toBe(embedding?.dims.reduce((a, b) => a * b));
    },
  );

  it('leaves weights that have their whole names as they are', async () => {
    const { spec, weights } = await readGolden('gpt2');
    expect(withModelNames(spec, weights)).toBe(weights);
  });

  it('knows a role of every family by one name', async () => {
    const { spec } = await readGolden('nemotron');
    const place = (role: LayerRole) => layerWeightPlace(spec, 4, role);
    expect(place('mlpNorm')).toEqual({ tensor: 'model.layers.3.post_attention_layernorm.weight', plus: 1 });
    expect(place('mlpNormBias')).toEqual({ tensor: 'model.layers.3.post_attention_layernorm.bias' });
  });
});
