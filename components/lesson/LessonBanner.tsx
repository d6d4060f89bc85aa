'use client';
// What a lesson says and asks, above the page that it shows a part of; everything is one click away.

import { Eye, EyeOff, GraduationCap } from 'lucide-react';
import { Button } from '@/components/ui/Button';
import { AnswerBox } from './AnswerBox';
import { useLesson } from './useLesson';

export function LessonBanner() {
  const { value, lesson, error, showsAll, showAll } = useLesson();
  if (error) {
    return (
      <p role="alert" className="border-l-bad bg-bad-soft border-l-4 px-4 py-2.5 text-sm break-words md:px-5">
        <strong className="font-semibold">The lesson cannot be opened.</strong> {error.message} Everything is shown.
      </p>
    );
  }
  if (!lesson || value === null) return null;
  const { note, question } = lesson;
  return (
    <aside aria-label="Lesson" className="border-l-accent bg-accent-soft border-b border-l-4 px-4 py-3 md:px-5">
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2">
        <div className="min-w-0 flex-1 basis-72">
          <p className="text-accent flex items-center gap-1.5 text-xs font-medium">
            <GraduationCap size={14} aria-hidden /> Lesson
          </p>
          {note && <p className="mt-1 max-w-3xl text-base break-words whitespace-pre-line text-pretty">{note}</p>}
        </div>
        <Button aria-pressed={showsAll} onClick={() => showAll(!showsAll)}>
          {showsAll ? <EyeOff size={14} aria-hidden /> : <Eye size={14} aria-hidden />}
          {showsAll ? 'Back to the lesson' : 'Show everything'}
        </Button>
      </div>
      {question && <AnswerBox lesson={value} question={question} />}
    </aside>
  );
}
