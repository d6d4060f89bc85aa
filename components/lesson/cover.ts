// Holds back what a lesson may hide, from the first paint until the lesson is read: the server knows no hash, so the page's HTML
// has everything. Knows no React; globals.css draws the cover.

import { LESSON_VALUE } from '@/lib/experiment/lesson';

/** Runs in <head>, before anything is painted. */
export const coverScript = `if (new URLSearchParams(location.hash.slice(1)).has('${LESSON_VALUE}')) document.documentElement.dataset.lesson = 'unread';`;

/** Takes the cover off, where the lesson is read or the address holds none. */
export function uncover(isRead: boolean): void {
  if (isRead || !new URLSearchParams(location.hash.slice(1)).has(LESSON_VALUE)) {
    delete document.documentElement.dataset['lesson'];
  }
}
