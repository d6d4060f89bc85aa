// From a generation's events to a trace. Knows no model, no runtime and no clock: all it says was measured before.

import type { GenerateConfig, GenerateEvent, StepRecord, StopReason } from '@/lib/engine/types';
import { TRACE_VERSION } from './schema';
import type { Sample, Trace } from './schema';

/** What is left of a generation when it has ended. */
export interface Recording {
  readonly steps: readonly StepRecord[];
  /** Logits of the prefill step. (V); empty where the generation was stopped before its first token. */
  readonly firstLogits: Float32Array;
  readonly stopReason: StopReason;
}

/**
 * Runs a generation to its end, telling `onEvent` of each event and waiting for what it returns. Throws what the generation or
 * `onEvent` throws, after the generation has released its tensors.
 */
export async function record(
  events: AsyncGenerator<GenerateEvent, StopReason>,
  onEvent?: (event: GenerateEvent) => void | Promise<void>,
): Promise<Recording> {
  const steps: StepRecord[] = [];
  let firstLogits = new Float32Array();
  try {
    for (;;) {
      const next = await events.next();
      if (next.done) return { steps, firstLogits, stopReason: next.value };
      const event = next.value;
      if (event.type === 'step') {
        // Copied: a backend may reuse the buffer in the next step.
        if (steps.length === 0) firstLogits = Float32Array.from(event.logits);
        steps.push(event.step);
      }
      await onEvent?.(event);
    }
  } catch (thrown) {
    await events.return('stopped');
    throw thrown;
  }
}

/** What a generation ran on and with. */
export interface RunContext {
  readonly engine: Trace['engine'];
  readonly model: Trace['model'];
  readonly backend: Trace['backend'];
  readonly input: Trace['input'];
  readonly config: GenerateConfig;
}

/**
 * The trace of a generation of at least one step, with the output's ids but not its text: that is for whoever holds the tokenizer
 * (`spellTrace`).
 */
export function buildTrace(
  { engine, model, backend, input, config }: RunContext,
  { steps, stopReason }: Pick<Recording, 'steps' | 'stopReason'>,
): Trace {
  return {
    version: TRACE_VERSION,
    engine,
    model,
    backend,
    input,
    config: { ...config, schedule: config.schedule.map((stage) => ({ ...stage })) },
    steps: steps.map(plainStep),
    output: { ids: steps.map((step) => step.nextId), text: '', pieces: [], stopReason },
    timings: timingsOf(steps),
  };
}

/** Times of a generation's steps. The total is their sum: what happens between steps (reporting, recording) is not in it. */
function timingsOf(steps: readonly Pick<StepRecord, 'ms'>[]): Trace['timings'] {
  const [ttftMs = 0, ...decodeMs] = steps.map((step) => step.ms);
  return { ttftMs, decodeMs, totalMs: decodeMs.reduce((sum, ms) => sum + ms, ttftMs) };
}

/** One timed repeat. */
export function sampleOf(mode: GenerateConfig['mode'], steps: readonly StepRecord[]): Sample {
  return { mode, ...timingsOf(steps) };
}

/** A step as a trace has it: the engine's record, free to be changed. */
export function plainStep(step: StepRecord): Trace['steps'][number] {
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
