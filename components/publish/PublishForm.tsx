'use client';
// Title, note and author of a publication. What was typed stays when publishing fails.

import type { UseQueryResult } from '@tanstack/react-query';
import { type FormEvent, type HTMLInputAutoCompleteAttribute, type RefObject, useId, useState } from 'react';
import type { Publishing } from '@/components/publications/api';
import { Button } from '@/components/ui/Button';
import { type Caption, captionSchema } from '@/lib/experiment/publication';
import type { WholeRun } from '@/lib/trace/run';
import { useCaption } from './caption';
import { SendingState } from './SendingState';
import type { usePublish } from './usePublish';

interface PublishFormProps {
  readonly run: WholeRun;
  readonly publish: ReturnType<typeof usePublish>;
  readonly publishing: UseQueryResult<Publishing>;
  readonly titleRef: RefObject<HTMLInputElement | null>;
  readonly onCancel: () => void;
}

export function PublishForm({ run, publish, publishing, titleRef, onCancel }: PublishFormProps) {
  const [caption, change] = useCaption(run);
  const [problem, setProblem] = useState<Problem | null>(null);
  const down = publishing.data?.at === 'down' ? publishing.data.message : null;
  const refusal = down ?? publish.error?.message;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const parsed = captionSchema.safeParse(caption);
    setProblem(parsed.success ? null : problemOf(parsed.error.issues[0]));
    if (parsed.success) publish.mutate(parsed.data);
  };
  const about = (field: keyof Caption) => (problem?.field === field ? problem.message : null);
  return (
    <form onSubmit={submit} className="mt-3.5 flex flex-col gap-3.5" noValidate>
      <Field
        ref={titleRef}
        label="Title"
        value={caption.title}
        max={120}
        autoComplete="off"
        problem={about('title')}
        onChange={(title) => change({ title })}
      />
      <Field
        label="Note, if you like: what to look at"
        value={caption.note}
        max={2000}
        rows={3}
        problem={about('note')}
        onChange={(note) => change({ note })}
      />
      <Field
        label="Author, if you like"
        value={caption.author}
        max={80}
        autoComplete="name"
        problem={about('author')}
        onChange={(author) => change({ author })}
      />
      {refusal && (
        <p role="alert" className="text-bad text-sm break-words">
          {refusal}
        </p>
      )}
      {publish.isPending ? (
        <SendingState sending={publish.sending} />
      ) : (
        <div className="flex items-center justify-end gap-2">
          {down && (
            <Button className="mr-auto" disabled={publishing.isFetching} onClick={() => void publishing.refetch()}>
              Try again
            </Button>
          )}
          <Button onClick={onCancel}>Cancel</Button>
          <Button weight="primary" type="submit" disabled={publishing.data?.at !== 'possible'}>
            Publish
          </Button>
        </div>
      )}
    </form>
  );
}

interface Problem {
  readonly field: keyof Caption;
  readonly message: string;
}

function problemOf(issue: { path: PropertyKey[]; message: string } | undefined): Problem {
  const field = issue?.path[0];
  if (field === 'note' || field === 'author') return { field, message: `The ${field} ${issue?.message ?? ''}.` };
  return { field: 'title', message: 'Give it a title.' };
}

interface FieldProps {
  readonly ref?: RefObject<HTMLInputElement | null>;
  readonly label: string;
  readonly value: string;
  readonly max: number;
  /** Given for a field of several lines. */
  readonly rows?: number;
  readonly autoComplete?: HTMLInputAutoCompleteAttribute;
  readonly problem: string | null;
  readonly onChange: (value: string) => void;
}

function Field({ ref, label, value, max, rows, autoComplete, problem, onChange }: FieldProps) {
  const id = useId();
  const shared = {
    id,
    value,
    maxLength: max,
    className: 'border-line-2 bg-surface w-full rounded-sm border px-2 py-1.5 text-sm aria-invalid:border-bad',
    'aria-invalid': problem !== null,
    'aria-describedby': problem === null ? undefined : `${id}-problem`,
  };
  return (
    <div>
      <label htmlFor={id} className="text-ink-2 mb-1 block text-xs">
        {label}
      </label>
      {rows === undefined ? (
        <input ref={ref} {...shared} autoComplete={autoComplete} onChange={(event) => onChange(event.target.value)} />
      ) : (
        <textarea {...shared} rows={rows} onChange={(event) => onChange(event.target.value)} />
      )}
      {problem !== null && (
        <p id={`${id}-problem`} role="alert" className="text-bad mt-1 text-xs">
          {problem}
        </p>
      )}
    </div>
  );
}
