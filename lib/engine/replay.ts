// Re-executes recorded steps up to one layer, to read attention that the recorded run did not keep. Selects nothing: the record says
// what was kept. Never part of a timed run.

import { AppError, throwIfAborted } from '@/lib/errors';
import type { AttentionProbe, Backend, BackendRun } from './backend';
import { createCaches, noteComputed, noteParked, type Caches } from './caches';
import { parksPruned, planSegment, positionsBelow, splitRows } from './plan';
import { effectiveSchedule, segmentsOf, type Segment } from './schedule';
import type { GenerateConfig, Position, SegmentRecord, StepRecord, TokenId } from './types';

/** A recorded step, as far as a replay reads it. */
export type RecordedStep = Pick<StepRecord, 'position' | 'tokenId'> & {
  readonly segments: readonly Pick<SegmentRecord, 'firstLayer' | 'lastLayer' | 'computed' | 'revived' | 'kept'>[];
};

export interface ReplayTarget {
  /** The step to look into, from 0 (prefill). */
  readonly step: number;
  /** The layer to look into, from 1. */
  readonly layer: number;
  readonly signal?: AbortSignal | undefined;
  /** Called and waited for after each of the `total` layer runs: the moment in which an abort can arrive. */
  readonly onLayer?: (done: number, total: number) => void | Promise<void>;
}

export interface Replay {
  readonly probe: AttentionProbe;
  /** Releases the probe and every tensor of the replay. */
  close(): void;
}

/**
 * Attention of layer `target.layer` in step `target.step` of a recorded generation. K and V of a layer depend on the layers before it
 * only, so layers 1..`layer` of steps 0..`step` are run and no others. `ids` is the prompt.
 * Throws AppError `trace-invalid` naming the step where the record contradicts itself, `input-invalid` for a step or layer that is not
 * there, and AbortError when aborted; the tensors are released then.
 */
export async function replayAttention(
  backend: Backend,
  ids: readonly TokenId[],
  steps: readonly RecordedStep[],
  config: Pick<GenerateConfig, 'mode' | 'schedule'>,
  target: ReplayTarget,
): Promise<Replay> {
  const { step, layer, signal, onLayer } = target;
  checkTarget(target, steps.length, backend.layers);
  const segments = segmentsOf(effectiveSchedule(config), backend.layers);
  const replayed = steps.slice(0, step + 1);
  replayed.forEach((recorded, number) => checkStep(recorded, number, ids, segments));
  throwIfAborted(signal);

  const maxPositions = ids.length + step;
  const total = replayed.length * layer;
  let done = 0;
  const replay: ReplayState = {
    run: backend.open(maxPositions),
    caches: createCaches(maxPositions),
    segments: segments.filter(({ firstLayer }) => firstLayer <= layer),
    park: parksPruned(config.mode),
    untilLayer: layer,
    afterLayer: async () => {
      await onLayer?.(++done, total);
      throwIfAborted(signal);
    },
  };
  try {
    for (const [number, recorded] of replayed.entries()) {
      const stepIds = number === 0 ? ids : [recorded.tokenId];
      const probe = await replayStep(replay, recorded, number, stepIds, number === step);
      if (probe) return { probe, close: () => closeAll(probe, replay.run) };
    }
    throw new AppError('internal', `replay ended before layer ${layer} of step ${step}`);
  } catch (thrown) {
    replay.run.close();
    throw thrown;
  }
}

interface ReplayState {
  readonly run: BackendRun;
  readonly caches: Caches;
  readonly segments: readonly Segment[];
  readonly park: boolean;
  readonly untilLayer: number;
  readonly afterLayer: () => Promise<void>;
}

