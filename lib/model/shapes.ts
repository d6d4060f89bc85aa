// Which tensors a Llama-family checkpoint must hold, and their shapes. Knows names and numbers; reads nothing.

import { AppError } from '@/lib/errors';
import type { ModelSpec } from './spec';
import type { Weights } from './weights';

/** Hugging Face names of one layer's tensors; `layer` is counted from 1, the names count from 0. */
export function layerTensors(spec: ModelSpec, layer: number): ReadonlyMap<string, readonly number[]> {
  const { hidden, heads, kvHeads, headDim, intermediate } = spec;
  const prefix = `model.layers.${layer - 1}.`;
  const shapes = new Map<string, readonly number[]>();
  const linear = (name: string, out: number, input: number, bias: boolean) => {
    shapes.set(`${prefix}${name}.weight`, [out, input]);
    if (bias) shapes.set(`${prefix}${name}.bias`, [out]);
  };
  shapes.set(`${prefix}input_layernorm.weight`, [hidden]);
  linear('self_attn.q_proj', heads * headDim, hidden, spec.attentionBias);
  linear('self_attn.k_proj', kvHeads * headDim, hidden, spec.attentionBias);
  linear('self_attn.v_proj', kvHeads * headDim, hidden, spec.attentionBias);
  linear('self_attn.o_proj', hidden, heads * headDim, spec.attentionBias);
  shapes.set(`${prefix}post_attention_layernorm.weight`, [hidden]);
  linear('mlp.gate_proj', intermediate, hidden, spec.mlpBias);
  linear('mlp.up_proj', intermediate, hidden, spec.mlpBias);
  linear('mlp.down_proj', hidden, intermediate, spec.mlpBias);
  return shapes;
}

/** All tensors that the model needs, by Hugging Face name; a tied head is the embedding matrix and has no name of its own. */
export function neededTensors(spec: ModelSpec): ReadonlyMap<string, readonly number[]> {
  const shapes = new Map<string, readonly number[]>([['model.embed_tokens.weight', [spec.vocabSize, spec.hidden]]]);
  for (let layer = 1; layer <= spec.layers; layer++) {
    for (const [name, shape] of layerTensors(spec, layer)) shapes.set(name, shape);
  }
  shapes.set('model.norm.weight', [spec.hidden]);
  if (!spec.tiedEmbeddings) shapes.set('lm_head.weight', [spec.vocabSize, spec.hidden]);
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
