// Reads a checkpoint's config.json, in today's and in the Hub's older spelling, into a ModelSpec. Knows no files and no weights.

import { z } from 'zod';
import { type ConfigFields, configFields, eosSchema, invalid, tokenId } from './families/fields';
import { familyOf, modelTypes } from './families/registry';
import type { ModelSpec } from './spec';

const typeSchema = z.looseObject({
  model_type: z.string(),
  /** Models of images or sound hold their language model's config so. */
  text_config: z.looseObject({}).nullish(),
  quantization_config: z.looseObject({ quant_method: z.string() }).nullish(),
});
const experts = z.number().nullish();
const expertsSchema = z.looseObject({
  num_experts: experts,
  num_local_experts: experts,
  n_routed_experts: experts,
  moe_num_experts: experts,
});
const tokensSchema = z.looseObject({ bos_token_id: tokenId.nullish(), eos_token_id: eosSchema });
const generationSchema = z.looseObject({ eos_token_id: eosSchema });

/**
 * Reads config.json; `generationConfig` (generation_config.json), where given, says which tokens end a generation.
 * Throws AppError `model-invalid` naming the field and its value.
 */
export function parseConfig(json: unknown, generationConfig?: unknown): ModelSpec {
  const fields = configFields(json);
  const { model_type: type, quantization_config: quantization, text_config: textPart } = fields.parse(typeSchema);
  const family = familyOf(type);
  if (!family) {
    const reason = textPart
      ? 'reads more than text, which is not supported; choose a text-only model'
      : 'is not supported';
    throw invalid(`model_type "${type}" ${reason}; supported: ${modelTypes.join(', ')}`);
  }
  if (quantization && quantization.quant_method !== 'lazylens-int8') {
    throw invalid(
      `quantization_config.quant_method "${quantization.quant_method}" is not supported; use the F32, F16 or BF16 checkpoint`,
    );
  }
  refuseExperts(fields);
  const spec = family.read(fields);
  if (spec.heads % spec.kvHeads) {
    throw invalid(`num_attention_heads ${spec.heads} is not a multiple of num_key_value_heads ${spec.kvHeads}`);
  }

  const config = fields.parse(tokensSchema);
  const generation = configFields(generationConfig ?? {}, 'generation_config.json').parse(generationSchema);
  const eosTokenIds = [generation.eos_token_id ?? config.eos_token_id ?? []].flat();
  const foreign = eosTokenIds.find((id) => id >= spec.vocabSize);
  if (foreign !== undefined) {
    throw invalid(`eos_token_id ${foreign} is outside the vocabulary: vocab_size is ${spec.vocabSize}`);
  }
  return { ...spec, bosTokenId: config.bos_token_id ?? null, eosTokenIds };
}

/** Mixtures of experts may carry the name of a dense family. */
function refuseExperts(fields: ConfigFields): void {
  for (const [field, experts] of Object.entries(fields.parse(expertsSchema))) {
    if (field in expertsSchema.shape && Number(experts) > 1) {
      throw invalid(`${field} ${String(experts)}: mixtures of experts are not supported; choose a dense model`);
    }
  }
}
