// Every family that LazyLens reads, by `model_type`.

import { AppError } from '@/lib/errors';
import type { HeadRole, LayerRole } from '../layout';
import type { ModelSpec } from '../spec';
import type { Family, WeightPlace } from './family';
import { arcee } from './arcee';
import { bloom } from './bloom';
import { cohere, cohere2 } from './cohere';
import { ernie } from './ernie4_5';
import { exaone4 } from './exaone4';
import { falcon } from './falcon';
import { gemma, gemma2, gemma3 } from './gemma';
import { glm, glm4 } from './glm';
import { gpt2 } from './gpt2';
import { gptj } from './gptj';
import { gptNeo } from './gpt-neo';
import { gptNeox } from './gpt-neox';
import { granite } from './granite';
import { helium } from './helium';
import { hunyuan } from './hunyuan';
import { llama } from './llama';
import { mistral } from './mistral';
import { nemotron } from './nemotron';
import { olmo, olmo2, olmo3 } from './olmo';
import { opt } from './opt';
import { phi } from './phi';
import { phi3 } from './phi3';
import { qwen2, qwen3 } from './qwen';
import { smollm3 } from './smollm3';
import { stablelm } from './stablelm';
import { starcoder2 } from './starcoder2';

const families: readonly Family[] = [
  ...[
    llama,
    mistral,
    qwen2,
    qwen3,
    gemma,
    gemma2,
    gemma3,
    olmo,
    olmo2,
    olmo3,
    smollm3,
    granite,
    helium,
    ernie,
    hunyuan,
  ],
  ...[
    arcee,
    exaone4,
    nemotron,
    starcoder2,
    stablelm,
    phi,
    phi3,
    glm,
    glm4,
    cohere,
    cohere2,
    gpt2,
    gptNeo,
    gptj,
    gptNeox,
    opt,
    bloom,
    falcon,
  ],
];

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