/** Runs one step up to `untilLayer`, which is probed where `probing`. */
async function replayStep(
  { run, caches, segments, park, untilLayer, afterLayer }: ReplayState,
  recorded: RecordedStep,
  number: number,
  ids: readonly TokenId[],
  probing: boolean,
): Promise<AttentionProbe | null> {
  let active: readonly Position[] = positionsBelow(recorded.position + 1);
  let rows: readonly Position[] = active.slice(active.length - ids.length);
  await run.embed(ids, rows);
  for (const segment of segments) {
    const record = recorded.segments[segment.index];
    if (!record) throw contradiction(number, `has no segment ${segment.index}`);
    const plan = replan(number, record, () => planSegment(caches, segment, active, rows, false));
    await run.enter(plan);
    for (let layer = plan.firstLayer; layer <= Math.min(plan.lastLayer, untilLayer); layer++) {
      const probe = probing && layer === untilLayer ? await run.probe(layer, plan) : null;
      if (!probe) await run.layer(layer, plan);
      try {
        await afterLayer();
      } catch (thrown) {
        probe?.close();
        throw thrown;
      }
      if (probe) return probe;
    }
    noteComputed(caches, plan);
    if (plan.lastLayer >= untilLayer) break;

    const kept = record.kept ?? [];
    checkKept(kept, active, number, segment.lastLayer);
    const split = splitRows(plan, kept, park);
    await run.leave(plan, split);
    noteParked(caches, split);
    active = kept;
    rows = split.carried;
  }
  return null;
}

/** Plans a segment anew and refuses a record that says otherwise. */
function replan(number: number, record: RecordedStep['segments'][number], plan: () => ReturnType<typeof planSegment>) {
  const layers = `layers ${record.firstLayer} to ${record.lastLayer}`;
  let planned: ReturnType<typeof planSegment>;
  try {
    planned = plan();
  } catch (thrown) {
    throw contradiction(number, `cannot have run ${layers}`, thrown);
  }
  for (const list of ['computed', 'revived'] as const) {
    const difference = firstDifference(record[list], planned[list]);
    if (difference !== null)
      throw contradiction(number, `is wrong about position ${difference} being ${list} in ${layers}`);
  }
  return planned;
}

function checkTarget({ step, layer }: ReplayTarget, steps: number, layers: number): void {
  if (!Number.isInteger(step) || step < 0 || step >= steps) {
    throw new AppError('input-invalid', `step ${step} is not in this run of ${steps} steps; choose 0 to ${steps - 1}`);
  }
  if (!Number.isInteger(layer) || layer < 1 || layer > layers) {
    throw new AppError('input-invalid', `layer ${layer} is not in this model; choose 1 to ${layers}`);
  }
}

function checkStep(
  { position, tokenId, segments }: RecordedStep,
  number: number,
  ids: readonly TokenId[],
  expected: readonly Segment[],
) {
  const last = ids.length - 1 + number;
  if (position !== last) throw contradiction(number, `stands at position ${position}, where ${last} is due`);
  if (number === 0 && tokenId !== ids[last]) {
    throw contradiction(number, `ends with token id ${tokenId}, but the prompt with ${ids[last]}`);
  }
  const cuts = (list: readonly { firstLayer: number; lastLayer: number }[]) =>
    list.map(({ firstLayer, lastLayer }) => `${firstLayer}-${lastLayer}`).join(', ');
  if (cuts(segments) !== cuts(expected)) {
    throw contradiction(number, `has layers ${cuts(segments)}, but mode and schedule make ${cuts(expected)}`);
  }
}

function checkKept(kept: readonly Position[], active: readonly Position[], number: number, layer: number): void {
  let a = 0;
  for (const position of kept) {
    while ((active[a] ?? Infinity) < position) a++;
    if (active[a] !== position)
      throw contradiction(number, `keeps position ${position} after layer ${layer}, which is not active`);
    a++;
  }
  const last = active.at(-1);
  if (kept.at(-1) !== last)
    throw contradiction(number, `does not keep the last token, position ${last}, after layer ${layer}`);
}

/** The first position that stands in one of two lists only; null where they are equal. */
function firstDifference(a: readonly Position[], b: readonly Position[]): Position | null {
  for (let i = 0; i < Math.max(a.length, b.length); i++) if (a[i] !== b[i]) return a[i] ?? b[i] ?? null;
  return null;
}

function closeAll(probe: AttentionProbe, run: BackendRun): void {
  probe.close();
  run.close();
}

function contradiction(number: number, what: string, cause?: unknown): AppError {
  const remedy = 'the run cannot be replayed; record it again';
  return new AppError('trace-invalid', `step ${number} of the run ${what}: ${remedy}`, { cause });
}
