// One transformer layer for one row, put together from the parts that a ModelSpec describes. Pure; caches nothing.

import type { ModelSpec } from '@/lib/model/spec';
import type { Position } from '@/lib/engine/types';
import { attend, type Entry, type Query } from './attention';
import { activate, add, linear, normalize, softcap } from './maths';
import type { LayerWeights, Model, Norm } from './model';
import { rotate, type Rotation } from './rope';

/** One layer of a model, counted from 1. */
export interface Layer {
  readonly number: number;
  readonly weights: LayerWeights;
  readonly rotation: Rotation | null;
}

/** The hidden state (D) with which a token enters the first layer. */
export function embedToken(model: Model, id: number, position: Position): Float32Array {
  const { spec, embedding, positions } = model;
  const { hidden } = spec;
  const token = embedding.slice(id * hidden, (id + 1) * hidden).map((value) => value * spec.embedding.multiplier);
  const offset = spec.positions.kind === 'learned' ? spec.positions.offset : 0;
  const place = positions?.subarray((position + offset) * hidden, (position + offset + 1) * hidden);
  return norm(spec, place ? add(token, place) : token, model.embeddingNorm);
}

/** K and V that a row's hidden state (D) adds to the cache. */
export function projectKV(spec: ModelSpec, layer: Layer, hidden: Float32Array, position: Position): Entry {
  const { weights } = layer;
  const x = norm(spec, hidden, weights.attentionNorm); // (D)
  const k = positioned(spec, layer, linear(x, weights.key), weights.keyNorm, position);
  return { position, k, v: linear(x, weights.value) };
}

/** The layer's output (D) for one row, and its query. `entries`: of all active positions. */
export function runBlock(
  spec: ModelSpec,
  layer: Layer,
  hidden: Float32Array,
  position: Position,
  entries: readonly Entry[],
): { query: Query; output: Float32Array } {
  const { weights } = layer;
  const factor = spec.residualMultiplier;
  const x = norm(spec, hidden, weights.attentionNorm); // (D)
  const query = { position, q: positioned(spec, layer, linear(x, weights.query), weights.queryNorm, position) };
  const attended = linear(attend(spec, layer.number, query, entries), weights.output); // (D)
  const attention = norm(spec, attended, weights.attentionPostNorm); // (D)

  const between = add(hidden, attention, factor); // (D)
  const toMlp = {
    none: () => norm(spec, between, weights.mlpNorm),
    shared: () => x,
    separate: () => norm(spec, hidden, weights.mlpNorm),
  };
  const y = mlp(spec, weights, toMlp[spec.parallel]()); // (D)
  return { query, output: add(between, norm(spec, y, weights.mlpPostNorm), factor) };
}

/** Logits of a row that left the last layer. (V) */
export function logitsOf({ spec, finalNorm, head }: Model, hidden: Float32Array): Float32Array {
  const { multiplier, softcap: cap } = spec.head;
  return linear(norm(spec, hidden, finalNorm), head).map((logit) => softcap(logit * multiplier, cap));
}

/** down(act(gate(x)) * up(x)), or down(act(up(x))) without a gate. (D) */
function mlp({ mlp: { activation } }: ModelSpec, { gate, up, down }: LayerWeights, x: Float32Array): Float32Array {
  const inner = linear(x, up); // (F)
  if (!gate)
    return linear(
      inner.map((value) => activate(activation, value)),
      down,
    );
  const gates = linear(x, gate); // (F)
  return linear(
    inner.map((value, i) => value * activate(activation, gates[i] ?? 0)),
    down,
  );
}

/** Queries or keys (heads, d), normed where the model does, at their position. */
function positioned(
  spec: ModelSpec,
  { rotation }: Layer,
  heads: Float32Array,
  weights: Norm | null,
  position: Position,
): Float32Array {
  return spec.attention.qkNorm?.afterRope
    ? headNorm(spec, rotate(heads, rotation, position), weights)
    : rotate(headNorm(spec, heads, weights), rotation, position);
}

/** The norm of queries or keys: over each head, or over the whole row. */
function headNorm({ headDim, norm: { epsilon }, attention }: ModelSpec, x: Float32Array, weights: Norm | null) {
  const { qkNorm } = attention;
  if (!qkNorm || !weights) return x;
  if (qkNorm.over === 'row') return normalize(qkNorm.kind, x, weights, epsilon);
  const normed = new Float32Array(x.length);
  for (let start = 0; start < x.length; start += headDim) {
    const own = (values: Float32Array | null) =>
      values && (qkNorm.perHead ? values.subarray(start, start + headDim) : values);
    const gains = { gain: own(weights.gain), bias: own(weights.bias) };
    normed.set(normalize(qkNorm.kind, x.subarray(start, start + headDim), gains, epsilon), start);
  }
  return normed;
}

/** x itself where the model has no such norm. */
function norm({ norm: { kind, epsilon } }: ModelSpec, x: Float32Array, weights: Norm | null): Float32Array {
  return weights ? normalize(kind, x, weights, epsilon) : x;
}
