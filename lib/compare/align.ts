// Which token of one run is which token of another: by position where the prompts are the same, else by what they share in order.
// Knows token ids and texts; nothing of fates, scores or screens.

import { diffArrays } from 'diff';
import type { Position } from '@/lib/engine/types';
import { positionCount } from '@/lib/trace/select';
import type { Trace } from '@/lib/trace/schema';

/**
 * Two runs side by side on one axis. A column is a token of A, of B, or of both; prompts come first, then outputs. Where a part was
 * replaced, A's tokens stand before B's.
 */
export interface Alignment {
  /**
   * How the prompts were aligned: token by token where they are the same; by a longest common subsequence where one is an edit of the
   * other; by the same beginning and the same end where they have little in common, as more would be chance.
   */
  readonly prompts: 'same' | 'edited' | 'unlike';
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

/** Tokens removed and added, together, beyond which prompts count as unlike. The search takes some 0.3 s then, and grows squared. */
const MOST_EDITS = 2000;

type Keys = readonly (number | string)[];
type Pairs = (readonly [ofA: Position, ofB: Position])[];

/** Aligns two traces. */
export function align(a: Trace, b: Trace): Alignment {
  const keysOf = keyMaker(a, b);
  const [promptA, promptB] = [keysOf(a.input.ids, a.input.pieces), keysOf(b.input.ids, b.input.pieces)];
  const edited = alignEdited(promptA, promptB);
  const pairs = edited ?? alignEnds(promptA, promptB);
  const shared = pairs.length;
  const same = shared === promptA.length && shared === promptB.length;

  const [outputA, outputB] = [keysOf(a.output.ids, a.output.pieces), keysOf(b.output.ids, b.output.pieces)];
  const common = commonStart(outputA, outputB);
  const [lengthA, lengthB] = [positionCount(a), positionCount(b)];
  for (let k = 0; k < common && promptA.length + k < lengthA && promptB.length + k < lengthB; k++) {
    pairs.push([promptA.length + k, promptB.length + k]);
  }
  return {
    prompts: same ? 'same' : edited ? 'edited' : 'unlike',
    ...spread(pairs, [promptA.length, promptB.length], [lengthA, lengthB]),
    promptColumns: promptA.length + promptB.length - shared,
    shared,
    firstDifference: common === outputA.length && common === outputB.length ? null : common,
  };
}

/** A longest common subsequence, as pairs of positions; null where less than half is shared, or too much was edited. */
function alignEdited(a: Keys, b: Keys): Pairs | null {
  const half = Math.floor((a.length + b.length) / 2);
  const changes = diffArrays([...a], [...b], { maxEditLength: Math.min(MOST_EDITS, half) });
  if (!changes) return null;
  const pairs: Pairs = [];
  let [ofA, ofB] = [0, 0];
  for (const { added, removed, count } of changes) {
    if (!added && !removed) for (let k = 0; k < count; k++) pairs.push([ofA + k, ofB + k]);
    if (!added) ofA += count;
    if (!removed) ofB += count;
  }
  return pairs;
}

/** The same beginning and the same end. */
function alignEnds(a: Keys, b: Keys): Pairs {
  const start = commonStart(a, b);
  const end = commonStart(a.slice(start).reverse(), b.slice(start).reverse());
  return [
    ...Array.from({ length: start }, (_, k) => [k, k] as const),
    ...Array.from({ length: end }, (_, k) => [a.length - end + k, b.length - end + k] as const),
  ];
}

function commonStart(a: Keys, b: Keys): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length++;
  return length;
}

/** Lays aligned pairs and what stands between them on one axis; no pair joins a prompt to an output. */
function spread(pairs: Readonly<Pairs>, prompts: readonly [number, number], lengths: readonly [number, number]) {
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
function keyMaker(a: Trace, b: Trace): (ids: readonly number[], pieces: readonly string[]) => Keys {
  if (sameVocabulary(a, b)) return (ids) => ids;
  // Special tokens have no text: between models they are told apart by number, and so seldom match.
  return (ids, pieces) => ids.map((id, i) => pieces[i] || id);
}

/** Whether token ids of both runs mean the same. */
export function sameVocabulary(a: Trace, b: Trace): boolean {
  return a.model.id === b.model.id && a.model.spec.vocabSize === b.model.spec.vocabSize;
}
