// Two runs made ready to be looked at side by side: the side shown of each, their alignment, and the steps that both have.

import { align, type Alignment } from '@/lib/compare/align';
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
}

/** The side of a run that is shown; null where the run holds no trace. */
export function chosenOf(run: Run, wanted: Side): Chosen | null {
  const other = wanted === 'full' ? 'pruned' : 'full';
  const side = traceOf(run, wanted) ? wanted : other;
  const trace = traceOf(run, side);
  return trace && { run, side, trace };
}

export function pairOf(a: Chosen, b: Chosen): Pair {
  return {
    a,
    b,
    alignment: align(a.trace, b.trace),
    steps: Math.min(a.trace.steps.length, b.trace.steps.length),
    layers: Math.min(a.trace.model.spec.layers, b.trace.model.spec.layers),
  };
}
