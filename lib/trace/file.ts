// A comparison as a JSON file, and back. The file is the whole run: reading it needs no model. Knows no DOM.

import { z } from 'zod';
import { AppError } from '@/lib/errors';
import { packPositions, packScores, packScoresCoarsely } from './pack';
import type { Comparison, Trace, TraceStep } from './schema';
import { TRACE_VERSION, comparisonSchema, traceSchema } from './schema';

/**
 * Spells a comparison as JSON with packed positions and scores: coarse scores for the decode steps of long runs.
 * `readComparison` reads it.
 */
export function writeComparison(comparison: Comparison): string {
  return JSON.stringify({ ...comparison, full: packTrace(comparison.full), pruned: packTrace(comparison.pruned) });
}

/** Spells a single trace likewise; `readTraceFile` reads it. */
export function writeTrace(trace: Trace): string {
  return JSON.stringify(packTrace(trace));
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
  const root = envelopeSchema.safeParse(parseJson(text));
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
  if (kind === 'comparison') return { kind, comparison: check(comparisonSchema, root.data) };
  if (kind === undefined) return { kind: 'trace', trace: check(traceSchema, root.data) };
  throw invalid(
    `This file is a ${JSON.stringify(kind)}, not a run: open a file that the Export button or the command line saved.`,
  );
}

const envelopeSchema = z
  .looseObject({ version: z.unknown(), kind: z.unknown().optional() })
  .refine((root) => 'version' in root);

function packTrace(trace: Trace): unknown {
  const scored = trace.steps.flatMap(({ segments }) => segments.map(({ scores }) => scores?.length ?? 0));
  const isShort = scored.reduce((sum, count) => sum + count, 0) <= FINE_SCORES;
  return {
    ...trace,
    steps: trace.steps.map((step) => ({
      ...step,
      segments: packSegments(step, step.kind === 'prefill' || isShort ? packScores : packScoresCoarsely),
    })),
  };
}

/** Up to this many scores a trace keeps all of them fine: about 150 kB. */
const FINE_SCORES = 50_000;

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

function check<T extends z.ZodType>(schema: T, root: unknown): z.output<T> {
  const parsed = schema.safeParse(root);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const place = issue?.path.join('.') || 'its top level';
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
