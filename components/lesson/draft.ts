// A lesson while it is made: kept while the page is open, so that Escape and a click beside the dialog lose no words.

import { useState } from 'react';
import type { Lesson } from '@/lib/experiment/lesson';

const drafts = new Map<string, Lesson>();

/** The lesson about `subject` and how to change some of it; a dialog that is closed and opened again finds it. */
export function useLessonDraft(subject: string, blank: Lesson): [Lesson, (patch: Partial<Lesson>) => void] {
  const [lesson, setLesson] = useState(() => drafts.get(subject) ?? blank);
  const change = (patch: Partial<Lesson>): void => {
    const next = { ...lesson, ...patch };
    drafts.set(subject, next);
    setLesson(next);
  };
  return [lesson, change];
}
