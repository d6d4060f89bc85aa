// How results and events are spelt between the threads: what is transferred, what is sent once only, what is checked on arrival.
//
// A comparison's steps cross as they are made and are checked then; the result leaves them out and the reader puts the very same
// objects back. So the end of a run costs the page nothing that grows with the prompt, and what was drawn is what is kept.

import { AppError } from '@/lib/errors';
import { firstIssue } from '@/lib/issues';
import { comparisonSchema, traceSchema } from '@/lib/trace/schema';
import type { Trace, TraceSegment, TraceStep } from '@/lib/trace/schema';
import type { Reader } from './link';
import { calls } from './protocol';
import type { CallName, Event, Result } from './protocol';
import type { WireResult } from './serve';
import type { z } from 'zod';

const traceOnWireSchema = traceSchema.omit({ steps: true });
/** Both sides have the same input: it is sent once. */
const fullOnWireSchema = traceOnWireSchema.omit({ input: true });
const comparisonOnWireSchema = comparisonSchema.extend({ full: fullOnWireSchema, pruned: traceOnWireSchema });

type Writers = { readonly [C in CallName]: (result: Result<C>) => WireResult };

/** Spells results for the page. */
export const writers: Writers = {
  load: (result) => ({ result, transfer: [] }),
  compare: ({ full, pruned, ...rest }) => ({
    result: { ...rest, full: withoutInput(withoutSteps(full)), pruned: withoutSteps(pruned) },
    transfer: [],
  }),
  attention: (result) => ({ result, transfer: buffers(...result.levels.map(({ codes }) => codes), result.values) }),
  attentionRow: (result) => ({ result, transfer: buffers(result.values) }),
};

/** Spells events: the lists of a step as typed arrays, which cross a thread in no time whatever their length. */
export const eventWriters = {
  compare: (event: Event<'compare'>): unknown =>
    event.type === 'step' ? { ...event, step: { ...event.step, segments: event.step.segments.map(typed) } } : event,
};

function typed({ computed, revived, kept, scores, ...rest }: TraceSegment): unknown {
  return {
    ...rest,
    computed: Int32Array.from(computed),
    revived: Int32Array.from(revived),
    kept: kept && Int32Array.from(kept),
    scores: scores && Float64Array.from(scores),
  };
}

function buffers(...arrays: readonly (Uint8Array | Float32Array | null)[]): ArrayBuffer[] {
  return arrays.map((array) => array?.buffer).filter((buffer) => buffer instanceof ArrayBuffer);
}

type Readers = { readonly [C in CallName]: () => Reader<Event<C>, Result<C>> };

/** Makes a reader for one call. */
export const readers: Readers = {
  load: () => ({
    event: (received) => check('load event', calls.load.event, received),
    result: (received) => check('load result', calls.load.result, received),
  }),
  compare: comparisonReader,
  attention: () => ({
    event: (received) => check('attention event', calls.attention.event, received),
    result: (received) => check('attention result', calls.attention.result, received),
  }),
  attentionRow: () => ({
    event: (received) => check('attention row event', calls.attentionRow.event, received),
    result: (received) => check('attention row', calls.attentionRow.result, received),
  }),
};

function comparisonReader(): Reader<Event<'compare'>, Result<'compare'>> {
  const steps: Record<'full' | 'pruned', TraceStep[]> = { full: [], pruned: [] };
  return {
    event(received) {
      const event = check('compare event', calls.compare.event, received);
      if (event.type === 'step') steps[event.side].push(event.step);
      return event;
    },
    result(received) {
      const { full, pruned, ...rest } = check('compare result', comparisonOnWireSchema, received);
      const { input } = pruned;
      return { ...rest, full: { ...full, input, steps: steps.full }, pruned: { ...pruned, steps: steps.pruned } };
    },
  };
}

function withoutSteps({ steps: _, ...rest }: Trace): z.output<typeof traceOnWireSchema> {
  return rest;
}

function withoutInput({ input: _, ...rest }: z.output<typeof traceOnWireSchema>): z.output<typeof fullOnWireSchema> {
  return rest;
}

function check<S extends z.ZodType>(what: string, schema: S, received: unknown): z.output<S> {
  const parsed = schema.safeParse(received);
  if (parsed.success) return parsed.data;
  throw new AppError('internal', `the engine worker's ${what} cannot be read: ${firstIssue(parsed.error)}`, {
    cause: parsed.error,
  });
}
