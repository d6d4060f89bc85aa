// What students answered, by lesson: kept on this device, sent nowhere.

import { z } from 'zod';
import { createStore, useStore } from '@/components/ui/store';

const ANSWERS_KEY = 'lazylens.answers.1';

/** Older ones make room. */
const KEPT = 20;

const answersSchema = z.array(z.object({ lesson: z.string(), answer: z.string() }));

type Answers = z.output<typeof answersSchema>;

const store = createStore<Answers>(read);
const none: Answers = [];

export function useAnswer(lesson: string): [string, (answer: string) => void] {
  return [answerIn(useStore(store, none), lesson), (next) => keepAnswer(lesson, next)];
}

/** What is kept as the answer to `lesson`; empty where there is none. */
export function answerTo(lesson: string): string {
  return answerIn(store.get(), lesson);
}

function answerIn(answers: Answers, lesson: string): string {
  return answers.find((each) => each.lesson === lesson)?.answer ?? '';
}

/** Keeps an answer; where nothing can be stored, as long as the tab lives. */
export function keepAnswer(lesson: string, answer: string): void {
  const others = [...read(), ...store.get()].filter((each) => each.lesson !== lesson);
  const kept = [{ lesson, answer }, ...new Map(others.map((each) => [each.lesson, each])).values()];
  store.set(kept.filter((each) => each.answer !== '').slice(0, KEPT));
  try {
    localStorage.setItem(ANSWERS_KEY, JSON.stringify(store.get()));
  } catch {
    // Storage is full or refused: the answer lives as long as the tab.
  }
}

/** Read anew before each change: another tab may hold another lesson. */
function read(): Answers {
  try {
    const parsed = answersSchema.safeParse(JSON.parse(localStorage.getItem(ANSWERS_KEY) ?? '[]'));
    return parsed.success ? parsed.data : [];
  } catch {
    return [];
  }
}
