// From a checkpoint's tensors to the weights that a model takes: rows of fused tensors, transposed ones, gains stored less 1, and
// names without the model's prefix. Knows places, not families, and no files.

import { AppError } from '@/lib/errors';
import type { WeightPlace } from './families/family';
import type { WeightSlot } from './layout';
import { listRuns } from './rows';
import { neededTensors, tensorShape } from './shapes';
import type { ModelSpec } from './spec';
import type { Weights } from './weights';

/**
 * Reads one weight in the dims of its slot: (out, in) for a linear layer. Throws AppError `model-invalid` where the tensor is
 * missing or has another shape than its place says.
 */
export async function readWeight(
  weights: Weights,
  place: WeightPlace,
  slot: WeightSlot,
  signal?: AbortSignal,
): Promise<Float32Array> {
  const shape = tensorShape(slot, place);
  const found = weights.shape(place.tensor);
  if (found.join() !== shape.join()) {
    throw new AppError(
      'model-invalid',
      `tensor ${place.tensor} has shape (${found.join(', ')}), but config.json asks for (${shape.join(', ')})`,
    );
  }
  const tensor = await weights.read(place.tensor, signal);
  const values = placed(tensor, shape, place, slot.dims[0] ?? 0);
  const { plus } = place;
  return plus ? values.map((value) => value + plus) : values;
}

function placed(tensor: Float32Array, shape: readonly number[], place: WeightPlace, out: number): Float32Array {
  const { rows, transposed } = place;
  if (!rows && !transposed) return tensor;
  const outputs = (transposed ? shape.at(-1) : shape[0]) ?? 0;
  const inputs = tensor.length / outputs;
  const values = new Float32Array(out * inputs); // (out, in)
  let row = 0;
  for (const { from, to } of listRuns(rows, out)) {
    for (let output = from; output < to; output++, row++) {
      for (let input = 0; input < inputs; input++) {
        values[row * inputs + input] = tensor[transposed ? input * outputs + output : output * inputs + input] ?? 0;
      }
    }
  }
  return values;
}

/**
 * The same weights under the names of the whole model, where the file has those of the bare transformer inside it: `wte.weight`
 * for `transformer.wte.weight`, as in the Hub's GPT-2, BLOOM and OPT files. Weights that need no renaming come back as they are.
 */
export function withModelNames(spec: ModelSpec, weights: Weights): Weights {
  const present = new Set(weights.names);
  const renamed = new Map<string, string>();
  for (const name of neededTensors(spec).keys()) {
    const bare = name.slice(name.indexOf('.') + 1);
    if (!present.has(name) && present.has(bare)) renamed.set(name, bare);
  }
  if (!renamed.size) return weights;
  const inFile = (name: string) => renamed.get(name) ?? name;
  const modelNames = new Map([...renamed].map(([name, bare]) => [bare, name]));
  return {
    names: weights.names.map((name) => modelNames.get(name) ?? name),
    shape: (name) => weights.shape(inFile(name)),
    dtype: (name) => weights.dtype(inFile(name)),
    file: (name) => weights.file(inFile(name)),
    read: (name, signal) => weights.read(inFile(name), signal),
    readRows: (name, from, to, signal) => weights.readRows(inFile(name), from, to, signal),
  };
}
