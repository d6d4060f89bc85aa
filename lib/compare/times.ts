// Times to first token of two runs, and their ratio with its spread. Knows samples only.

import { summarize, summarizeSide, type Summary } from '@/lib/trace/statistics';
import type { Run, Side } from '@/lib/trace/run';
import type { Sample } from '@/lib/trace/schema';

export interface TtftDifference {
  readonly a: Summary | null;
  readonly b: Summary | null;
  /** Median of A / median of B: above 1, B is faster. Null where a side was not timed. */
  readonly ratio: number | null;
  /** The middle half of the ratios of every repeat of A to every repeat of B. */
  readonly spread: readonly [q1: number, q3: number] | null;
}

/** The timed repeats of one side of a run. */
export function samplesOf(run: Run, side: Side): readonly Sample[] {
  const { samples } = run.kind === 'whole' ? run.comparison.timing : run.timing;
  return samples.filter((sample) => (sample.mode === 'full') === (side === 'full'));
}

/** Compares the repeats of two sides. Repeats compared with themselves have a ratio of 1, and no spread. */
export function compareTtft(samplesA: readonly Sample[], samplesB: readonly Sample[]): TtftDifference {
  const [sideA, sideB] = [summarizeSide(samplesA), summarizeSide(samplesB)];
  const [a, b] = [sideA.ttft, sideB.ttft];
  if (!a || !b || b.median <= 0) return { a, b, ratio: null, spread: null };
  const same = sideA.ttftMs.length === sideB.ttftMs.length && sideA.ttftMs.every((ms, i) => ms === sideB.ttftMs[i]);
  const ratios = same ? [1] : sideA.ttftMs.flatMap((x) => sideB.ttftMs.filter((y) => y > 0).map((y) => x / y));
  const of = summarize(ratios);
  return { a, b, ratio: a.median / b.median, spread: of && [of.q1, of.q3] };
}
