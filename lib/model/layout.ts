// Which weights a Llama-family model has, by role: shape in the graph, name and shape in the checkpoint. Knows no values.

import type { ModelSpec } from './spec';

export type LayerRole =
  | 'inputNorm'
  | 'query'
  | 'key'
  | 'value'
  | 'output'
  | 'postNorm'
  | 'gate'
  | 'up'
  | 'down'
  | 'queryBias'
  | 'keyBias'
  | 'valueBias'
  | 'outputBias'
  | 'gateBias'
  | 'upBias'
  | 'downBias';

export type HeadRole = 'embedding' | 'finalNorm' | 'head';

/** One weight of a graph. */
export interface WeightSlot<Role extends string = string> {
  readonly role: Role;
  /** Shape in the graph. */
  readonly dims: readonly number[];
  /** The checkpoint holds it as (out, in) and the graph takes it as (in, out). */
  readonly transposed: boolean;
}

/** The weights of one layer. */
export function layerWeights(spec: ModelSpec): WeightSlot<LayerRole>[] {
  const { hidden, heads, kvHeads, headDim, intermediate } = spec;
  const matrix = (role: LayerRole, input: number, output: number): WeightSlot<LayerRole> => ({
    role,
    dims: [input, output],
    transposed: true,
  });
  const vector = (role: LayerRole, size: number): WeightSlot<LayerRole> => ({ role, dims: [size], transposed: false });
  return [
    vector('inputNorm', hidden),
    matrix('query', hidden, heads * headDim),
    matrix('key', hidden, kvHeads * headDim),
    matrix('value', hidden, kvHeads * headDim),
    matrix('output', heads * headDim, hidden),
    vector('postNorm', hidden),
    matrix('gate', hidden, intermediate),
    matrix('up', hidden, intermediate),
    matrix('down', intermediate, hidden),
    ...(spec.attentionBias
      ? [
          vector('queryBias', heads * headDim),
          vector('keyBias', kvHeads * headDim),
          vector('valueBias', kvHeads * headDim),
          vector('outputBias', hidden),
        ]
      : []),
    ...(spec.mlpBias
      ? [vector('gateBias', intermediate), vector('upBias', intermediate), vector('downBias', hidden)]
      : []),
  ];
}

/** The weights outside the layers. A tied head is the embedding itself. */
export function headWeights(spec: ModelSpec): WeightSlot<HeadRole>[] {
  const { hidden, vocabSize } = spec;
  return [
    { role: 'embedding', dims: [vocabSize, hidden], transposed: false },
    { role: 'finalNorm', dims: [hidden], transposed: false },
    { role: 'head', dims: [vocabSize, hidden], transposed: false },
  ];
}

const layerNames: Record<LayerRole, string> = {
  inputNorm: 'input_layernorm.weight',
  query: 'self_attn.q_proj.weight',
  key: 'self_attn.k_proj.weight',
  value: 'self_attn.v_proj.weight',
  output: 'self_attn.o_proj.weight',
  postNorm: 'post_attention_layernorm.weight',
  gate: 'mlp.gate_proj.weight',
  up: 'mlp.up_proj.weight',
  down: 'mlp.down_proj.weight',
  queryBias: 'self_attn.q_proj.bias',
  keyBias: 'self_attn.k_proj.bias',
  valueBias: 'self_attn.v_proj.bias',
  outputBias: 'self_attn.o_proj.bias',
  gateBias: 'mlp.gate_proj.bias',
  upBias: 'mlp.up_proj.bias',
  downBias: 'mlp.down_proj.bias',
};

/** Name of a layer's weight in a Hugging Face checkpoint; `layer` is counted from 1. */
export function layerWeightName(layer: number, role: LayerRole): string {
  return `model.layers.${layer - 1}.${layerNames[role]}`;
}

/** Name of a weight outside the layers in a Hugging Face checkpoint. */
export function headWeightName(spec: ModelSpec, role: HeadRole): string {
  if (role === 'finalNorm') return 'model.norm.weight';
  return role === 'head' && !spec.tiedEmbeddings ? 'lm_head.weight' : 'model.embed_tokens.weight';
}

/** Shape of a weight in the checkpoint. */
export function checkpointShape({ dims, transposed }: WeightSlot): readonly number[] {
  return transposed ? [...dims].reverse() : dims;
}
