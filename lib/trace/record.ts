// Folds the steps of a finished generation into a trace. Knows no model and no clock: all it says was measured before.

import type { GenerateConfig, StepRecord, StopReason } from '@/lib/engine/types';
import { TRACE_VERSION } from './schema';
import type { Trace } from './schema';

/** What a generation ran on and with. */
export interface Recording {
  readonly engine: Trace['engine'];
  readonly model: Trace['model'];
  readonly backend: Trace['backend'];
  readonly input: Trace['input'];
  readonly config: GenerateConfig;
  readonly steps: readonly StepRecord[];
  readonly stopReason: StopReason;
}

/** A trace, with the output's ids but not its text: that is for whoever holds the tokenizer. */
export function buildTrace({ engine, model, backend, input, config, steps, stopReason }: Recording): Trace {
  return {
    version: TRACE_VERSION,
    engine,
    model,
    backend,
    input,
    config: { ...config, schedule: config.schedule.map((stage) => ({ ...stage })) },
    steps: steps.map(traceStep),
    output: { ids: steps.map((step) => step.nextId), text: '', pieces: [], stopReason },
    timings: timingsOf(steps),
  };
}

/** Times of a generation's steps. The total is their sum: what happens between steps (reporting, recording) is not in it. */
export function timingsOf(steps: readonly Pick<StepRecord, 'ms'>[]): Trace['timings'] {
  const [ttftMs = 0, ...decodeMs] = steps.map((step) => step.ms);
  return { ttftMs, decodeMs, totalMs: decodeMs.reduce((sum, ms) => sum + ms, ttftMs) };
}

/** A step as a trace has it: the engine's record, free to be changed. */
export function traceStep(step: StepRecord): Trace['steps'][number] {
  return {
    ...step,
    segments: step.segments.map((segment) => ({
      ...segment,
      computed: [...segment.computed],
      revived: [...segment.revived],
      kept: segment.kept && [...segment.kept],
      scores: segment.scores && [...segment.scores],
    })),
    top: step.top.map(([id, logit]) => [id, logit]),
  };
}
