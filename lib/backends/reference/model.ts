// The weights of a model as plain arrays, by the part they play. Knows no family and no names in a checkpoint.

import { headWeightPlace, layerWeightPlace } from '@/lib/model/families/registry';
import { headWeights, layerWeights, type WeightSlot } from '@/lib/model/layout';
import { readWeight } from '@/lib/model/place';
import type { WeightPlace } from '@/lib/model/families/family';
import type { ModelSpec } from '@/lib/model/spec';
import type { Weights } from '@/lib/model/weights';
import { assert } from '@/lib/errors';

/** A linear layer: weight (out, in), bias (out) or null. */
export interface Linear {
  readonly weight: Float32Array;
  readonly bias: Float32Array | null;
}

/** Gain and bias of a norm; OLMo's norms have neither. */
export interface Norm {
  readonly gain: Float32Array | null;
  readonly bias: Float32Array | null;
}

/** Null: the model has no such part. */
export interface LayerWeights {
  readonly attentionNorm: Norm | null; // (D)
  readonly query: Linear; // (H d, D)
  readonly key: Linear; // (G d, D)
  readonly value: Linear; // (G d, D)
  readonly queryNorm: Norm | null; // (d) or (H d)
  readonly keyNorm: Norm | null; // (d) or (G d)
  readonly output: Linear; // (D, H d)
  readonly attentionPostNorm: Norm | null; // (D)
  readonly mlpNorm: Norm | null; // (D)
  readonly gate: Linear | null; // (F, D)
  readonly up: Linear; // (F, D)
  readonly down: Linear; // (D, F)
  readonly mlpPostNorm: Norm | null; // (D)
}

export interface Model {
  readonly spec: ModelSpec;
  readonly embedding: Float32Array; // (V, D)
  readonly positions: Float32Array | null; // (context + offset, D)
  readonly embeddingNorm: Norm | null; // (D)
  readonly layers: readonly LayerWeights[]; // (L)
  readonly finalNorm: Norm | null; // (D)
  readonly head: Linear; // (V, D)
}

/** Reads every weight. Throws AppError `model-invalid` for a tensor that is missing or of another shape. */
export async function readModel(spec: ModelSpec, weights: Weights): Promise<Model> {
  const { norm, parallel, attention, mlp, embedding } = spec;
  const pre = norm.place !== 'post';
  const post = norm.place !== 'pre';

  async function layer(number: number): Promise<LayerWeights> {
    const parts = await readParts(weights, layerWeights(spec), (role) => layerWeightPlace(spec, number, role));
    return {
      attentionNorm: pre ? parts.norm('attentionNorm') : null,
      query: parts.linear('query'),
      key: parts.linear('key'),
      value: parts.linear('value'),
      queryNorm: attention.qkNorm ? parts.norm('queryNorm') : null,
      keyNorm: attention.qkNorm ? parts.norm('keyNorm') : null,
      output: parts.linear('output'),
      attentionPostNorm: post ? parts.norm('attentionPostNorm') : null,
      mlpNorm: pre && parallel !== 'shared' ? parts.norm('mlpNorm') : null,
      gate: mlp.gated ? parts.linear('gate') : null,
      up: parts.linear('up'),
      down: parts.linear('down'),
      mlpPostNorm: post ? parts.norm('mlpPostNorm') : null,
    };
  }

  const outside = await readParts(weights, headWeights(spec), (role) => headWeightPlace(spec, role));
  const layers: LayerWeights[] = [];
  for (let number = 1; number <= spec.layers; number++) layers.push(await layer(number));
  return {
    spec,
    embedding: outside.linear('embedding').weight,
    positions: outside.optional('positions'),
    embeddingNorm: embedding.normed ? outside.norm('embeddingNorm') : null,
    layers,
    finalNorm: norm.final ? outside.norm('finalNorm') : null,
    head: outside.linear('head'),
  };
}

/** Reads all slots; a part's bias is the slot named after it. */
async function readParts<Role extends string>(
  weights: Weights,
  slots: readonly WeightSlot<Role>[],
  placeOf: (role: Role) => WeightPlace,
) {
  const byRole = new Map<string, Float32Array>();
  for (const slot of slots) byRole.set(slot.role, await readWeight(weights, placeOf(slot.role), slot));
  const optional = (role: string): Float32Array | null => byRole.get(role) ?? null;
  return {
    optional: (role: Role) => optional(role),
    norm: (role: Role): Norm => ({ gain: optional(role), bias: optional(`${role}Bias`) }),
    linear(role: Role): Linear {
      const weight = optional(role);
      assert(weight, `the layout has no weight "${role}"`);
      return { weight, bias: optional(`${role}Bias`) };
    },
  };
}
