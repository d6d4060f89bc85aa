// The vocabulary of the engine, in the paper's words (arXiv 2407.14057). Knows numbers only: no text, no tensors, no runtime.
//
// Letters used in shape comments everywhere: N prompt length, n active positions, R rows computed, S pruning stages, L layers,
// D hidden size, H query heads, G key-value heads, d head size, V vocabulary.

/** A number of the vocabulary, 0..V-1. Not a place in the sequence. */
export type TokenId = number;

/** A place in the sequence, 0-based. Not a vocabulary number. */
export type Position = number;

/** Prunes after `layer` (counted from 1): keeps `keep` (0 < keep <= 1) of the positions active there. */
export interface PruningStage {
  readonly layer: number;
  readonly keep: number;
}

/** Pruning stages by rising layer. S stages cut L layers into segments 0..S. */
export type Schedule = readonly PruningStage[];

/**
 * How a generation treats pruned tokens.
 * - `full`: no pruning, no scores: the baseline.
 * - `lazyllm`: every step scores and selects over the full context; pruned tokens wait in the Aux Cache and may be revived.
 * - `progressive`: prefill prunes like LazyLLM; decode steps use the KV that is left, nothing is revived.
 * - `static`: like `progressive`, with the first pruning stage of the schedule only (the paper's static token pruning).
 * - `revive-all`: prefill prunes like LazyLLM; the first decode step revives every pruned token, nothing is pruned after.
 */
export const modes = ['full', 'lazyllm', 'progressive', 'static', 'revive-all'] as const;
export type Mode = (typeof modes)[number];

export interface GenerateConfig {
  readonly mode: Mode;
  readonly schedule: Schedule;
  /** The first `sinks` positions are always kept; 0 is the paper. */
  readonly sinks: number;
  /** Whether earlier generated tokens may be pruned in later steps. */
  readonly pruneGenerated: boolean;
  readonly maxNewTokens: number;
  /** 0 is greedy decoding. */
  readonly temperature: number;
  readonly seed: number;
}

/** What one segment of one step did. Positions are sorted ascending. Layers are counted from 1, both ends included. */
export interface SegmentRecord {
  readonly firstLayer: number;
  readonly lastLayer: number;
  /** Positions that ran through every layer of the segment in this step: new, carried on, or revived. (R) */
  readonly computed: readonly Position[];
  /** The part of `computed` that entered here from the Aux Cache. Tokens revived in an earlier segment are not repeated. */
  readonly revived: readonly Position[];
  /** Positions active in the next segment, whether selected by score or by what has KV; null in the last segment. */
  readonly kept: readonly Position[] | null;
  /**
   * Importance after `lastLayer`, one a position active in this segment, in order of position: softmax attention of the last
   * token, averaged over query heads (Eq. 1). Active are 0..`position` of the step in segment 0, and the previous segment's
   * `kept` further on. Null where nothing was scored. (n)
   */
  readonly scores: readonly number[] | null;
}

export interface StepRecord {
  readonly kind: 'prefill' | 'decode';
  /** Position of the step's last token: the query the scores come from. */
  readonly position: Position;
  /** The token at `position`. */
  readonly tokenId: TokenId;
  readonly segments: readonly SegmentRecord[];
  /** The ten largest logits of the next token, largest first. */
  readonly top: readonly (readonly [TokenId, number])[];
  /** The token chosen: it stands at `position` + 1. */
  readonly nextId: TokenId;
  /** From the step's input ids to the chosen token id on the host. For the prefill step this is the TTFT. */
  readonly ms: number;
}

/** What a running generation reports, in order. */
export type GenerateEvent =
  | {
      readonly type: 'layer';
      readonly step: number;
      readonly layer: number;
      readonly computed: number;
      readonly active: number;
    }
  | { readonly type: 'step'; readonly step: StepRecord; readonly logits: Float32Array };

/** Why a generation ended. */
export type StopReason = 'eos' | 'length' | 'stopped';
