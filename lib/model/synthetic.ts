// Random weights in the shape of any model, for timing: the cost of a run does not depend on their values. Reads nothing.

import { AppError, throwIfAborted } from '@/lib/errors';
import { syntheticConfigs } from './catalog';
import { parseConfig } from './config';
import { neededTensors } from './shapes';
import type { OpenedModel } from './source';
import type { ModelSpec } from './spec';
import type { Weights } from './weights';

/** Opens random weights in the shape of a catalog entry, e.g. `SmolLM2-135M`. Throws AppError `model-invalid` for others. */
export function openSynthetic(shape: string): OpenedModel {
  const config = Object.hasOwn(syntheticConfigs, shape) ? syntheticConfigs[shape] : undefined;
  if (!config) {
    const known = Object.keys(syntheticConfigs).join(', ');
    throw new AppError('model-invalid', `no synthetic model has the shape "${shape}"; known: ${known}`);
  }
  const spec = parseConfig(config);
  return { id: `synthetic:${shape}`, spec, weights: syntheticWeights(spec), sha256: null };
}

/** Random values shared by all tensors; a prime length, so that no tensor's rows repeat in step with it. */
const POOL_SIZE = 1_000_003;

/**
 * Random weights of a model: matrices uniform with standard deviation 1 / sqrt(fan-in), norms near 1, biases small. The same
 * spec gives the same values. All come from one buffer read at rotating offsets, so that 1B parameters cost little to make.
 */
export function syntheticWeights(spec: ModelSpec): Weights {
  const shapes = neededTensors(spec);
  const names = [...shapes.keys()];
  const shapeOf = (name: string): readonly number[] => {
    const shape = shapes.get(name);
    if (!shape) throw new AppError('model-invalid', `tensor "${name}" is missing from the synthetic model`);
    return shape;
  };
  let pool: Float32Array | null = null;
  return {
    names,
    shape: shapeOf,
    async read(name, signal) {
      throwIfAborted(signal);
      const shape = shapeOf(name);
      pool ??= randomPool();
      const offset = (names.indexOf(name) * 611_953) % POOL_SIZE;
      const values = repeated(
        pool,
        offset,
        shape.reduce((a, b) => a * b, 1),
      );
      const fanIn = shape.length > 1 ? (shape.at(-1) ?? 1) : 1;
      if (name.endsWith('norm.weight')) return values.map((value) => 1 + 0.1 * value);
      if (name.endsWith('.bias')) return values.map((value) => 0.02 * value);
      const scale = name === 'model.embed_tokens.weight' ? 0.02 : 1 / Math.sqrt(fanIn);
      for (let i = 0; i < values.length; i++) values[i] = (values[i] as number) * scale;
      return values;
    },
  };
}

/** `length` values of the pool from `offset` on, around its end as often as needed. */
function repeated(pool: Float32Array, offset: number, length: number): Float32Array {
  const values = new Float32Array(length);
  let from = offset;
  for (let done = 0; done < length; from = 0) {
    const part = pool.subarray(from, from + length - done);
    values.set(part, done);
    done += part.length;
  }
  return values;
}

/** Uniform values of mean 0 and variance 1, from a xorshift generator. */
function randomPool(): Float32Array {
  const pool = new Float32Array(POOL_SIZE);
  let state = 0x9e3779b9;
  for (let i = 0; i < POOL_SIZE; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    pool[i] = (state / 2 ** 31) * Math.sqrt(3);
  }
  return pool;
}
