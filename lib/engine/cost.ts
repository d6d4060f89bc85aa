// What a schedule should save, and what a run did: token-layers and FLOPs. Knows counts only.

import { keepCount } from './policy';
import { effectiveSchedule, segmentsOf } from './schedule';
import type { GenerateConfig, StepRecord } from './types';

/** FLOPs of one layer over n tokens with causal attention: n x perToken + attention x n^2. */
export interface LayerCost {
  readonly perToken: number;
  readonly attention: number;
}

export interface Estimate {
  /** Prompt tokens that prefill computes in each segment. (S + 1) */
  readonly computedPerSegment: readonly number[];
  /** FLOPs of full prefill / FLOPs of this prefill, final layer and head alike counted in full. At least 1. */
  readonly idealSpeedup: number;
}

/** Prefill of `promptLength` tokens before it is run: exact counts, and the speed-up that perfect kernels would give. */
export function estimate(
  config: Pick<GenerateConfig, 'mode' | 'schedule' | 'sinks'>,
  promptLength: number,
  layers: number,
  cost: LayerCost,
): Estimate {
  const flops = (n: number) => n * cost.perToken + cost.attention * n * n;
  // Sinks and the last token stay whatever their scores.
  const forced = Math.min(promptLength, config.sinks + 1);
  const computedPerSegment: number[] = [];
  let n = promptLength;
  let pruned = 0;
  for (const { firstLayer, lastLayer, stage } of segmentsOf(effectiveSchedule(config), layers)) {
    computedPerSegment.push(n);
    pruned += (lastLayer - firstLayer + 1) * flops(n);
    if (stage) n = Math.max(keepCount(stage.keep, n), forced);
  }
  return { computedPerSegment, idealSpeedup: pruned > 0 ? (layers * flops(promptLength)) / pruned : 1 };
}

export interface WorkDone {
  /** Sum over layers of the tokens computed, in prefill and over the whole generation. */
  readonly prefillTokenLayers: number;
  readonly tokenLayers: number;
  /** Part of the prompt, 0..1, computed in each segment by the end of the generation. (S + 1) */
  readonly promptShare: readonly number[];
  /** `promptShare` weighted by layers: the paper's "% of prompt tokens computed" (Table 2), as a part of 1. */
  readonly meanPromptShare: number;
}

/** What recorded steps (at least the prefill) computed. Every (token, layer) is computed at most once, so counts can be added up. */
export function workDone(steps: readonly StepRecord[], layers: number): WorkDone {
  const prefill = steps[0];
  const promptLength = (prefill?.position ?? 0) + 1;
  const promptShare = (prefill?.segments ?? []).map((_, s) => {
    let computed = 0;
    for (const { segments } of steps) {
      for (const position of segments[s]?.computed ?? []) if (position < promptLength) computed++;
    }
    return computed / promptLength;
  });
  const weighted = promptShare.map((share, s) => share * depthOf(prefill?.segments[s]));
  return {
    prefillTokenLayers: prefill ? tokenLayersOf(prefill) : 0,
    tokenLayers: steps.reduce((sum, step) => sum + tokenLayersOf(step), 0),
    promptShare,
    meanPromptShare: weighted.reduce((sum, share) => sum + share, 0) / layers,
  };
}

type LayerRange = Pick<StepRecord['segments'][number], 'firstLayer' | 'lastLayer'>;

function depthOf(segment: LayerRange | undefined): number {
  return segment ? segment.lastLayer - segment.firstLayer + 1 : 0;
}

function tokenLayersOf({ segments }: StepRecord): number {
  return segments.reduce((sum, segment) => sum + segment.computed.length * depthOf(segment), 0);
}
