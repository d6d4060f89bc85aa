// A model's architecture as plain data: what config.json says, in one vocabulary for all families.

import { z } from 'zod';

const count = z.number().int().positive();

export const ropeScalingSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('none') }),
  z.object({ type: z.literal('linear'), factor: z.number().positive() }),
  z.object({
    type: z.literal('llama3'),
    factor: z.number().positive(),
    lowFreqFactor: z.number().positive(),
    highFreqFactor: z.number().positive(),
    originalContext: count,
  }),
]);

export const modelSpecSchema = z.object({
  family: z.literal('llama'),
  layers: count,
  hidden: count,
  heads: count,
  kvHeads: count,
  headDim: count,
  intermediate: count,
  vocabSize: count,
  /** Longest sequence the model was made for, prompt and output together. */
  context: count,
  normEpsilon: z.number().positive(),
  rope: z.object({ theta: z.number().positive(), scaling: ropeScalingSchema }),
  /** The output head reuses the embedding matrix. */
  tiedEmbeddings: z.boolean(),
  attentionBias: z.boolean(),
  mlpBias: z.boolean(),
  bosTokenId: z.number().int().nonnegative().nullable(),
  /** Tokens that end a generation. */
  eosTokenIds: z.array(z.number().int().nonnegative()),
});

export type RopeScaling = z.infer<typeof ropeScalingSchema>;
export type ModelSpec = z.infer<typeof modelSpecSchema>;

/** Multiply-add operations count twice. */
export interface LayerFlops {
  /** Cost of one token in one layer that does not depend on the sequence: projections and MLP. */
  readonly perToken: number;
  /** Causal attention over n tokens costs `attention` x n^2. */
  readonly attention: number;
}

/** FLOPs of one layer: perToken = 2 (2 D H d + 2 D G d + 3 D F), attention = 2 H d. */
export function layerFlops(spec: ModelSpec): LayerFlops {
  const { hidden, heads, kvHeads, headDim, intermediate } = spec;
  return {
    perToken: 2 * (2 * hidden * heads * headDim + 2 * hidden * kvHeads * headDim + 3 * hidden * intermediate),
    attention: 2 * heads * headDim,
  };
}
