// A run as a string, for storage: whole or in part, every score fine. Reading and writing go a step at a time.

import { z } from 'zod';
import { AppError } from '@/lib/errors';
import type { Sliceable } from '@/lib/slices';
import { packingTrace, traceWithoutSteps, withSteps } from './file';
import { runSchema, type Run } from './run';
import type { Trace } from './schema';

const [wholeSchema, partSchema] = runSchema.options;
const comparison = wholeSchema.shape.comparison.extend({ full: traceWithoutSteps, pruned: traceWithoutSteps });
const textSchema = z.discriminatedUnion('kind', [
  wholeSchema.extend({ comparison }),
  partSchema.extend({ full: traceWithoutSteps.nullable(), pruned: traceWithoutSteps.nullable() }),
]);

export function* writingRun(run: Run): Sliceable<string> {
  if (run.kind === 'part') {
    const full = run.full && (yield* packingTrace(run.full, 'fine'));
    const pruned = run.pruned && (yield* packingTrace(run.pruned, 'fine'));
    return JSON.stringify({ ...run, full, pruned });
  }
  const full = yield* packingTrace(run.comparison.full, 'fine');
  const pruned = yield* packingTrace(run.comparison.pruned, 'fine');
  return JSON.stringify({ ...run, comparison: { ...run.comparison, full, pruned } });
}

/** Throws AppError trace-invalid where the string is no run. */
export function* readingRun(text: string): Sliceable<Run> {
  const parsed = textSchema.safeParse(parseJson(text));
  if (!parsed.success) throw damaged(parsed.error);
  const run = parsed.data;
  yield;
  const steps = function* (trace: z.output<typeof traceWithoutSteps> | null): Sliceable<Trace | null> {
    return trace && (yield* withSteps(trace, ''));
  };
  if (run.kind === 'part') return { ...run, full: yield* steps(run.full), pruned: yield* steps(run.pruned) };
  const full = yield* withSteps(run.comparison.full, '');
  const pruned = yield* withSteps(run.comparison.pruned, '');
  return { ...run, comparison: { ...run.comparison, full, pruned } };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw damaged(cause);
  }
}

function damaged(cause: unknown): AppError {
  return new AppError('trace-invalid', 'This stored run is damaged: delete it, and run its prompt again.', { cause });
}
