// Which tensors a checkpoint must hold, and their shapes, to be the model of a config.json. Reads nothing.

import { AppError } from '@/lib/errors';
import { checkpointShape, headWeightName, headWeights, layerWeightName, layerWeights } from './layout';
import type { ModelSpec } from './spec';
import type { Weights } from './weights';

/** All tensors that the model needs, by Hugging Face name; a tied head is the embedding matrix and has no name of its own. */
export function neededTensors(spec: ModelSpec): ReadonlyMap<string, readonly number[]> {
  const shapes = new Map<string, readonly number[]>();
  for (const slot of headWeights(spec)) shapes.set(headWeightName(spec, slot.role), checkpointShape(slot));
  for (let layer = 1; layer <= spec.layers; layer++) {
    for (const slot of layerWeights(spec)) shapes.set(layerWeightName(layer, slot.role), checkpointShape(slot));
  }
  return shapes;
}

/** Checks that the weights are those of this model. Throws AppError `model-invalid` naming the first tensor that is not. */
export function checkShapes(spec: ModelSpec, weights: Weights): void {
  for (const [name, shape] of neededTensors(spec)) {
    const found = weights.shape(name);
    if (found.join() !== shape.join()) {
      throw new AppError(
        'model-invalid',
        `tensor "${name}" has shape [${found.join(', ')}] but config.json asks for [${shape.join(', ')}]; the two files are not of one model`,
      );
    }
  }
}
