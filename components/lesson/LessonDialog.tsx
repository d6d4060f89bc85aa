'use client';
// Making a lesson link: what students see of a page, what they are told and asked.

import type { ReactNode, RefObject } from 'react';
import { useState } from 'react';
import { CheckGroup } from '@/components/ui/CheckGroup';
import { Dialog } from '@/components/ui/Dialog';
import type { Experiment } from '@/lib/experiment/experiment';
import { controlTitles, type LessonControl } from '@/lib/experiment/lesson';
import { parts, partTitles } from '@/lib/experiment/parts';
import { useLessonDraft } from './draft';
import { LessonLink } from './LessonLink';

/** What a lesson can be about. */
export interface LessonTarget {
  readonly title: string;
  /** Path and query of its page. */
  readonly path: string;
  /** Fills the editor of the workbench; null on other pages. */
  readonly experiment: Experiment | null;
  /** Controls that its page has. */
  readonly controls: readonly LessonControl[];
}

interface LessonDialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
  /** At least one; the first is offered first. */
  readonly targets: readonly LessonTarget[];
  /** Offered where the link is too long; `targets` may be others after it. */
  readonly instead?: ReactNode;
  readonly returnTo: RefObject<HTMLElement | null>;
}

export function LessonDialog({ open, onClose, targets, instead, returnTo }: LessonDialogProps) {
  return (
    <Dialog
      open={open}
      onClose={onClose}
      returnTo={returnTo}
      title="Make a lesson link"
      description="The link carries all of it: no account, nothing stored on a server. Students may show everything with one click."
    >
      <LessonForm targets={targets} instead={instead} />
    </Dialog>
  );
}

function LessonForm({ targets, instead }: Pick<LessonDialogProps, 'targets' | 'instead'>) {
  const [chosen, setChosen] = useState(0);
  const target = targets[chosen] ?? targets[0];
  const [lesson, set] = useLessonDraft(`${location.pathname} ${target?.title ?? ''}`, {
    parts: [...parts],
    controls: [...(target?.controls ?? [])],
    note: '',
    question: '',
  });
  if (!target) return null;
  const offered = { ...lesson, controls: lesson.controls.filter((control) => target.controls.includes(control)) };
  return (
    <div className="mt-4 flex flex-col gap-4">
      {targets.length === 1 && target.experiment && (
        <p className="text-sm text-pretty">
          {target.title}. Until then they see a recorded run. To show them this finished run, publish it and make the
          lesson on its page.
        </p>
      )}
      {targets.length > 1 && (
        <fieldset>
          <legend className="text-sm font-semibold">What it is about</legend>
          {targets.map(({ title }, i) => (
            <label key={title} className="mt-1 flex items-start gap-2 text-sm">
              <input
                type="radio"
                name="lesson-target"
                className="accent-accent mt-0.5 size-4 shrink-0"
                checked={i === chosen}
                onChange={() => setChosen(i)}
              />
              {title}
            </label>
          ))}
        </fieldset>
      )}
      <div className="grid grid-cols-1 gap-x-8 gap-y-4 sm:grid-cols-2">
        <CheckGroup
          legend="Parts that students see"
          options={parts.map((value) => ({ value, label: partTitles[value] }))}
          checked={lesson.parts}
          onChange={(next) => set({ parts: next })}
        />
        <CheckGroup
          legend="Controls that they have"
          options={target.controls.map((value) => ({ value, label: controlTitles[value] }))}
          checked={offered.controls}
          onChange={(controls) => set({ controls })}
        />
      </div>
      <Field
        label="Note"
        hint="What to look at. Plain text."
        value={lesson.note}
        max={4000}
        onChange={(note) => set({ note })}
      />
      <Field
        label="Question"
        hint="Students answer below it; the answer stays in their browser until they copy it."
        value={lesson.question}
        max={1000}
        onChange={(question) => set({ question })}
      />
      <LessonLink lesson={offered} path={target.path} experiment={target.experiment} instead={instead} />
    </div>
  );
}

interface FieldProps {
  readonly label: string;
  readonly hint: string;
  readonly value: string;
  readonly max: number;
  readonly onChange: (value: string) => void;
}

function Field({ label, hint, value, max, onChange }: FieldProps) {
  return (
    <label className="block text-sm">
      <span className="font-semibold">{label}</span> <span className="text-ink-2 text-xs">{hint}</span>
      <textarea
        value={value}
        rows={2}
        maxLength={max}
        className="border-line-2 mt-1 block w-full resize-y rounded-sm border bg-transparent px-2.5 py-1.5 text-sm"
        onChange={(event) => onChange(event.target.value)}
      />
    </label>
  );
}
