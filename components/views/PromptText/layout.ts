// The prompt as marked text, without the marks: which pieces, which matches, and a token's life in words. Strings only.

import type { TokenId } from '@/lib/engine/types';
import type { TokenEvent } from '@/lib/trace/fate';
import type { ViewTrace } from '@/lib/trace/select';
import { formatScore, stepName } from '../format';

export interface TextPieces {
  /** One a prompt position; joined they are the prompt, character for character. */
  readonly prompt: readonly string[];
  /** One a chosen token. */
  readonly generated: readonly string[];
  /** False where the trace's pieces do not spell its text: then the text is shown unmarked. */
  readonly aligned: boolean;
}

/** The texts to show, one a position. Adds and removes no character. */
export function textPieces(trace: ViewTrace, words: (id: TokenId) => string): TextPieces {
  const { pieces, ids, text } = trace.input;
  return {
    prompt: pieces,
    generated: trace.steps.map((step, i) => trace.output?.pieces[i] ?? words(step.nextId)),
    aligned: pieces.length === ids.length && pieces.join('') === text,
  };
}

/** The tokens, first to last, that hold one occurrence of a text. */
export interface Match {
  readonly first: number;
  readonly last: number;
}

/** Occurrences of `query` over piece borders, letter case aside, not overlapping. */
export function findMatches(pieces: readonly string[], query: string): Match[] {
  if (query === '') return [];
  const ends: number[] = [];
  let length = 0;
  for (const piece of pieces) ends.push((length += piece.length));
  // Lower case may change a string's length; folding one unit at a time keeps the offsets.
  const fold = (text: string) => Array.from({ length: text.length }, (_, i) => lower(text.charAt(i))).join('');
  const text = fold(pieces.join(''));
  const wanted = fold(query);
  const matches: Match[] = [];
  let first = 0;
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length)) {
    while ((ends[first] ?? Infinity) <= at) first++;
    let last = first;
    while ((ends[last] ?? Infinity) < at + wanted.length) last++;
    matches.push({ first, last });
  }
  return matches;
}

function lower(unit: string): string {
  const folded = unit.toLowerCase();
  return folded.length === unit.length ? folded : unit;
}

/** One event of a token's life as a phrase. */
export function describeEvent(event: TokenEvent): string {
  const when = stepName(event.step);
  if (event.type === 'pruned') {
    const score = event.score === null ? '' : ` with score ${formatScore(event.score)}`;
    return `${when}: pruned after layer ${event.layer}${score}${event.parked ? ', parked in Aux' : ''}`;
  }
  const layers =
    event.firstLayer === event.lastLayer
      ? `layer ${event.firstLayer}`
      : `layers ${event.firstLayer}–${event.lastLayer}`;
  return event.type === 'revived' ? `${when}: revived, ran through ${layers}` : `${when}: computed in ${layers}`;
}
