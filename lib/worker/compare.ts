// One press of Run: full prefill and a pruned generation in turns on the same ids. Knows no thread, no clock, no browser.

import { AppError, assert } from '@/lib/errors';
import type { Backend } from '@/lib/engine/backend';
import { generate } from '@/lib/engine/generate';
import type { GenerateConfig, StepRecord } from '@/lib/engine/types';
import { buildTrace, plainStep, record, sampleOf } from '@/lib/trace/record';
import type { Recording } from '@/lib/trace/record';
import { TRACE_VERSION } from '@/lib/trace/schema';
import type { Comparison, Sample, Trace } from '@/lib/trace/schema';
import { fidelityOf } from './fidelity';
import type { Outcome } from './fidelity';
import type { Event, Params } from './protocol';

/** Everything a comparison takes from the world around it. */
export interface CompareContext {
  /** The clock, in ms. */
  now(): number;
  readonly signal: AbortSignal;
  emit(event: Event<'compare'>): void;
  /** Lets a waiting abort message in. Called every 10 ms at most, within timed steps: it must be cheap. */
  breathe(): Promise<void>;
  /** Identity of the comparison made. */
  readonly id: string;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly engine: Trace['engine'];
  readonly environment: Comparison['environment'];
  /** Reading the weights and creating sessions, where that was done for this comparison. */
  readonly loadMs: number | null;
}

type Side = 'full' | 'pruned';
type Deviation = NonNullable<Comparison['timing']['deviations']>[number];

/** Between two looks for an abort. */
const BREATH_MS = 10;
/** Between two progress messages: a screen shows no more. */
const PROGRESS_MS = 30;
const SIDES = ['full', 'pruned'] as const;

/**
 * Runs `warmups` generations a side, then `repeats` timed ones in turns (full, pruned, full, pruned, ...). The first timed ones are
 * recorded; each later one must do the same, and is listed in `timing.deviations` if it does not. Throws AbortError when aborted
 * (steps and samples emitted until then remain valid), AppError `input-invalid` for a prompt that the model cannot take, and
 * what the engine throws.
 */
export async function compare(
  backend: Backend,
  model: Trace['model'],
  params: Params<'compare'>,
  context: CompareContext,
): Promise<Comparison> {
  checkLength(params, model.spec.context);
  const configs: Record<Side, GenerateConfig> = { full: { ...params.config, mode: 'full' }, pruned: params.config };
  const recorded: Partial<Record<Side, Recording>> = {};
  const warmup: Sample[] = [];
  const samples: Sample[] = [];
  const deviations: Deviation[] = [];

  async function turn(side: Side, repeat: number, kind: 'warmup' | 'timed'): Promise<void> {
    const isWarmup = kind === 'warmup';
    context.emit({ type: 'begin', side, warmup: isWarmup, repeat });
    const onStep = (step: StepRecord): void => {
      if (kind === 'timed' && repeat === 0) context.emit({ type: 'step', side, step: plainStep(step) });
    };
    const generation = await run(backend, params, model.spec.eosTokenIds, configs[side], context, onStep);
    const sample = sampleOf(configs[side].mode, generation.steps);
    (isWarmup ? warmup : samples).push(sample);
    context.emit({ type: 'sample', side, warmup: isWarmup, repeat, sample });
    if (isWarmup) return;
    const first = (recorded[side] ??= generation);
    const deviation = deviationOf(first.steps, generation.steps);
    if (deviation) deviations.push({ side, repeat, ...deviation });
  }

  for (let repeat = 0; repeat < params.warmups; repeat++) for (const side of SIDES) await turn(side, repeat, 'warmup');
  for (let repeat = 0; repeat < params.repeats; repeat++) for (const side of SIDES) await turn(side, repeat, 'timed');

  const { full, pruned } = recorded;
  assert(full && pruned, 'a comparison needs at least one timed repeat');
  const trace = (side: Side, recording: Recording): Trace =>
    buildTrace(
      { engine: context.engine, model, backend: backend.description, input: params.input, config: configs[side] },
      recording,
    );
  return {
    version: TRACE_VERSION,
    kind: 'comparison',
    id: context.id,
    createdAt: context.createdAt,
    title: params.title,
    presetId: params.presetId,
    expected: params.expected,
    full: trace('full', full),
    pruned: trace('pruned', pruned),
    timing: { loadMs: context.loadMs, warmup, samples, deviations },
    fidelity: fidelityOf(outcome(full), outcome(pruned)),
    environment: context.environment,
  };
}

/** One generation to its end. Throws AbortError when it was stopped. */
async function run(
  backend: Backend,
  { input, select = 'device' }: Params<'compare'>,
  eosTokenIds: readonly number[],
  config: GenerateConfig,
  { now, signal, emit, breathe }: CompareContext,
  onStep: (step: StepRecord) => void,
): Promise<Recording> {
  let breathedAt = -Infinity;
  let reportedAt = -Infinity;
  const recording = await record(
    generate(backend, input.ids, config, { now, signal, eosTokenIds, select }),
    async (event) => {
      if (event.type === 'step') return onStep(event.step);
      const at = now();
      if (at - reportedAt >= PROGRESS_MS) {
        emit(event);
        reportedAt = at;
      }
      if (at - breathedAt >= BREATH_MS) {
        await breathe();
        breathedAt = now();
      }
    },
  );
  signal.throwIfAborted();
  return recording;
}

/** The first step in which a repeat kept other positions, or chose another token, than the recorded generation. */
function deviationOf(
  recorded: readonly StepRecord[],
  repeated: readonly StepRecord[],
): Pick<Deviation, 'step' | 'what'> | null {
  const longer = Math.max(recorded.length, repeated.length);
  for (let step = 0; step < longer; step++) {
    const a = recorded[step];
    const b = repeated[step];
    if (!a || !b) return { step, what: 'output' };
    if (!a.segments.every((segment, s) => samePositions(segment.kept, b.segments[s]?.kept ?? null))) {
      return { step, what: 'kept' };
    }
    if (a.nextId !== b.nextId) return { step, what: 'output' };
  }
  return null;
}

function samePositions(a: readonly number[] | null, b: readonly number[] | null): boolean {
  if (a === b) return true;
  return a !== null && b !== null && a.length === b.length && a.every((position, i) => position === b[i]);
}

function outcome({ firstLogits, steps }: Recording): Outcome {
  return { logits: firstLogits, ids: steps.map((step) => step.nextId) };
}

function checkLength({ input, config }: Params<'compare'>, context: number): void {
  const prompt = input.ids.length;
  const total = prompt + config.maxNewTokens;
  if (total <= context) return;
  throw new AppError(
    'input-invalid',
    `The prompt has ${prompt} tokens and up to ${config.maxNewTokens} are to be generated: ${total} in all, more than the ` +
      `${context} this model was made for. Shorten the prompt by ${total - context} tokens or generate fewer.`,
  );
}
