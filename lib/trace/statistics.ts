// Medians, quartiles and ratios of timed repeats. Knows numbers and samples of a trace; nothing of drawing.

import { quantileSorted } from 'd3-array';
import type { Sample } from './schema';

/**
 * Five-number summary of n values. Quartiles are linear interpolations between order statistics (Hyndman and Fan type 7, the
 * default of R and NumPy).
 */
export interface Summary {
  readonly n: number;
  readonly min: number;
  readonly q1: number;
  readonly median: number;
  readonly q3: number;
  readonly max: number;
}

/** Method of the quartiles, in words for the page and the exported file's reader. */
export const QUARTILE_METHOD = 'Quartiles interpolate linearly between order statistics (type 7, as R and NumPy do).';

/** Summary of values, or null where there are none. Order does not matter; the values are not changed. */
export function summarize(values: readonly number[]): Summary | null {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (p: number): number | undefined => quantileSorted(sorted, p);
  const [min, q1, median, q3, max] = [at(0), at(0.25), at(0.5), at(0.75), at(1)];
  if (min === undefined || q1 === undefined || median === undefined || q3 === undefined || max === undefined)
    return null;
  return { n: sorted.length, min, q1, median, q3, max };
}

/** What the repeats of one side say. Times in ms. */
export interface SideTiming {
  /** TTFT of every repeat, in the order they ran. */
  readonly ttftMs: readonly number[];
  readonly ttft: Summary | null;
  /** Decode steps of all repeats; null where the answer was a single token. */
  readonly decodeStep: Summary | null;
  /** Median of TTFT / mean decode step, repeat by repeat (the paper reports 21 for Llama 2 7B). */
  readonly ttftPerDecodeStep: number | null;
  /** Median of TTFT / whole generation, 0..1 (the paper reports 0.23). */
  readonly ttftShare: number | null;
  readonly total: Summary | null;
}

/** Summarizes the repeats of one side. */
export function summarizeSide(samples: readonly Sample[]): SideTiming {
  const ttftMs = samples.map((sample) => sample.ttftMs);
  const ratios = samples
    .filter((sample) => sample.decodeMs.length > 0)
    .map((sample) => sample.ttftMs / mean(sample.decodeMs))
    .filter(Number.isFinite);
  const shares = samples.map((sample) => sample.ttftMs / sample.totalMs).filter(Number.isFinite);
  return {
    ttftMs,
    ttft: summarize(ttftMs),
    decodeStep: summarize(samples.flatMap((sample) => sample.decodeMs)),
    ttftPerDecodeStep: summarize(ratios)?.median ?? null,
    ttftShare: summarize(shares)?.median ?? null,
    total: summarize(samples.map((sample) => sample.totalMs)),
  };
}

/** Both sides and what they make together. */
export interface ComparisonTiming {
  readonly full: SideTiming;
  readonly pruned: SideTiming;
  /** Median TTFT of full prefill / median TTFT of the pruned side: below 1 is slower. Null where a side has no repeat. */
  readonly speedup: number | null;
}

/** Splits alternating repeats by side and summarizes each. */
export function summarizeSamples(samples: readonly Sample[]): ComparisonTiming {
  const full = summarizeSide(samples.filter((sample) => sample.mode === 'full'));
  const pruned = summarizeSide(samples.filter((sample) => sample.mode !== 'full'));
  const speedup = full.ttft && pruned.ttft && pruned.ttft.median > 0 ? full.ttft.median / pruned.ttft.median : null;
  return { full, pruned, speedup };
}

/** The speed-up in words, where a change below 1% counts as none: `2.1× faster`, `no faster`, `1.3× slower`. */
export function describeSpeedup(speedup: number): string {
  if (speedup >= 1.01) return `${speedup.toFixed(2)}× faster`;
  if (speedup > 0.99) return 'no faster';
  return `${(1 / speedup).toFixed(2)}× slower`;
}

/** A speed-up with the middle half of its ratios, both in the same direction: `2.09× slower (1.92× – 2.27×)`. */
export function describeRatio(speedup: number, spread: readonly [q1: number, q3: number] | null): string {
  const words = describeSpeedup(speedup);
  if (!spread || spread[0] === spread[1]) return words;
  const [q1, q3] = speedup > 0.99 ? spread : [1 / spread[1], 1 / spread[0]];
  return `${words} (${q1.toFixed(2)}× – ${q3.toFixed(2)}×)`;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
