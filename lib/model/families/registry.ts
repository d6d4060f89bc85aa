// Every family that LazyLens reads, by `model_type`.

import { AppError } from '@/lib/errors';
import type { HeadRole, LayerRole } from '../layout';
import type { ModelSpec } from '../spec';
import type { Family, WeightPlace } from './family';
import { llama } from './llama';

const families: readonly Family[] = [llama];

const byModelType = new Map(families.flatMap((family) => family.modelTypes.map((type) => [type, family] as const)));

/** Supported values of `model_type`, in alphabetical order. */
export const modelTypes: readonly string[] = [...byModelType.keys()].sort();

/** The family of a `model_type`; null where it is not supported. */
export function familyOf(modelType: string): Family | null {
  return byModelType.get(modelType) ?? null;
}

/** Place of a layer's weight in the checkpoint; `layer` is counted from 1. */
export function layerWeightPlace(spec: ModelSpec, layer: number, role: LayerRole): WeightPlace {
  return known(spec).layerWeight(spec, layer - 1, role);
}

/** Place of a weight outside the layers. */
export function headWeightPlace(spec: ModelSpec, role: HeadRole): WeightPlace {
  return known(spec).headWeight(spec, role);
}

function known({ family }: ModelSpec): Family {
  const found = familyOf(family);
  if (!found) throw new AppError('model-invalid', `model_type "${family}" is not supported`);
  return found;
}
