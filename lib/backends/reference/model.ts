// The weights of a Llama-family model as plain arrays, by their Hugging Face names, with their shapes checked.

import { AppError } from '@/lib/errors';
import type { ModelSpec } from '@/lib/model/spec';
import type { Weights } from '@/lib/model/weights';

/** A linear layer: weight (out, in), bias (out) or null. */
export interface Linear {
  readonly weight: Float32Array;
  readonly bias: Float32Array | null;
}

export interface LayerWeights {
  readonly inputNorm: Float32Array; // (D)
  readonly q: Linear; // (H d, D)
  readonly k: Linear; // (G d, D)
  readonly v: Linear; // (G d, D)
  readonly o: Linear; // (D, H d)
  readonly mlpNorm: Float32Array; // (D)
  readonly gate: Linear; // (F, D)
  readonly up: Linear; // (F, D)
  readonly down: Linear; // (D, F)
}

export interface Model {
  readonly spec: ModelSpec;
  readonly embedding: Float32Array; // (V, D)
  readonly layers: readonly LayerWeights[]; // (L)
  readonly norm: Float32Array; // (D)
  readonly head: Float32Array; // (V, D)
}

/** Reads every tensor. Throws AppError `model-invalid` for one that is missing or of another shape. */
export async function readModel(spec: ModelSpec, weights: Weights): Promise<Model> {
  const { hidden, heads, kvHeads, headDim, intermediate, vocabSize } = spec;
  const { inputBias, outputBias } = spec.attention;
  const mlpBias = spec.mlp.bias;

  async function tensor(name: string, ...shape: number[]): Promise<Float32Array> {
    const found = weights.shape(name);
    if (found.join() !== shape.join()) {
      throw new AppError(
        'model-invalid',
        `tensor ${name} has shape (${found.join(', ')}), but config.json asks for (${shape.join(', ')})`,
      );
    }
    return weights.read(name);
  }
  async function linear(name: string, out: number, inputs: number, biased: boolean): Promise<Linear> {
    const weight = await tensor(`${name}.weight`, out, inputs);
    return { weight, bias: biased ? await tensor(`${name}.bias`, out) : null };
  }
  async function layer(index: number): Promise<LayerWeights> {
    const prefix = `model.layers.${index}`;
    return {
      inputNorm: await tensor(`${prefix}.input_layernorm.weight`, hidden),
      q: await linear(`${prefix}.self_attn.q_proj`, heads * headDim, hidden, inputBias),
      k: await linear(`${prefix}.self_attn.k_proj`, kvHeads * headDim, hidden, inputBias),
      v: await linear(`${prefix}.self_attn.v_proj`, kvHeads * headDim, hidden, inputBias),
      o: await linear(`${prefix}.self_attn.o_proj`, hidden, heads * headDim, outputBias),
      mlpNorm: await tensor(`${prefix}.post_attention_layernorm.weight`, hidden),
      gate: await linear(`${prefix}.mlp.gate_proj`, intermediate, hidden, mlpBias),
      up: await linear(`${prefix}.mlp.up_proj`, intermediate, hidden, mlpBias),
      down: await linear(`${prefix}.mlp.down_proj`, hidden, intermediate, mlpBias),
    };
  }

  const embedding = await tensor('model.embed_tokens.weight', vocabSize, hidden);
  const layers: LayerWeights[] = [];
  for (let index = 0; index < spec.layers; index++) layers.push(await layer(index));
  return {
    spec,
    embedding,
    layers,
    norm: await tensor('model.norm.weight', hidden),
    head: spec.head.tied ? embedding : await tensor('lm_head.weight', vocabSize, hidden),
  };
}
