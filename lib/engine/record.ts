// What a recorded step must satisfy to be run again. A record comes from a file, so it may say anything. Knows positions only.

import { AppError } from '@/lib/errors';
import type { Segment } from './schedule';
import type { Position, SegmentRecord, StepRecord, TokenId } from './types';

/** A recorded step, as far as a replay reads it. */
export type RecordedStep = Pick<StepRecord, 'position' | 'tokenId' | 'nextId'> & {
  readonly segments: readonly Pick<SegmentRecord, 'firstLayer' | 'lastLayer' | 'computed' | 'revived' | 'kept'>[];
};

/** Refuses steps that do not follow the prompt and each other, or were cut into other segments. */
export function checkSteps(
  steps: readonly RecordedStep[],
  ids: readonly TokenId[],
  vocabSize: number,
  expected: readonly Segment[],
): void {
  const foreign = [...ids, ...steps.map(({ tokenId }) => tokenId)].find((id) => !(id >= 0 && id < vocabSize));
  if (foreign !== undefined) {
    const vocabulary = `the vocabulary of ${vocabSize}`;
    throw new AppError(
      'trace-invalid',
      `token id ${foreign} of the run is outside ${vocabulary}; load the model it was made with`,
    );
  }
  let due = ids.at(-1);
  steps.forEach((step, number) => {
    checkStep(step, number, ids.length - 1 + number, due, expected);
    due = step.nextId;
  });
}

function checkStep(
  { position, tokenId, segments }: RecordedStep,
  number: number,
  last: Position,
  due: TokenId | undefined,
  expected: readonly Segment[],
): void {
  if (position !== last) throw contradiction(number, `stands at position ${position}, where ${last} is due`);
  if (tokenId !== due) throw contradiction(number, `runs token id ${tokenId}, where ${due} is due`);
  const cuts = (list: readonly { firstLayer: number; lastLayer: number }[]) =>
    list.map(({ firstLayer, lastLayer }) => `${firstLayer}-${lastLayer}`).join(', ');
  if (cuts(segments) !== cuts(expected)) {
    throw contradiction(number, `has layers ${cuts(segments)}, but mode and schedule make ${cuts(expected)}`);
  }
}

/** Refuses kept positions that are not active, out of order, or without the last token. */
export function checkKept(kept: readonly Position[], active: readonly Position[], number: number, layer: number): void {
  let a = 0;
  for (const position of kept) {
    while ((active[a] ?? Infinity) < position) a++;
    if (active[a] !== position) {
      throw contradiction(number, `keeps position ${position} after layer ${layer}, which is not active`);
    }
    a++;
  }
  const last = active.at(-1);
  if (kept.at(-1) !== last) {
    throw contradiction(number, `does not keep the last token, position ${last}, after layer ${layer}`);
  }
}

/** Refuses a segment whose rows are not those that the plan of the same history has. */
export function checkSame(
  record: RecordedStep['segments'][number],
  planned: Pick<SegmentRecord, 'computed' | 'revived'>,
  number: number,
): void {
  const layers = `layers ${record.firstLayer} to ${record.lastLayer}`;
  for (const list of ['computed', 'revived'] as const) {
    const difference = firstDifference(record[list], planned[list]);
    if (difference !== null) {
      throw contradiction(number, `is wrong about position ${difference} being ${list} in ${layers}`);
    }
  }
}

/** The error for a record that contradicts itself: `what` completes "step 3 of the run". */
export function contradiction(number: number, what: string, cause?: unknown): AppError {
  const remedy = 'the run cannot be replayed; record it again';
  return new AppError('trace-invalid', `step ${number} of the run ${what}: ${remedy}`, { cause });
}

/** The first position that stands in one of two ascending lists only; null where they are equal. */
function firstDifference(a: readonly Position[], b: readonly Position[]): Position | null {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    if (a[i] !== b[i]) return Math.min(a[i] ?? Infinity, b[i] ?? Infinity);
  }
  return null;
}
