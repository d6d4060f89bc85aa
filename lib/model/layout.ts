// Which weights the graphs of a model take, by role and shape, for every family alike. Knows neither names in a checkpoint (the
// family's business) nor values.

import type { ModelSpec } from './spec';

export type LayerRole =
  | 'attentionNorm'
  | 'attentionNormBias'
  | 'query'
  | 'queryBias'
  | 'key'
  | 'keyBias'
  | 'value'
  | 'valueBias'
  | 'queryNorm'
  | 'queryNormBias'
  | 'keyNorm'
  | 'keyNormBias'
  | 'output'
  | 'outputBias'
  | 'attentionPostNorm'
  | 'attentionPostNormBias'
  | 'mlpNorm'
  | 'mlpNormBias'
  | 'gate'
  | 'gateBias'
  | 'up'
  | 'upBias'
  | 'down'
  | 'downBias'
  | 'mlpPostNorm'
  | 'mlpPostNormBias';

export type HeadRole =
  | 'embedding'
  | 'embeddingNorm'
  | 'embeddingNormBias'
  | 'positions'
  | 'finalNorm'
  | 'finalNormBias'
  | 'head'
  | 'headBias';

/** One weight of a graph. */
export interface WeightSlot<Role extends string = string> {
  readonly role: Role;
  /** `linear` multiplies rows: (out, in) in `dims`. `table` is looked up by row, or is the head: (rows, width). `vector` is 1-D. */
  readonly kind: 'linear' | 'table' | 'vector';
  readonly dims: readonly number[];
}

/** The weights of one layer, in the order of their use; the same roles in every layer. */
export function layerWeights(spec: ModelSpec): WeightSlot<LayerRole>[] {
  const { hidden, heads, kvHeads, headDim, intermediate, norm, attention, mlp, parallel } = spec;
  const [queryWidth, keyWidth] = [heads * headDim, kvHeads * headDim];
  const pre = norm.place !== 'post';
  const post = norm.place !== 'pre';
  const normed = (when: boolean, gain: LayerRole, bias: LayerRole) => [
    ...vector(when && norm.gain, gain, hidden),
    ...vector(when && norm.bias, bias, hidden),
  ];
  const { qkNorm } = attention;
  const perRow = (width: number) => (qkNorm?.over === 'row' || qkNorm?.perHead ? width : headDim);
  return [
    ...normed(pre, 'attentionNorm', 'attentionNormBias'),
    linear('query', queryWidth, hidden),
    ...vector(attention.inputBias, 'queryBias', queryWidth),
    linear('key', keyWidth, hidden),
    ...vector(attention.inputBias, 'keyBias', keyWidth),
    linear('value', keyWidth, hidden),
    ...vector(attention.inputBias, 'valueBias', keyWidth),
    ...vector(qkNorm !== null, 'queryNorm', perRow(queryWidth)),
    ...vector(qkNorm?.bias ?? false, 'queryNormBias', perRow(queryWidth)),
    ...vector(qkNorm !== null, 'keyNorm', perRow(keyWidth)),
    ...vector(qkNorm?.bias ?? false, 'keyNormBias', perRow(keyWidth)),
    linear('output', hidden, queryWidth),
    ...vector(attention.outputBias, 'outputBias', hidden),
    ...normed(post, 'attentionPostNorm', 'attentionPostNormBias'),
    ...normed(pre && parallel !== 'shared', 'mlpNorm', 'mlpNormBias'),
    ...(mlp.gated ? [linear<LayerRole>('gate', intermediate, hidden)] : []),
    ...vector(mlp.gated && mlp.bias, 'gateBias', intermediate),
    linear('up', intermediate, hidden),
    ...vector(mlp.bias, 'upBias', intermediate),
    linear('down', hidden, intermediate),
    ...vector(mlp.bias, 'downBias', hidden),
    ...normed(post, 'mlpPostNorm', 'mlpPostNormBias'),
  ];
}

/** The weights outside the layers. A tied head is the embedding itself: same source, given once. */
export function headWeights(spec: ModelSpec): WeightSlot<HeadRole>[] {
  const { hidden, vocabSize, context, positions, embedding, norm, head } = spec;
  const final = norm.final;
  return [
    table('embedding', vocabSize, hidden),
    ...(positions.kind === 'learned' ? [table<HeadRole>('positions', context + positions.offset, hidden)] : []),
    ...vector(embedding.normed && norm.gain, 'embeddingNorm', hidden),
    ...vector(embedding.normed && norm.bias, 'embeddingNormBias', hidden),
    ...vector(final && norm.gain, 'finalNorm', hidden),
    ...vector(final && norm.bias, 'finalNormBias', hidden),
    table('head', vocabSize, hidden),
    ...vector(head.bias, 'headBias', vocabSize),
  ];
}

function linear<Role extends string>(role: Role, out: number, inputs: number): WeightSlot<Role> {
  return { role, kind: 'linear', dims: [out, inputs] };
}

function table<Role extends string>(role: Role, rows: number, width: number): WeightSlot<Role> {
  return { role, kind: 'table', dims: [rows, width] };
}

function vector<Role extends string>(when: boolean, role: Role, size: number): WeightSlot<Role>[] {
  return when ? [{ role, kind: 'vector', dims: [size] }] : [];
}
