// Re-executes recorded steps up to one layer, to read attention that the recorded run did not keep. Selects nothing: the record says
// what was kept. Never part of a timed run.

import { AppError, throwIfAborted } from '@/lib/errors';
import type { AttentionProbe, Backend, BackendRun } from './backend';
import { createCaches, noteComputed, noteParked, type Caches } from './caches';
import { parksPruned, planSegment, positionsBelow, splitRows } from './plan';
import { checkKept, checkSame, checkSteps, contradiction, type RecordedStep } from './record';
import { checkSchedule, effectiveSchedule, segmentsOf, type Segment } from './schedule';
import type { GenerateConfig, Position, TokenId } from './types';

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
 * Throws AppError `trace-invalid` naming the step where the record contradicts itself, `schedule-invalid`, `input-invalid` for a
 * step or layer that is not there, and AbortError when aborted; the tensors are released then.
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
  checkSchedule(config.schedule, backend.layers);
  const segments = segmentsOf(effectiveSchedule(config), backend.layers);
  const replayed = steps.slice(0, step + 1);
  checkSteps(replayed, ids, backend.vocabSize, segments);
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
  checkSame(record, planned, number);
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

function closeAll(probe: AttentionProbe, run: BackendRun): void {
  probe.close();
  run.close();
}
