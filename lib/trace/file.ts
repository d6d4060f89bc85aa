// A comparison as a JSON file, and back. The file is the whole run: reading it needs no model. Knows no DOM.

import { z } from 'zod';
import { AppError } from '@/lib/errors';
import { atOnce, type Sliceable } from '@/lib/slices';
import { packPositions, packScores, packScoresCoarsely } from './pack';
import type { Comparison, Trace, TraceStep } from './schema';
import { TRACE_VERSION, comparisonSchema, stepSchema, traceSchema } from './schema';

/** How exactly the scores of decode steps are kept: `by length` keeps those of long runs coarsely. Those of prefill are fine. */
type Precision = 'fine' | 'by length' | 'coarse';

/** Spells a comparison as JSON with packed positions and scores. `readComparison` reads it. */
export function writeComparison(comparison: Comparison, precision: Precision = 'by length'): string {
  return atOnce(writingComparison(comparison, precision));
}

/** Spells a single trace likewise; `readTraceFile` reads it. */
export function writeTrace(trace: Trace): string {
  return atOnce(writingTrace(trace));
}

/** `writeComparison`, a step at a time. */
export function* writingComparison(comparison: Comparison, precision: Precision = 'by length'): Sliceable<string> {
  const full = yield* packingTrace(comparison.full, precision);
  const pruned = yield* packingTrace(comparison.pruned, precision);
  return JSON.stringify({ ...comparison, full, pruned });
}

/** `writeTrace`, a step at a time. */
export function* writingTrace(trace: Trace): Sliceable<string> {
  return JSON.stringify(yield* packingTrace(trace));
}

/** What a file held: both sides, or a single trace as the command line writes it. */
export type OpenedFile = { kind: 'comparison'; comparison: Comparison } | { kind: 'trace'; trace: Trace };

/** Reads a comparison. Throws AppError trace-invalid, as `readTraceFile`, and for a file that holds a single trace. */
export function readComparison(text: string): Comparison {
  const opened = readTraceFile(text);
  if (opened.kind === 'comparison') return opened.comparison;
  throw new AppError(
    'trace-invalid',
    `This file holds one ${opened.trace.config.mode} trace, not a comparison: export a run from the workbench to get both sides.`,
  );
}

/** Reads either kind of file. Throws AppError trace-invalid naming the version, the kind or the place that is wrong. */
export function readTraceFile(text: string): OpenedFile {
  return atOnce(readingTraceFile(text));
}

/** `readTraceFile`, a step at a time. */
export function readingTraceFile(text: string): Sliceable<OpenedFile> {
  return readingTrace(parseJson(text));
}

/** `readingTraceFile` of what JSON.parse gave: a run inside another document. */
export function* readingTrace(parsed: unknown): Sliceable<OpenedFile> {
  const root = envelopeSchema.safeParse(parsed);
  if (!root.success) {
    throw invalid('This JSON file is not a LazyLens run: it has no version. Open a file that the Export button saved.');
  }
  const { version, kind } = root.data;
  if (version !== TRACE_VERSION) {
    const age = typeof version === 'number' && version > TRACE_VERSION ? 'a newer' : 'another';
    throw invalid(
      `This run is of trace version ${JSON.stringify(version)}, written by ${age} LazyLens; this page reads version ${TRACE_VERSION}. ` +
        'Open it with the LazyLens that wrote it, or run the prompt again here.',
    );
  }
  if (kind === 'comparison') {
    const { full, pruned, ...rest } = check(comparisonWithoutSteps, root.data);
    yield;
    return {
      kind,
      comparison: { ...rest, full: yield* withSteps(full, 'full.'), pruned: yield* withSteps(pruned, 'pruned.') },
    };
  }
  if (kind === undefined) return { kind: 'trace', trace: yield* withSteps(check(traceWithoutSteps, root.data), '') };
  throw invalid(
    `This file is a ${JSON.stringify(kind)}, not a run: open a file that the Export button or the command line saved.`,
  );
}

const envelopeSchema = z
  .looseObject({ version: z.unknown(), kind: z.unknown().optional() })
  .refine((root) => 'version' in root);

export const traceWithoutSteps = traceSchema.extend({ steps: z.array(z.unknown()).min(1) });
const comparisonWithoutSteps = comparisonSchema.extend({ full: traceWithoutSteps, pruned: traceWithoutSteps });

/** Checks the steps one by one; `place` is where the trace stands in the file. */
export function* withSteps(trace: z.output<typeof traceWithoutSteps>, place: string): Sliceable<Trace> {
  const steps: TraceStep[] = [];
  for (const [at, step] of trace.steps.entries()) {
    steps.push(check(stepSchema, step, `${place}steps.${at}.`));
    yield;
  }
  return { ...trace, steps };
}

/** A trace with packed positions and scores. */
export function* packingTrace(trace: Trace, precision: Precision = 'by length'): Sliceable<unknown> {
  const isFine = precision === 'by length' ? countScores(trace) <= FINE_SCORES : precision === 'fine';
  const steps: unknown[] = [];
  for (const step of trace.steps) {
    const segments = packSegments(step, step.kind === 'prefill' || isFine ? packScores : packScoresCoarsely);
    steps.push({ ...step, segments });
    yield;
  }
  return { ...trace, steps };
}

/** Up to this many scores a trace keeps all of them fine: about 150 kB. */
const FINE_SCORES = 50_000;

function countScores({ steps }: Trace): number {
  return steps.reduce(
    (sum, { segments }) => segments.reduce((inStep, { scores }) => inStep + (scores?.length ?? 0), sum),
    0,
  );
}

function packSegments({ segments }: TraceStep, pack: (scores: readonly number[]) => string): unknown[] {
  return segments.map((segment) => ({
    ...segment,
    computed: packPositions(segment.computed),
    revived: packPositions(segment.revived),
    kept: segment.kept && packPositions(segment.kept),
    scores: segment.scores && pack(segment.scores),
  }));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const what = text.trim() === '' ? 'This file is empty' : 'This file is not JSON';
    throw new AppError('trace-invalid', `${what}: open a run saved by the Export button (a .json file).`, { cause });
  }
}

function check<T extends z.ZodType>(schema: T, root: unknown, within = ''): z.output<T> {
  const parsed = schema.safeParse(root);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const place = `${within}${issue?.path.join('.') ?? ''}` || 'its top level';
  throw new AppError(
    'trace-invalid',
    `This run file is damaged at ${place} (${issue?.message ?? 'unknown'}): export the run again.`,
    {
      cause: parsed.error,
    },
  );
}

function invalid(message: string): AppError {
  return new AppError('trace-invalid', message);
}
