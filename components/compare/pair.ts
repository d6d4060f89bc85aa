// Two runs made ready to be looked at side by side: the side shown of each, their alignment, and the steps that both have.

import { align, type Alignment } from '@/lib/compare/align';
import { differenceOf, shareThatDiffers, type SegmentDifference } from '@/lib/compare/fates';
import { traceFates } from '@/lib/trace/fate';
import type { Run, Side } from '@/lib/trace/run';
import { traceOf } from '@/lib/trace/run';
import type { Trace } from '@/lib/trace/schema';
import type { Place } from './state';

export interface Chosen {
  readonly run: Run;
  /** The side shown: the one asked for, or the only one there is. */
  readonly side: Side;
  readonly trace: Trace;
}

export interface Pair extends Readonly<Record<Place, Chosen>> {
  readonly alignment: Alignment;
  /** Steps and layers that both have. */
  readonly steps: number;
  readonly layers: number;
  /** The step to look at first: the first in which they keep different tokens of the same prompt, else the prefill. */
  readonly opening: number;
}

/** The side of a run that is shown; null where the run holds no trace. */
export function chosenOf(run: Run, wanted: Side): Chosen | null {
  const other = wanted === 'full' ? 'pruned' : 'full';
  const side = traceOf(run, wanted) ? wanted : other;
  const trace = traceOf(run, side);
  return trace && { run, side, trace };
}

export function pairOf(a: Chosen, b: Chosen): Pair {
  const alignment = align(a.trace, b.trace);
  const steps = Math.min(a.trace.steps.length, b.trace.steps.length);
  const layers = Math.min(a.trace.model.spec.layers, b.trace.model.spec.layers);
  const pair = { a, b, alignment, steps, layers };
  const differing = Array.from({ length: alignment.prompts === 'same' ? steps : 0 }, (_, step) => step).find(
    (step) => shareThatDiffers(segmentsOf(pair, step)).differ > 0,
  );
  return { ...pair, opening: differing ?? 0 };
}

/** What a step of each run keeps, side by side; empty where one has no such step. */
export function segmentsOf({ a, b, alignment }: Omit<Pair, 'opening'>, step: number): SegmentDifference[] {
  const [ofA, ofB] = [traceFates(a.trace)[step], traceFates(b.trace)[step]];
  return ofA && ofB ? differenceOf(alignment, ofA, ofB) : [];
}
