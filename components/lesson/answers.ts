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
  const answer = useStore(store, none).find((each) => each.lesson === lesson)?.answer ?? '';
  return [answer, (next) => keep(lesson, next)];
}

function keep(lesson: string, answer: string): void {
  const others = store.get().filter((each) => each.lesson !== lesson);
  store.set([{ lesson, answer }, ...others].slice(0, KEPT));
  try {
    localStorage.setItem(ANSWERS_KEY, JSON.stringify(store.get()));
  } catch {
    // Storage is full or refused: the answer lives as long as the tab.
  }
}

function read(): Answers {
  try {
    const parsed = answersSchema.safeParse(JSON.parse(localStorage.getItem(ANSWERS_KEY) ?? '[]'));
    return parsed.success ? parsed.data : [];
  } catch {
    return [];
  }
}
