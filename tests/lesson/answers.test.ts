// What students answered, kept in the storage of a browser with more than one tab.

import { beforeEach, expect, it, vi } from 'vitest';

const stored = new Map<string, string>();
const storage = {
  getItem: (key: string) => stored.get(key) ?? null,
  setItem: (key: string, value: string) => void stored.set(key, value),
};

beforeEach(() => {
  stored.clear();
  vi.stubGlobal('localStorage', storage);
});

/** The module as a tab of its own has it. */
async function openTab() {
  vi.resetModules();
  return import('@/components/lesson/answers');
}

it('keeps the answers of two tabs, whichever wrote last', async () => {
  const [one, two] = [await openTab(), await openTab()];
  one.keepAnswer('first lesson', 'a');
  two.keepAnswer('second lesson', 'b');
  one.keepAnswer('first lesson', 'ab');
  const later = await openTab();
  expect(later.answerTo('first lesson')).toBe('ab');
  expect(later.answerTo('second lesson')).toBe('b');
});

it('gives the place of an answer that was emptied to others', async () => {
  const tab = await openTab();
  tab.keepAnswer('lesson', 'x');
  tab.keepAnswer('lesson', '');
  expect(JSON.parse(stored.get('lazylens.answers.1') ?? '')).toEqual([]);
});
