// The link of a lesson as it is being made: its length, a copy, a look at it, a code for phones.

import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { CopyField } from '@/components/ui/CopyField';
import { spellHash } from '@/components/ui/hash';
import { QrCode } from '@/components/ui/QrCode';
import { encodeValue, LINK_MAX_CHARACTERS } from '@/lib/experiment/codec';
import { EXPERIMENT_VALUE, type Experiment, experimentFormat } from '@/lib/experiment/experiment';
import { type Lesson, LESSON_VALUE, lessonFormat } from '@/lib/experiment/lesson';
import { OnlyHere } from './OnlyHere';

interface LessonLinkProps {
  readonly lesson: Lesson;
  readonly path: string;
  readonly experiment: Experiment | null;
  /** Offered where the link is too long. */
  readonly instead?: ReactNode;
}

export function LessonLink({ lesson, path, experiment, instead }: LessonLinkProps) {
  const [asCode, setAsCode] = useState(false);
  const { data: link, error } = useQuery({
    queryKey: ['lesson-link', lesson, path, experiment],
    queryFn: async () => {
      const values = {
        [EXPERIMENT_VALUE]: experiment && (await encodeValue(experimentFormat, experiment)),
        [LESSON_VALUE]: await encodeValue(lessonFormat, lesson),
      };
      return new URL(path + spellHash(values), location.href).href;
    },
    // The link before stays until the next is made: no flicker at every key.
    placeholderData: (before) => before,
    gcTime: 0,
  });
  if (error) return <p className="text-bad text-xs">{error.message}</p>;
  if (!link) return <p className="text-ink-2 text-xs">Making the link…</p>;
  const characters = `${link.length.toLocaleString('en')} characters`;
  if (link.length > LINK_MAX_CHARACTERS) {
    return (
      <div className="flex flex-col gap-2">
        <p className="text-warn text-xs">
          Too long for a link: it would take {characters}, and many programs cut links at{' '}
          {LINK_MAX_CHARACTERS.toLocaleString('en')}. Take a preset, a shorter prompt, or a recorded or published run.
        </p>
        {instead}
      </div>
    );
  }
  return (
    <div>
      <CopyField label="Lesson link" text={link} />
      <p className="text-ink-2 tabular mt-1.5 flex flex-wrap gap-x-3 text-xs">
        {characters}
        <a href={link} target="_blank" rel="noreferrer" className="text-ink underline underline-offset-3">
          See it as students do<span className="sr-only"> (opens a new tab)</span>
        </a>
        <button
          type="button"
          aria-pressed={asCode}
          className="text-ink underline underline-offset-3"
          onClick={() => setAsCode(!asCode)}
        >
          {asCode ? 'Hide the QR code' : 'Show it as a QR code'}
        </button>
      </p>
      <OnlyHere link={link} />
      {asCode && (
        <div className="mt-3">
          <QrCode text={link} label="QR code of the lesson link" />
        </div>
      )}
    </div>
  );
}
