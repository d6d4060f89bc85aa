// Generated prompts with one right answer each, of the kinds in the bundled model's card. Pure: knows text, no model.

import { cities, people, rooms, wordClasses } from './pools';
import { pick, setInProse, shuffled, whole, type Random } from './text';

/** The tasks, in the order of the model card's table. */
export const taskNames = [
  'passkey',
  'magic-numbers',
  'key-value',
  'few-shot',
  'lives-in',
  'last-location',
  'variables',
  'two-hop',
] as const;
export type TaskName = (typeof taskNames)[number];

export interface TaskPrompt {
  readonly task: TaskName;
  readonly prompt: string;
  readonly answer: string;
}

/** A prompt of about `tokens` tokens; the same numbers from `random` give the same prompt. */
export function makeTask(task: TaskName, random: Random, tokens = 1000): TaskPrompt {
  return { task, ...makers[task](random, tokens) };
}

/**
 * Exact match as in the model card: the first line of the greedy output, white space at its ends removed, equals the answer. Case
 * and punctuation count, unlike in `checkAnswer`, which is for answers in free text.
 */
export function isExactMatch(output: string, answer: string): boolean {
  return output.trimStart().split('\n')[0]?.trimEnd() === answer;
}

type Maker = (random: Random, tokens: number) => Omit<TaskPrompt, 'task'>;

const makers: Readonly<Record<TaskName, Maker>> = {
  passkey(random, tokens) {
    const answer = digits(random, 5);
    return {
      prompt: ask(setInProse(random, [`The pass key is ${answer}. Remember it.`], tokens), 'What is the pass key?'),
      answer,
    };
  },

  'magic-numbers'(random, tokens) {
    const numbers = pick(random, people, 6).map((name) => ({ name, number: digits(random, 4) }));
    const facts = numbers.map(({ name, number }) => `The magic number of ${name} is ${number}.`);
    const { name, number } = one(random, numbers);
    return { prompt: ask(setInProse(random, facts, tokens), `What is the magic number of ${name}?`), answer: number };
  },

  'key-value'(random) {
    const keys = new Map<string, string>();
    while (keys.size < 60) keys.set(letters(random, 4), digits(random, 4));
    const [key, value] = one(random, [...keys]);
    const lines = [...keys].map((entry) => entry.join(': '));
    return { prompt: ask(['Directory', ...lines].join('\n'), `What is the number of ${key}?`), answer: value };
  },

  'few-shot'(random, tokens) {
    const classes = pick(random, Object.keys(wordClasses), 6);
    const labelled = classes.flatMap((label) => (wordClasses[label] ?? []).map((word) => ({ word, label })));
    const [asked, ...examples] = shuffled(random, labelled);
    const shots = examples.slice(0, Math.floor(tokens / TOKENS_PER_EXAMPLE));
    return {
      prompt: [
        ...shots.map(({ word, label }) => `Word: ${word}\nLabel: ${label}`),
        `Word: ${asked?.word}\nLabel:`,
      ].join('\n\n'),
      answer: asked?.label ?? '',
    };
  },

  'lives-in'(random, tokens) {
    const homes = pairs(random, pick(random, people, 6), cities);
    const { name, thing: city } = one(random, homes);
    return { prompt: ask(setInProse(random, homes.map(livesIn), tokens), `Where does ${name} live?`), answer: city };
  },

  'last-location'(random, tokens) {
    const [moved = '', other = ''] = pick(random, people, 2);
    const way = pick(random, rooms, 3);
    const otherWay = pick(random, rooms, 3);
    const facts = way.flatMap((room, i) => [wentTo(moved, room), wentTo(other, otherWay[i] ?? '')]);
    return {
      prompt: ask(setInProse(random, facts, tokens), `Where is ${moved}?`),
      answer: `in the ${way.at(-1)}`,
    };
  },

  variables(random, tokens) {
    const [original = '', copy = '', other = ''] = variableNames(random, 3);
    const [answer, otherValue] = [digits(random, 5), digits(random, 5)];
    const facts = [`VAR ${original} = ${answer}.`, `VAR ${copy} = VAR ${original}.`];
    facts.splice(whole(random, 0, facts.length), 0, `VAR ${other} = ${otherValue}.`);
    return {
      prompt: ask(setInProse(random, facts, tokens), `What is the value of VAR ${copy}?`),
      answer,
    };
  },

  'two-hop'(random, tokens) {
    const [a = '', b = '', friendOfA = '', friendOfB = ''] = pick(random, people, 4);
    const [home = '', otherHome = ''] = pick(random, cities, 2);
    // Friends first: the model reads in one direction, and a home named before its owner's friend is harder to find.
    const friends = shuffled(random, [
      `The best friend of ${a} is ${friendOfA}.`,
      `The best friend of ${b} is ${friendOfB}.`,
    ]);
    const homes = shuffled(random, [
      livesIn({ name: friendOfA, thing: home }),
      livesIn({ name: friendOfB, thing: otherHome }),
    ]);
    const facts = [...friends, ...homes];
    return {
      prompt: ask(setInProse(random, facts, tokens), `In which city does the best friend of ${a} live?`),
      answer: home,
    };
  },
};

/** `Word: fox`, `Label: animal` and the empty line between. */
const TOKENS_PER_EXAMPLE = 12;

function ask(text: string, question: string): string {
  return `${text}\n\nQuestion: ${question}\nAnswer:`;
}

interface Pair {
  readonly name: string;
  readonly thing: string;
}

/** Each name with a thing of its own. */
function pairs(random: Random, names: readonly string[], things: readonly string[]): Pair[] {
  const chosen = pick(random, things, names.length);
  return names.map((name, i) => ({ name, thing: chosen[i] ?? '' }));
}

function livesIn({ name, thing }: Pair): string {
  return `${name} lives in ${thing}.`;
}

function wentTo(name: string, room: string): string {
  return `${name} went to the ${room}.`;
}

function one<Item>(random: Random, items: readonly [Item, ...Item[]] | readonly Item[]): Item {
  const [item] = pick(random, items, 1);
  return item as Item;
}

/** Digits, the first of them not 0. */
function digits(random: Random, length: number): string {
  return String(whole(random, 10 ** (length - 1), 10 ** length - 1));
}

function letters(random: Random, length: number): string {
  return Array.from({ length }, () => String.fromCharCode(whole(random, 97, 122))).join('');
}

function variableNames(random: Random, count: number): string[] {
  const names = new Set<string>();
  while (names.size < count) names.add(letters(random, 3).toUpperCase());
  return [...names];
}
