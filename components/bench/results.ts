// What the benchmark yields: plain results, the same on the page, in the report and in the JSON file.

import type { TaskName } from '@/lib/tasks/tasks';
import type { Summary } from '@/lib/trace/statistics';

export interface ModelResult {
  readonly kind: 'model';
  readonly model: string;
  readonly backend: string;
  readonly loadMs: number;
  readonly notes: readonly string[];
}

export interface TimingResult {
  readonly kind: 'timing';
  readonly length: number;
  readonly schedule: string;
  readonly full: Summary;
  readonly pruned: Summary;
  /** Median TTFT of full prefill / median TTFT under the schedule. */
  readonly speedup: number;
  readonly ideal: number;
  /** speedup / ideal. */
  readonly efficiency: number;
  readonly decodeMs: { readonly full: number | null; readonly pruned: number | null };
  /** Every raw TTFT in ms. */
  readonly raw: { readonly full: readonly number[]; readonly pruned: readonly number[] };
}

export interface AnswerResult {
  readonly kind: 'answer';
  readonly preset: string;
  readonly tokens: number;
  readonly expected: string | null;
  readonly full: string;
  readonly pruned: string;
  readonly fullIds: readonly number[];
  readonly prunedIds: readonly number[];
  readonly kl: number;
  readonly speedup: number | null;
}

/** One task under one schedule, over n generated prompts. */
export interface TaskResult {
  readonly kind: 'task';
  readonly task: TaskName;
  readonly schedule: string;
  readonly n: number;
  /** Mean prompt length. */
  readonly tokens: number;
  /** Exact matches, 0..1. */
  readonly accuracy: { readonly full: number; readonly pruned: number };
  /** Mean KL(full || pruned) of the first-token distribution, in nats. */
  readonly kl: number;
  /** Prompts whose first token is the same on both sides, 0..1. */
  readonly argmaxAgreement: number;
  /** Part of the prompt's token-layers computed by the end of the pruned generation, 0..1, mean over prompts. */
  readonly computed: number;
  /** Prompts that either side answered wrongly. */
  readonly misses: readonly { readonly answer: string; readonly full: string; readonly pruned: string }[];
}

/** A checkpoint's greedy continuation of one prompt. */
export interface GreedyResult {
  readonly kind: 'greedy';
  readonly checkpoint: string;
  readonly format: string;
  readonly backend: string;
  /** Number of the prompt among the checkpoint's, from 0. */
  readonly prompt: number;
  /** Full prefill's tokens. */
  readonly ids: readonly number[];
  /** The ten largest logits of each of its steps. */
  readonly top: readonly (readonly (readonly [number, number])[])[];
  /** LazyLLM's tokens under the first schedule. */
  readonly prunedIds: readonly number[];
}

export type BenchResult = ModelResult | TimingResult | AnswerResult | TaskResult | GreedyResult;
