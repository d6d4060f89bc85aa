// Traces to compare: any that the algorithm could make, pairs that share a prompt, and the recorded runs of the page.

import { readFileSync, readdirSync } from 'node:fs';
import fc from 'fast-check';
import { modes } from '@/lib/engine/types';
import { atOnce } from '@/lib/slices';
import { readingTraceFile } from '@/lib/trace/file';
import { runOf, type Run } from '@/lib/trace/run';
import type { Trace } from '@/lib/trace/schema';
import { makeTrace } from '../fixtures/trace';

const layers = 12;

const anyOptions = fc.record({
  mode: fc.constantFrom(...modes),
  decodeSteps: fc.integer({ min: 0, max: 6 }),
  sinks: fc.integer({ min: 0, max: 3 }),
  seed: fc.integer(),
  schedule: fc
    .uniqueArray(fc.integer({ min: 1, max: layers - 1 }), { maxLength: 3 })
    .chain((cuts) =>
      fc
        .double({ min: 0.1, max: 1, noNaN: true })
        .map((keep) => cuts.sort((a, b) => a - b).map((layer) => ({ layer, keep }))),
    ),
});

const anyPrompt = fc.integer({ min: 2, max: 60 });

export const anyTrace = fc
  .tuple(anyOptions, anyPrompt)
  .map(([options, prompt]) => makeTrace({ ...options, prompt, layers }));

/** Two runs of the same prompt that differ in all else. */
export const samePrompt = fc
  .tuple(anyOptions, anyOptions, anyPrompt)
  .map(([a, b, prompt]) => [makeTrace({ ...a, prompt, layers }), makeTrace({ ...b, prompt, layers })] as const);

export const anyPair = fc.tuple(anyTrace, anyTrace).map(([a, b]) => [a, scramble(b)] as const);

/** The same run with another prompt: every third token is replaced, so that something is left to align. */
function scramble(trace: Trace): Trace {
  const ids = trace.input.ids.map((id, p) => (p % 3 === 1 ? 4095 - id : id));
  return { ...trace, input: { ...trace.input, ids } };
}

/** The trace with these prompt ids; its steps are left as they are. */
export function withPrompt(ids: number[], seed = 1): Trace {
  const trace = makeTrace({ prompt: ids.length, seed, layers });
  return { ...trace, input: { ids, text: '', pieces: ids.map((id) => ` ${id}`) } };
}

/** A trace of full prefill with these prompt ids, and no decode step. */
export function withLongPrompt(ids: number[]): Trace {
  const trace = makeTrace({ prompt: ids.length, mode: 'full', decodeSteps: 0, layers });
  return { ...trace, input: { ids, text: '', pieces: ids.map(String) } };
}

/** Every recorded run that comes with the page. */
export const recordedRuns: readonly Run[] = readdirSync('public/experiments')
  .filter((name) => name.endsWith('.json') && name !== 'index.json')
  .map((name) => {
    const opened = atOnce(readingTraceFile(readFileSync(`public/experiments/${name}`, 'utf8')));
    if (opened.kind !== 'comparison') throw new Error(`${name} is no comparison`);
    return runOf(opened.comparison, 'recorded');
  });
