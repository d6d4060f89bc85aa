// Checks what was sent to be published, a step at a time, and spells it in the one way that its id is made from. Knows no database.

import { createHash } from 'node:crypto';
import type { z } from 'zod';
import type { Mode } from '@/lib/engine/types';
import type { Caption } from '@/lib/experiment/publication';
import { publicationId } from '@/lib/experiment/publicationId';
import type { SpelledStep } from '@/lib/experiment/spelled';
import { contentOf, spelledPublication, spelledStep } from '@/lib/experiment/spelled';
import { firstIssue } from '@/lib/issues';
import type { Sliceable } from '@/lib/slices';
import { inSlices } from '@/lib/slices';
import type { traceWithoutSteps } from '@/lib/trace/file';
import { countPacked } from '@/lib/trace/pack';
import type { TraceStep } from '@/lib/trace/schema';
import { stepSchema } from '@/lib/trace/schema';
import { summarizeSamples } from '@/lib/trace/statistics';
import { jsonSize } from './jsonSize';
import { Refusal } from './refusal';

/** A publication that may be stored. */
export interface Reviewed extends Caption {
  readonly id: string;
  /** SHA-256 of all that the id is made from, hex. */
  readonly digest: string;
  /** JSON of the run. Its lists are spelled as they came: unpacking and packing again would round scores once more. */
  readonly run: string;
  readonly model: string;
  readonly promptTokens: number;
  readonly mode: Mode;
  /** Median TTFT of full prefill / that of the pruned side; null where one was not timed. */
  readonly speedup: number | null;
}

/** Most positions that a run may name in all its lists: some three times what 8,192 tokens and 512 decode steps need. */
const MOST_POSITIONS = 32_000_000;
/** Most values in a body, of which such a run with 32 pruning layers has some 300,000, and how deep they may lie: there it is 9. */
const MOST_VALUES = 500_000;
const DEEPEST = 32;
/** Most characters that spell a position in a list. */
const LONGEST_POSITION = 8;
/** What views make room for: more of it would freeze whoever opens the link. */
const most = { tokens: 65_536, layers: 1000, heads: 1000, candidates: 100, repeats: 1000 };
const LONGEST_MODEL = 200;

/** Reviews the text of a body, pausing between steps. Rejects with Refusal 400 that names the place, 413 for too many positions. */
export function review(text: string): Promise<Reviewed> {
  return inSlices(reviewing(text));
}

function* reviewing(text: string): Sliceable<Reviewed> {
  const { values, depth } = jsonSize(text);
  if (values > MOST_VALUES || depth > DEEPEST) throw tooMuch('values');
  const { run, ...envelope } = check(spelledPublication, parseJson(text), '');
  const repeats = run.timing.samples.length + run.timing.warmup.length;
  if (repeats > most.repeats) throw tooMuch('repeats');
  const budget = { positions: MOST_POSITIONS };
  const full = { ...run.full, steps: yield* reviewingSteps(run.full, 'run.full', budget) };
  const pruned = { ...run.pruned, steps: yield* reviewingSteps(run.pruned, 'run.pruned', budget) };
  const { title, note, author } = envelope;
  const { words, json } = contentOf(envelope, { ...run, full, pruned });
  const digest = createHash('sha256').update(words).update(json).digest('hex');
  const { speedup } = summarizeSamples(run.timing.samples);
  return {
    ...{ title, note, author },
    id: publicationId(digest),
    digest,
    run: json,
    // A database's text holds no NUL.
    model: run.pruned.model.id.replaceAll(/\p{Cc}/gu, ' ').slice(0, LONGEST_MODEL),
    promptTokens: run.pruned.input.ids.length,
    mode: run.pruned.config.mode,
    speedup: Number.isFinite(speedup) ? speedup : null,
  };
}

/** The steps as they came, without what the schema does not know. */
function* reviewingSteps(
  trace: z.infer<typeof traceWithoutSteps>,
  place: string,
  budget: { positions: number },
): Sliceable<SpelledStep[]> {
  const { input, model } = trace;
  if (input.ids.length > most.tokens) throw tooMuch('tokens');
  if (model.spec.layers > most.layers || model.spec.heads > most.heads) throw tooMuch('layers or heads');
  const steps: SpelledStep[] = [];
  for (const [at, unknown] of trace.steps.entries()) {
    const within = `${place}.steps.${at}`;
    const spelled = check(spelledStep, unknown, within);
    if (spelled.top.length > most.candidates) throw tooMuch('candidates');
    const longest = (input.ids.length + at) * LONGEST_POSITION;
    for (const { computed, revived, kept } of spelled.segments) {
      for (const list of [computed, revived, kept]) {
        if ((list?.length ?? 0) > longest) throw tooMuch('positions');
        budget.positions -= list === null ? 0 : countOf(list);
      }
    }
    if (budget.positions < 0) throw tooMuch('positions');
    checkShape(check(stepSchema, spelled, within), at, trace, within);
    steps.push(spelled);
    yield;
  }
  return steps;
}

/**
 * Holds a step to the size that the run itself gives: views make room for the positions and layers that a run names, and a run that
 * names a billion of them would freeze whoever opens its link.
 */
function checkShape(step: TraceStep, at: number, trace: z.infer<typeof traceWithoutSteps>, within: string): void {
  const refuse = (what: string): never => {
    throw invalid(`${within}: ${what}`);
  };
  const position = trace.input.ids.length - 1 + at;
  if (step.position !== position) refuse(`stands at position ${step.position}, expected ${position}`);
  let nextLayer = 1;
  let active = position + 1;
  for (const { firstLayer, lastLayer, computed, revived, kept, scores } of step.segments) {
    if (firstLayer !== nextLayer || lastLayer < firstLayer)
      refuse(`segment ${firstLayer}-${lastLayer} is out of order`);
    nextLayer = lastLayer + 1;
    const last = Math.max(...[computed, revived, kept].map((list) => list?.at(-1) ?? 0));
    if (last > position) refuse(`names position ${last}, after its own`);
    if (scores && scores.length !== active) refuse(`has ${scores.length} scores for ${active} active tokens`);
    active = kept?.length ?? active;
  }
  if (nextLayer !== trace.model.spec.layers + 1) refuse(`ends at layer ${nextLayer - 1} of ${trace.model.spec.layers}`);
}

/** Positions that a list unpacks to, at most. */
function countOf(list: string | readonly number[]): number {
  return typeof list === 'string' ? countPacked(list) : list.length;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal(400, 'json-invalid', 'The body is not JSON: send a publication as the page does.');
  }
}

function check<T extends z.ZodType>(schema: T, value: unknown, within: string): z.output<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw invalid(within ? `${within}.${firstIssue(parsed.error)}` : firstIssue(parsed.error));
}

function tooMuch(what: string): Refusal {
  return new Refusal(413, 'too-large', `This run holds too many ${what} to publish. Share its file instead.`);
}

function invalid(what: string): Refusal {
  return new Refusal(400, 'publication-invalid', `This cannot be published: ${what}.`);
}
