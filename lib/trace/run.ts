// A run as the page keeps it: a whole comparison, or the part of one that a stop or a file of one trace leaves.

import { z } from 'zod';
import type { Schedule } from '@/lib/engine/types';
import type { Sliceable } from '@/lib/slices';
import { followingFates } from './fate';
import { summarizeSamples } from './statistics';
import type { Comparison, Trace } from './schema';
import { comparisonSchema, traceSchema } from './schema';

export type Side = 'full' | 'pruned';

const originSchema = z.enum(['recorded', 'here', 'file', 'published']);

export const runSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('whole'),
    id: z.string(),
    origin: originSchema,
    comparison: comparisonSchema,
    /** Who published it, in their own words, and when: of published runs only. */
    publication: z.object({ author: z.string(), publishedAt: z.string() }).optional(),
  }),
  z.object({
    kind: z.literal('part'),
    id: z.string(),
    origin: originSchema,
    title: z.string(),
    createdAt: z.string(),
    expected: z.string().nullable(),
    /** Why there is no more: stopped by the user, or a file that holds one trace. */
    reason: z.enum(['stopped', 'single']),
    full: traceSchema.nullable(),
    pruned: traceSchema.nullable(),
    /** Generations that had ended, as in a comparison. */
    timing: comparisonSchema.shape.timing.pick({ warmup: true, samples: true }),
  }),
]);

export type Run = z.infer<typeof runSchema>;
/** A run with both sides, all repeats and both answers: what is recorded and published. */
export type WholeRun = Extract<Run, { kind: 'whole' }>;
export type Origin = z.infer<typeof originSchema>;

export function runOf(comparison: Comparison, origin: Origin): WholeRun {
  return { kind: 'whole', id: comparison.id, origin, comparison };
}

/** What a list of runs says of one. */
export interface RunHead {
  readonly id: string;
  readonly createdAt: string;
  readonly title: string;
  /** `whole`, or why there is no more. */
  readonly kind: 'whole' | 'stopped' | 'single';
  readonly schedule: Schedule;
  /** Median TTFT of full prefill / that of the pruned side; null where a side was not timed. */
  readonly speedup: number | null;
}

export function headOf(run: Run): RunHead {
  const { samples } = run.kind === 'whole' ? run.comparison.timing : run.timing;
  return {
    id: run.id,
    createdAt: createdAtOf(run),
    title: titleOf(run),
    kind: run.kind === 'whole' ? 'whole' : run.reason,
    schedule: traceOf(run, 'pruned')?.config.schedule ?? [],
    speedup: run.kind === 'whole' ? summarizeSamples(samples).speedup : null,
  };
}

/** The run, after what all its views look up was computed: a step at a time, since a long run would hold the page up. */
export function* preparingRun<R extends Run>(run: R): Sliceable<R> {
  for (const side of ['full', 'pruned'] as const) {
    const trace = traceOf(run, side);
    if (trace) yield* followingFates(trace);
  }
  return run;
}

/** The trace of one side; null where a part has none. */
export function traceOf(run: Run, side: Side): Trace | null {
  return run.kind === 'whole' ? run.comparison[side] : run[side];
}

export function titleOf(run: Run): string {
  return run.kind === 'whole' ? run.comparison.title : run.title;
}

export function createdAtOf(run: Run): string {
  return run.kind === 'whole' ? run.comparison.createdAt : run.createdAt;
}

export function expectedOf(run: Run): string | null {
  return run.kind === 'whole' ? run.comparison.expected : run.expected;
}
