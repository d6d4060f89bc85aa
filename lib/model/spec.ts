// A model's architecture as plain data: what config.json says, in one vocabulary for all families. Says what is computed; where the
// weights are in the checkpoint is the family's business (lib/model/families).

import { z } from 'zod';

const count = z.number().int().positive();

const ropeScalingSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('none') }),
  z.object({ type: z.literal('linear'), factor: z.number().positive() }),
  z.object({
    type: z.literal('llama3'),
    factor: z.number().positive(),
    lowFreqFactor: z.number().positive(),
    highFreqFactor: z.number().positive(),
    originalContext: count,
  }),
  z.object({
    type: z.literal('yarn'),
    factor: z.number().positive(),
    /** Factor on cosine and sine alike. */
    attentionFactor: z.number().positive(),
    /** Turns in the original context above which a pair is left alone, and below which it is slowed down by `factor`. */
    betaFast: z.number().positive(),
    betaSlow: z.number().positive(),
    /** The pairs where blending starts and ends are whole numbers. */
    truncate: z.boolean(),
    originalContext: count,
  }),
  z.object({
    type: z.literal('longrope'),
    /** By pair (dims / 2): its angle is divided by these, in runs that fit the original context and in longer ones. */
    shortFactors: z.array(z.number().positive()),
    longFactors: z.array(z.number().positive()),
    /** Factor on cosine and sine alike. */
    attentionFactor: z.number().positive(),
    originalContext: count,
  }),
]);

/** One table of rotation angles. */
const ropeTableSchema = z.object({ theta: z.number().positive(), scaling: ropeScalingSchema });

const normKindSchema = z.enum(['rms', 'layer']);

export const modelSpecSchema = z.object({
  /** `model_type` of config.json. */
  family: z.string(),
  layers: count,
  hidden: count,
  /** Query heads. */
  heads: count,
  /** Key-value heads: `heads` for multi-head, 1 for multi-query attention. */
  kvHeads: count,
  headDim: count,
  intermediate: count,
  vocabSize: count,
  /** Longest sequence the model was made for, prompt and output together. */
  context: count,
  embedding: z.object({
    /** Factor on the embedded tokens (Gemma, Granite). */
    multiplier: z.number(),
    /** A norm follows the embedding (Bloom). */
    normed: z.boolean(),
  }),
  norm: z.object({
    kind: normKindSchema,
    epsilon: z.number().positive(),
    /** Norms have a gain (all but OLMo). Where the checkpoint holds gain - 1, one is added as it is read. */
    gain: z.boolean(),
    /** Norms have a bias too. */
    bias: z.boolean(),
    /** `pre`: before attention and MLP. `post`: on their results, before the residual sum (OLMo 2). `both`: Gemma 2 and 3. */
    place: z.enum(['pre', 'post', 'both']),
    /** The head reads normed rows; false for a few old OPT models. */
    final: z.boolean(),
  }),
  /**
   * `none`: attention, then MLP on their sum. Otherwise both read the layer's input and are added together: from one norm shared
   * by both (`shared`: GPT-J, Phi, Cohere) or from one each (`separate`: GPT-NeoX, Falcon 40B).
   */
  parallel: z.enum(['none', 'shared', 'separate']),
  attention: z.object({
    /** Factor on query x key; 1 / sqrt(headDim) in most. */
    scale: z.number().positive(),
    /** Logits become softcap x tanh(logits / softcap) (Gemma 2). */
    softcap: z.number().positive().nullable(),
    /** Biases of the query, key and value projections. */
    inputBias: z.boolean(),
    outputBias: z.boolean(),
    /** Norm of queries and keys: over each head (gain of d, or of heads x d where `perHead`) or over the whole row. */
    qkNorm: z
      .object({
        kind: normKindSchema,
        over: z.enum(['head', 'row']),
        /** Every head has its own gain (Cohere, StableLM). */
        perHead: z.boolean(),
        bias: z.boolean(),
        /** Before RoPE in most, after it in Hunyuan. */
        afterRope: z.boolean(),
      })
      .nullable(),
    /** By layer (L): a row at position p sees positions above p - window; null sees all. */
    windows: z.array(count.nullable()),
  }),
  positions: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('rope'),
      /** Dimensions of a head that are rotated, the first ones; even, at most headDim. */
      dims: count,
      /** Pairs are (0, 1), (2, 3), ... instead of (j, j + dims / 2). */
      interleaved: z.boolean(),
      tables: z.array(ropeTableSchema).min(1),
      /** By layer (L): index of its table; null rotates nothing (SmolLM3). */
      layers: z.array(z.number().int().nonnegative().nullable()),
    }),
    /** Linear biases on the attention logits, by distance, times `factor`: 1 in Bloom, the attention scale in Falcon RW. */
    z.object({ kind: z.literal('alibi'), factor: z.number().positive() }),
    /** A table of position embeddings is added to the tokens': row p + offset for position p (GPT-2: 0, OPT: 2). */
    z.object({ kind: z.literal('learned'), offset: z.number().int().nonnegative() }),
  ]),
  mlp: z.object({
    /** down(act(gate(x)) * up(x)); otherwise down(act(up(x))). */
    gated: z.boolean(),
    /** `gelu` is exact, `gelu-tanh` its approximation (gelu_new, gelu_pytorch_tanh), `relu2` squared ReLU. */
    activation: z.enum(['silu', 'gelu', 'gelu-tanh', 'relu', 'relu2']),
    bias: z.boolean(),
  }),
  /** Factor on what attention and MLP add to the residual stream (Granite). */
  residualMultiplier: z.number(),
  head: z.object({
    /** The output head reuses the embedding matrix. */
    tied: z.boolean(),
    bias: z.boolean(),
    /** Factor on the logits (Cohere; Granite divides). */
    multiplier: z.number(),
    /** Logits become softcap x tanh(logits / softcap) (Gemma 2). */
    softcap: z.number().positive().nullable(),
  }),
  bosTokenId: z.number().int().nonnegative().nullable(),
  /** Tokens that end a generation. */
  eosTokenIds: z.array(z.number().int().nonnegative()),
});

export type RopeScaling = z.infer<typeof ropeScalingSchema>;
export type RopeTable = z.infer<typeof ropeTableSchema>;
export type ModelSpec = z.infer<typeof modelSpecSchema>;

/** Multiply-add operations count twice. */
export interface LayerFlops {
  /** Cost of one token in one layer that does not depend on the sequence: projections and MLP. */
  readonly perToken: number;
  /** Causal attention over n tokens costs `attention` x n^2. */
  readonly attention: number;
}

/** FLOPs of one layer: perToken = 2 (2 D H d + 2 D G d + m D F), m = 3 matrices in a gated MLP and 2 in others; attention = 2 H d. */
export function layerFlops(spec: ModelSpec): LayerFlops {
  const { hidden, heads, kvHeads, headDim, intermediate, mlp } = spec;
  const matrices = mlp.gated ? 3 : 2;
  return {
    perToken: 2 * (2 * hidden * heads * headDim + 2 * hidden * kvHeads * headDim + matrices * hidden * intermediate),
    attention: 2 * heads * headDim,
  };
}
