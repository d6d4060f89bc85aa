// How many weights a model has, told from its config.json alone. Reads nothing.

import { neededTensors } from './shapes';
import type { ModelSpec } from './spec';

/** Weights of the model, as model cards count them: a tied head counts once. */
export function parameterCount(spec: ModelSpec): number {
  let count = 0;
  for (const shape of neededTensors(spec).values()) count += shape.reduce((a, b) => a * b, 1);
  return count;
}
