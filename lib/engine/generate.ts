// One generation, in the paper's order: every step restarts from the full context, prunes as it goes deeper, revives what it needs
// again. Knows token ids and positions; no text, no tensors, no clock of its own.

import { AppError, isAbort, throwIfAborted } from '@/lib/errors';
import type { Backend, BackendRun, SegmentPlan } from './backend';
import { createCaches, noteComputed, noteParked, type Caches } from './caches';
import {
  keepsAll,
  keptAfter,
  parksPruned,
  planSegment,
  positionsBelow,
  prunesIn,
  splitRows,
  type KeepContext,
} from './plan';
import { topScores, type Policy } from './policy';
import { planPrefill, recordPrefill, selectsOnDevice, type SelectingRun } from './prefill';
import { chooseToken, createRandom, firstNonFinite, topLogits } from './sample';
import { checkConfig, effectiveSchedule, segmentsOf, type Segment } from './schedule';
import type { GenerateConfig, GenerateEvent, Position, SegmentRecord, StepRecord, StopReason, TokenId } from './types';

export interface GenerateOptions {
  /** The clock, in ms. */
  readonly now: () => number;
  readonly signal?: AbortSignal | undefined;
  /** Tokens that end the generation; the one met is part of the output. */
  readonly eosTokenIds: readonly TokenId[];
  /** The selection rule; LazyLLM's where absent. */
  readonly policy?: Policy;
  /** Prefill selects on the device where the backend can, which is the default, or waits for the host's selection. */
  readonly select?: 'device' | 'host';
}

const TOP_LOGITS = 10;

/**
 * Generates up to `config.maxNewTokens` tokens after the prompt (N >= 1 ids): prefill gives the first, each decode step one more.
 * Yields a `layer` event after each layer and a `step` event after each step; what the consumer does between them is part of a
 * step's `ms`, and the moment in which an abort can arrive.
 *
 * Aborting ends it with 'stopped' before another layer runs. However it ends, also by the consumer leaving its loop, the tensors are
 * released. Throws AppError `schedule-invalid`, `input-invalid`, `model-invalid` (logits or scores are no numbers), or what the
 * backend throws.
 */
export async function* generate(
  backend: Backend,
  promptIds: readonly TokenId[],
  config: GenerateConfig,
  options: GenerateOptions,
): AsyncGenerator<GenerateEvent, StopReason> {
  checkConfig(config, backend.layers);
  checkPrompt(promptIds, backend.vocabSize);
  const { now, signal, eosTokenIds, policy = topScores, select = 'device' } = options;
  if (signal?.aborted) return 'stopped';

  const random = createRandom(config.seed);
  const maxPositions = promptIds.length + config.maxNewTokens;
  const outputIds: TokenId[] = [];
  let startedAt = now();
  const run = backend.open(maxPositions);
  const generation: Generation = {
    run,
    signal,
    segments: segmentsOf(effectiveSchedule(config), backend.layers),
    caches: createCaches(maxPositions),
    keep: { config, policy, promptLength: promptIds.length },
  };
  try {
    for (let step = 0; step < config.maxNewTokens; step++) {
      const ids = step === 0 ? promptIds : outputIds.slice(-1);
      const position = promptIds.length - 1 + step;
      const kind = step === 0 ? 'prefill' : 'decode';
      if (step > 0) startedAt = now();
      const { logits, settle } =
        step === 0 && select === 'device' && selectsOnDevice(run, generation.segments, generation.keep)
          ? yield* runPrefill(generation, run, ids)
          : yield* runStep(generation, step, kind, ids, position);
      const nextId = chooseToken(logits, config.temperature, random);
      const ms = now() - startedAt;
      const segments = await settle();
      throwIfAborted(signal);

      outputIds.push(nextId);
      const tokenId = ids.at(-1) ?? -1;
      const top = topLogits(logits, TOP_LOGITS);
      yield { type: 'step', step: { kind, position, tokenId, segments, top, nextId, ms }, logits };
      if (eosTokenIds.includes(nextId)) return 'eos';
    }
    return 'length';
  } catch (thrown) {
    if (signal?.aborted && isAbort(thrown)) return 'stopped';
    throw thrown;
  } finally {
    run.close();
  }
}

interface Generation {
  readonly run: BackendRun;
  readonly signal: AbortSignal | undefined;
  readonly segments: readonly Segment[];
  readonly caches: Caches;
  readonly keep: KeepContext;
}

/** What a step gives: its logits (V), and its records, which may have to be read from the device once the token is out. */
interface Computed {
  readonly logits: Float32Array;
  readonly settle: () => Promise<SegmentRecord[]>;
}

