// The lesson that the address holds: what of the page is there at all. One for the whole page, whichever page it is.

import { useQuery } from '@tanstack/react-query';
import { useLayoutEffect } from 'react';
import { useHashValue } from '@/components/ui/hash';
import { createStore, useStore } from '@/components/ui/store';
import { type AppError, toAppError } from '@/lib/errors';
import { decodeValue } from '@/lib/experiment/codec';
import { type Lesson, LESSON_VALUE, type LessonControl, lessonFormat } from '@/lib/experiment/lesson';
import type { Part } from '@/lib/experiment/parts';
import { uncover } from './cover';

export interface LessonState {
  /** As in the address, and the key of what a student answered; null where the page is no lesson. */
  readonly value: string | null;
  /** Null where the page is no lesson, and until it is read. */
  readonly lesson: Lesson | null;
  readonly error: AppError | null;
  /** The page is a lesson of which everything is shown. */
  readonly showsAll: boolean;
  /** Nothing is hidden, lesson or not. */
  readonly everything: boolean;
  readonly showAll: (all: boolean) => void;
  readonly shows: (control: LessonControl) => boolean;
  readonly showsPart: (part: Part) => boolean;
}

/** The lesson of which everything is shown. */
const opened = createStore<string | null>(() => null);

export function useLesson(): LessonState {
  const { value } = useHashValue(LESSON_VALUE);
  const showsAll = useStore(opened, null) === value && value !== null;
  const { data } = useQuery({
    queryKey: ['lesson', value],
    queryFn: () => read(value ?? ''),
    enabled: value !== null,
    gcTime: Infinity,
  });
  const { lesson, error } = data ?? { lesson: null, error: null };
  // Until a lesson is read nothing is shown that it may hide.
  const everything = value === null || showsAll || error !== null;
  return {
    value,
    lesson,
    error,
    showsAll,
    everything,
    showAll: (all) => opened.set(all ? value : null),
    shows: (control) => everything || (lesson?.controls.includes(control) ?? false),
    showsPart: (part) => everything || (lesson?.parts.includes(part) ?? false),
  };
}

/** For the element whose content a lesson shapes: it is held back until the lesson is read. */
export function useShaped(): { readonly 'data-shaped': '' } {
  const { value, lesson, error } = useLesson();
  const isRead = lesson !== null || error !== null;
  // In the paint that shows the page as the lesson has it.
  useLayoutEffect(() => uncover(isRead), [isRead, value]);
  return { 'data-shaped': '' };
}

/** A failure is an answer, too: as an error of the query it would be tried again by every part that appears. */
async function read(value: string): Promise<{ lesson: Lesson; error: null } | { lesson: null; error: AppError }> {
  try {
    return { lesson: await decodeValue(lessonFormat, value), error: null };
  } catch (thrown) {
    return { lesson: null, error: toAppError(thrown) };
  }
}
