// Which token of one run is which token of another: by position where the prompts are the same, else by what they share in order.
// Knows token ids and texts; nothing of fates, scores or screens.

import diffSequences from '@jest/diff-sequences';
import type { Position } from '@/lib/engine/types';
import { positionCount } from '@/lib/trace/select';
import type { Trace } from '@/lib/trace/schema';

/**
 * Two runs side by side on one axis. A column is a token of A, of B, or of both; prompts come first, then outputs. Where a part was
 * replaced, A's tokens stand before B's.
 */
export interface Alignment {
  /** Whether both prompts are the same tokens. */
  readonly samePrompt: boolean;
  /** Positions by column, -1 where the run has no such token. (columns) */
  readonly a: Int32Array;
  readonly b: Int32Array;
  /** Columns by position. */
  readonly columnsOfA: Int32Array;
  readonly columnsOfB: Int32Array;
  /** Columns of the prompts. */
  readonly promptColumns: number;
  /** Prompt tokens that both runs have. */
  readonly shared: number;
  /** Index of the first output token that differs, also where one output ends before the other; null where they are equal. */
  readonly firstDifference: number | null;
}

/**
 * Aligns two traces. The longest common subsequence of two different prompts takes some 0.25 s at 4,096 tokens that have nothing in
 * common, and a millisecond where one is an edit of the other.
 */
export function align(a: Trace, b: Trace): Alignment {
  const keysOf = keyMaker(a, b);
  const pairs: [Position, Position][] = [];
  const [promptA, promptB] = [keysOf(a.input.ids, a.input.pieces), keysOf(b.input.ids, b.input.pieces)];
  const samePrompt = promptA.length === promptB.length && promptA.every((key, p) => key === promptB[p]);
  diffSequences(
    promptA.length,
    promptB.length,
    (i, j) => promptA[i] === promptB[j],
    (length, i, j) => {
      for (let k = 0; k < length; k++) pairs.push([i + k, j + k]);
    },
  );
  const shared = pairs.length;

  const [outputA, outputB] = [keysOf(a.output.ids, a.output.pieces), keysOf(b.output.ids, b.output.pieces)];
  let common = 0;
  while (common < outputA.length && outputA[common] === outputB[common]) common++;
  const [lengthA, lengthB] = [positionCount(a), positionCount(b)];
  for (let k = 0; k < common && promptA.length + k < lengthA && promptB.length + k < lengthB; k++) {
    pairs.push([promptA.length + k, promptB.length + k]);
  }
  return {
    samePrompt,
    ...spread(pairs, [promptA.length, promptB.length], [lengthA, lengthB]),
    promptColumns: promptA.length + promptB.length - shared,
    shared,
    firstDifference: common === outputA.length && common === outputB.length ? null : common,
  };
}

/** Lays aligned pairs and what stands between them on one axis; no pair joins a prompt to an output. */
function spread(
  pairs: readonly (readonly [Position, Position])[],
  prompts: readonly [number, number],
  lengths: readonly [number, number],
) {
  const [a, b]: [number[], number[]] = [[], []];
  const columnsOfA = new Int32Array(lengths[0]);
  const columnsOfB = new Int32Array(lengths[1]);
  let [nextA, nextB] = [0, 0];
  const put = (ofA: Position, ofB: Position) => {
    if (ofA >= 0) columnsOfA[ofA] = a.length;
    if (ofB >= 0) columnsOfB[ofB] = a.length;
    a.push(ofA);
    b.push(ofB);
  };
  const fillTo = (endA: Position, endB: Position) => {
    while (nextA < endA) put(nextA++, -1);
    while (nextB < endB) put(-1, nextB++);
  };
  for (const [ofA, ofB] of pairs) {
    if (ofA >= prompts[0]) fillTo(...prompts);
    fillTo(ofA, ofB);
    put(ofA, ofB);
    [nextA, nextB] = [ofA + 1, ofB + 1];
  }
  fillTo(...prompts);
  fillTo(...lengths);
  return { a: Int32Array.from(a), b: Int32Array.from(b), columnsOfA, columnsOfB };
}

/** Tokens as what makes two of them the same: the id within one model, the text between models. */
function keyMaker(
  a: Trace,
  b: Trace,
): (ids: readonly number[], pieces: readonly string[]) => readonly (number | string)[] {
  if (sameVocabulary(a, b)) return (ids) => ids;
  // Special tokens have no text: between models they are told apart by number, and so seldom match.
  return (ids, pieces) => ids.map((id, i) => pieces[i] || id);
}

/** Whether token ids of both runs mean the same. */
export function sameVocabulary(a: Trace, b: Trace): boolean {
  return a.model.id === b.model.id && a.model.spec.vocabSize === b.model.spec.vocabSize;
}
