// The tensors a checkpoint must hold, and their shapes, to be the model of a config.json. Reads nothing.

import { AppError } from '@/lib/errors';
import type { WeightPlace } from './families/family';
import { headWeightPlace, layerWeightPlace } from './families/registry';
import { headWeights, layerWeights, type WeightSlot } from './layout';
import type { ModelSpec } from './spec';
import type { Weights } from './weights';

/** All tensors that the model needs, by Hugging Face name; a tied head is the embedding matrix and has no name of its own. */
export function neededTensors(spec: ModelSpec): ReadonlyMap<string, readonly number[]> {
  const shapes = new Map<string, readonly number[]>();
  const need = (slot: WeightSlot, place: WeightPlace) => shapes.set(place.tensor, tensorShape(slot, place));
  for (const slot of headWeights(spec)) need(slot, headWeightPlace(spec, slot.role));
  for (let layer = 1; layer <= spec.layers; layer++) {
    for (const slot of layerWeights(spec)) need(slot, layerWeightPlace(spec, layer, slot.role));
  }
  return shapes;
}

/** Shape of the tensor that holds a weight. */
export function tensorShape({ dims }: WeightSlot, { shape, transposed }: WeightPlace): readonly number[] {
  return shape ?? (transposed ? [...dims].reverse() : dims);
}

/** Checks that the weights are those of this model. Throws AppError `model-invalid` naming the first tensor that is not. */
export function checkShapes(spec: ModelSpec, weights: Weights): void {
  for (const [name, shape] of neededTensors(spec)) {
    const found = weights.shape(name);
    if (found.join() !== shape.join()) {
      throw new AppError(
        'model-invalid',
        `${weights.file(name)}: tensor "${name}" has shape [${found.join(', ')}] but config.json asks for [${shape.join(', ')}]; the two files are not of one model`,
      );
    }
  }
}