/** A prefill that selects on the device. Throws AbortError when aborted. */
async function* runPrefill(
  { signal, segments, caches, keep }: Generation,
  run: SelectingRun,
  ids: readonly TokenId[],
): AsyncGenerator<GenerateEvent, Computed> {
  throwIfAborted(signal);
  const plan = planPrefill(segments, ids.length, keep.config);
  const layers = run.prefill(ids, plan);
  let segment = 0;
  for (;;) {
    const next = await layers.next();
    throwIfAborted(signal);
    if (next.done) {
      const { logits, settle } = next.value;
      checkLogits(logits, ids.length - 1);
      return {
        logits,
        settle: async () => {
          const selected = await settle();
          selected.forEach(({ scores }, i) => checkScores(scores, selected[i - 1]?.kept, segments[i]?.lastLayer ?? 0));
          return recordPrefill(caches, segments, ids.length, selected, keep);
        },
      };
    }
    const layer = next.value;
    while (layer > (plan.segments[segment]?.lastLayer ?? Infinity)) segment++;
    const rows = plan.segments[segment]?.rows ?? 0;
    yield { type: 'layer', step: 0, layer, computed: rows, active: rows };
  }
}

/** One step over the full context 0..`last`, whose final `ids.length` tokens are new. Throws AbortError when aborted. */
async function* runStep(
  { run, signal, segments, caches, keep }: Generation,
  step: number,
  kind: StepRecord['kind'],
  ids: readonly TokenId[],
  last: Position,
): AsyncGenerator<GenerateEvent, Computed> {
  const { mode } = keep.config;
  const records: (Omit<SegmentRecord, 'scores'> & { scores: Promise<Float32Array> | null })[] = [];
  let active: readonly Position[] = positionsBelow(last + 1);
  let rows: readonly Position[] = active.slice(active.length - ids.length);
  throwIfAborted(signal);
  await run.embed(ids, rows);

  for (const segment of segments) {
    const plan = planSegment(caches, segment, active, rows, prunesIn(mode, kind));
    const { firstLayer, lastLayer, computed, revived } = plan;
    throwIfAborted(signal);
    await run.enter(plan);
    // One row takes a millisecond or two for all layers: a stop in a decode step may wait for the segment's end.
    const whole = kind === 'decode' && run.span !== undefined;
    if (whole) await run.span?.(plan);
    for (let layer = firstLayer; layer <= lastLayer; layer++) {
      throwIfAborted(signal);
      if (!whole) await run.layer(layer, plan);
      yield { type: 'layer', step, layer, computed: computed.length, active: active.length };
    }
    noteComputed(caches, plan);
    throwIfAborted(signal);
    if (segment.stage === null) {
      records.push({ firstLayer, lastLayer, computed, revived, kept: null, scores: null });
      break;
    }

    const scores = plan.scored ? readScores(run, plan) : null; // (n)
    scores?.catch(() => undefined); // awaited below, unless the step ends before
    // Where nothing is pruned, nothing waits for them.
    const kept =
      scores && keepsAll(segment, plan, keep) ? active : keptAfter(caches, segment, plan, await scores, keep);
    throwIfAborted(signal);
    const split = splitRows(plan, kept, parksPruned(mode));
    await run.leave(plan, split);
    noteParked(caches, split);
    records.push({ firstLayer, lastLayer, computed, revived, kept, scores });
    active = kept;
    rows = split.carried;
  }

  const logits = await run.logits(); // (V)
  throwIfAborted(signal);
  checkLogits(logits, last);
  const settle = () =>
    Promise.all(
      records.map(async ({ scores, ...record }) => ({ ...record, scores: scores && Array.from(await scores) })),
    );
  return { logits, settle };
}

/** Scores of a segment, by active position. Throws AppError `model-invalid` where they are no numbers. */
async function readScores(run: BackendRun, plan: SegmentPlan): Promise<Float32Array> {
  const scores = await run.scores(plan);
  checkScores(scores, plan.active, plan.lastLayer);
  return scores;
}

function checkPrompt(ids: readonly TokenId[], vocabSize: number): void {
  if (ids.length === 0) throw new AppError('input-invalid', 'the prompt has no tokens; write something first');
  const wrong = ids.findIndex((id) => !Number.isInteger(id) || id < 0 || id >= vocabSize);
  if (wrong >= 0) {
    const culprit = `token id ${ids[wrong]} at position ${wrong}`;
    const remedy = "use the model's own tokenizer";
    throw new AppError('input-invalid', `${culprit} is outside the model's vocabulary of ${vocabSize}; ${remedy}`);
  }
}

/** `active` holds the position of each score; where it is left out, score i is position i's. */
function checkScores(scores: Float32Array, active: readonly Position[] | undefined, layer: number): void {
  const wrong = firstNonFinite(scores);
  if (wrong < 0) return;
  throw notANumber(
    `the attention score of position ${active ? active[wrong] : wrong} after layer ${layer} is ${scores[wrong]}`,
  );
}

function checkLogits(logits: Float32Array, position: Position): void {
  const wrong = firstNonFinite(logits);
  if (wrong < 0) return;
  throw notANumber(`the logit of token id ${wrong} after position ${position} is ${logits[wrong]}`);
}

function notANumber(culprit: string): AppError {
  return new AppError(
    'model-invalid',
    `${culprit}: the weights are damaged or too large for f16; try f32, or load the model again`,
  );
}
