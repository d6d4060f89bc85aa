// Random choices, and facts set into shuffled prose. Randomness comes in as an argument: the same numbers give the same text.

import { prose, sentences } from '@/lib/presets/prose';

/** Uniform numbers in [0, 1). */
export type Random = () => number;

/** A whole number from `low` to `high`, both included. */
export function whole(random: Random, low: number, high: number): number {
  return low + Math.floor(random() * (high - low + 1));
}

/** The items in another order (Fisher and Yates). */
export function shuffled<Item>(random: Random, items: readonly Item[]): Item[] {
  const left = [...items];
  return items.map(() => left.splice(whole(random, 0, left.length - 1), 1)).flat();
}

/** `count` different items. Throws RangeError where there are fewer. */
export function pick<Item>(random: Random, items: readonly Item[], count: number): Item[] {
  if (count > items.length) throw new RangeError(`${count} different items of ${items.length} cannot be picked`);
  return shuffled(random, items).slice(0, count);
}

/** Characters a token of the bundled tokenizer, in prose. */
const CHARACTERS_PER_TOKEN = 4.1;
const SENTENCES_PER_PARAGRAPH = 7;
const allSentences = Object.values(prose).flatMap(sentences);

/**
 * About `tokens` tokens of prose, its sentences in random order, with the facts at random places between them in the order given.
 * No fact begins or ends the text. Prose of some 1,600 tokens is at hand; asking for more gives that.
 */
export function setInProse(random: Random, facts: readonly string[], tokens: number): string {
  let room = tokens * CHARACTERS_PER_TOKEN - facts.join(' ').length;
  const running: string[] = [];
  for (const sentence of shuffled(random, allSentences)) {
    if (running.length > 1 && room <= 0) break;
    running.push(sentence);
    room -= sentence.length + 1;
  }
  const places = facts.map(() => whole(random, 1, running.length - 1)).sort((a, b) => b - a);
  places.forEach((place, i) => running.splice(place, 0, facts[facts.length - 1 - i] ?? ''));
  const paragraphs: string[] = [];
  for (let i = 0; i < running.length; i += SENTENCES_PER_PARAGRAPH) {
    paragraphs.push(running.slice(i, i + SENTENCES_PER_PARAGRAPH).join(' '));
  }
  return paragraphs.join('\n\n');
}
