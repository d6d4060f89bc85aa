// The exercise "which tokens survive": words of a passage to mark, what the model kept of them, and the score. Pure; no screen.

import type { Position } from '@/lib/engine/types';
import type { Stage } from '@/lib/trace/select';
import { indexOfPosition } from '@/lib/trace/select';
import { type BlindChoice, chooseBlindly, type UrnWord } from './odds';

/** What is marked in one go: the tokens of a word, a number or a sign. Positions, both ends included. */
export interface Word {
  readonly first: Position;
  readonly last: Position;
  /** As it stands in the prompt, with the space before it. */
  readonly text: string;
}

/** A part of the prompt short enough to be marked by hand. Its words follow each other without a gap. */
export interface Passage {
  readonly first: Position;
  readonly last: Position;
  readonly words: readonly Word[];
}

const WORDY = /[\p{L}\p{N}]/u;

/** Joins tokens to words: a piece without a space before it goes on with a word or number; signs stand alone. Joined, they are the text. */
export function wordsOf(pieces: readonly string[]): Word[] {
  const words: { first: number; last: number; text: string }[] = [];
  pieces.forEach((piece, position) => {
    const open = words.at(-1);
    const goesOn =
      open &&
      // Signs of no ink (the start of the text), and a space that was cut from its word.
      (open.text === '' ||
        open.text === ' ' ||
        (WORDY.test(open.text.slice(-1)) && (piece === '' || /^[\p{L}\p{N}'’]/u.test(piece))));
    if (goesOn) {
      open.last = position;
      open.text += piece;
    } else {
      words.push({ first: position, last: position, text: piece });
    }
  });
  return words;
}

/** Fewer tokens than this are too few to guess among; more than that are too many to mark. */
const FEW = 24;
const MANY = 90;

/**
 * Passages of a prompt: its paragraphs, long ones cut at the ends of sentences into parts of about the same length. Paragraphs too short
 * to guess in are left out, but a prompt of nothing else is one passage.
 */
export function passagesOf(pieces: readonly string[]): Passage[] {
  const words = wordsOf(pieces);
  const passages = paragraphsOf(words)
    .flatMap(partsOf)
    .flatMap((part) => passageOf(part) ?? [])
    .filter(({ first, last }) => last - first + 1 >= FEW);
  const whole = passageOf(words);
  return passages.length > 0 || !whole ? passages : [whole];
}

/** Cuts at blank lines; a single line break may only be a list's. */
function paragraphsOf(words: readonly Word[]): Word[][] {
  const paragraphs: Word[][] = [[]];
  let breaks = 0;
  for (const word of words) {
    const blank = word.text.trim() === '';
    if (!blank && breaks > 1) paragraphs.push([]);
    paragraphs.at(-1)?.push(word);
    breaks = blank ? breaks + word.text.split('\n').length - 1 : 0;
  }
  return paragraphs;
}

/** Cuts a long paragraph where a sentence or line ends, near equal parts; where none does in time, after `MANY` tokens. */
function partsOf(paragraph: readonly Word[]): Word[][] {
  const aim = length(paragraph) / Math.ceil(length(paragraph) / MANY);
  const parts: Word[][] = [[]];
  paragraph.forEach((word, i) => {
    const part = parts.at(-1) ?? [];
    part.push(word);
    const ends = /[.!?\n]$/.test(word.text);
    const rest = length(paragraph.slice(i + 1));
    if (rest >= FEW && ((ends && length(part) >= 0.85 * aim) || length(part) >= MANY)) parts.push([]);
  });
  return parts;
}

function length(words: readonly Word[]): number {
  const [first, last] = [words[0], words.at(-1)];
  return first && last ? last.last - first.first + 1 : 0;
}

/** The words without line breaks at either end. */
function passageOf(words: readonly Word[]): Passage | null {
  const from = words.findIndex(({ text }) => text.trim() !== '');
  const to = words.findLastIndex(({ text }) => text.trim() !== '');
  const inside = from < 0 ? [] : words.slice(from, to + 1);
  const [first, last] = [inside[0], inside.at(-1)];
  return first && last ? { first: first.first, last: last.last, words: inside } : null;
}

/** The passage that holds a text, where one does. */
export function passageHolding(passages: readonly Passage[], text: string): number {
  const found = passages.findIndex(({ words }) =>
    words
      .map((word) => word.text)
      .join('')
      .includes(text),
  );
  return text.trim() === '' ? -1 : found;
}

/** Tokens of a passage that a pruning stage let through, ascending. */
export function keptOf({ first, last }: Passage, { kept }: Pick<Stage, 'kept'>): Position[] {
  return kept.filter((position) => position >= first && position <= last);
}

/** What became of a token of the passage, by the model and by the student. */
export type Verdict = 'hit' | 'missed' | 'wrong' | 'rest';

export interface Score {
  readonly tokens: number;
  /** Kept by the model, of `tokens`. */
  readonly kept: number;
  readonly marked: number;
  /** Marked and kept. */
  readonly hits: number;
  /** What choosing as many words blindly comes to. */
  readonly blind: BlindChoice;
  /** One a token of the passage. */
  readonly verdicts: readonly Verdict[];
}

/** Holds the marked words against what the model kept of the passage (`keptOf`). */
export function scoreGuess(passage: Passage, kept: readonly Position[], marked: ReadonlySet<number>): Score {
  const verdicts = passage.words.flatMap(({ first, last }, index) =>
    Array.from({ length: last - first + 1 }, (_, i): Verdict => {
      const stays = indexOfPosition(kept, first + i) >= 0;
      if (marked.has(index)) return stays ? 'hit' : 'wrong';
      return stays ? 'missed' : 'rest';
    }),
  );
  const count = (wanted: Verdict) => verdicts.filter((verdict) => verdict === wanted).length;
  const hits = count('hit');
  return {
    tokens: verdicts.length,
    kept: hits + count('missed'),
    marked: hits + count('wrong'),
    hits,
    blind: chooseBlindly(urnOf(passage, kept), marked.size, hits),
    verdicts,
  };
}

function urnOf({ words }: Passage, kept: readonly Position[]): UrnWord[] {
  return words.map(({ first, last }) => ({
    tokens: last - first + 1,
    good: kept.filter((position) => position >= first && position <= last).length,
  }));
}
