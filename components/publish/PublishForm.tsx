'use client';
// Title, note and author of a publication, and what of the run leaves the browser. What was typed stays when publishing fails.

import { Dialog } from 'radix-ui';
import { type FormEvent, useId, useState } from 'react';
import { Button } from '@/components/ui/Button';
import { ProgressBar } from '@/components/ui/ProgressBar';
import type { Publishing } from '@/components/published/publications';
import { captionSchema } from '@/lib/experiment/publication';
import type { WholeRun } from '@/lib/trace/run';
import { useCaption } from './caption';
import type { usePublish } from './usePublish';

interface PublishFormProps {
  readonly run: WholeRun;
  readonly publish: ReturnType<typeof usePublish>;
  /** Null until the server has answered. */
  readonly publishing: Publishing | null;
}

const field = 'border-line-2 bg-surface w-full rounded-sm border px-2 py-1.5 text-sm aria-invalid:border-bad';

export function PublishForm({ run, publish, publishing }: PublishFormProps) {
  const id = useId();
  const [caption, change] = useCaption(run);
  const [problem, setProblem] = useState<string | null>(null);
  const { input } = run.comparison.pruned;
  const { sending } = publish;
  const refusal = problem ?? (publishing?.at === 'down' ? publishing.message : (publish.error?.message ?? null));
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const parsed = captionSchema.safeParse(caption);
    setProblem(parsed.success ? null : problemOf(parsed.error.issues[0]?.path[0]));
    if (parsed.success) publish.mutate(parsed.data);
  };
  return (
    <form onSubmit={submit} className="mt-2 flex flex-col gap-3.5" noValidate>
      <Dialog.Description asChild>
        <div className="text-sm">
          <p>Anyone who has the link can read it. This leaves your browser:</p>
          <ul className="text-ink-2 mt-1 list-disc pl-5">
            <li>the prompt, all {input.ids.length.toLocaleString('en')} tokens of it, and both answers;</li>
            <li>which tokens were pruned, their scores, and every time that was measured;</li>
            <li>
              the names of model, browser and {run.comparison.pruned.backend.kind === 'webgpu' ? 'GPU' : 'system'}, and
              the words below.
            </li>
          </ul>
          <p className="text-ink-2 mt-1">The model stays here. You get a key that deletes the publication.</p>
        </div>
      </Dialog.Description>
      <div>
        <label htmlFor={`${id}-title`} className="text-ink-2 mb-1 block text-xs">
          Title
        </label>
        <input
          id={`${id}-title`}
          className={field}
          value={caption.title}
          maxLength={120}
          autoComplete="off"
          aria-invalid={problem !== null && caption.title.trim() === ''}
          onChange={(event) => change({ title: event.target.value })}
        />
      </div>
      <div>
        <label htmlFor={`${id}-note`} className="text-ink-2 mb-1 block text-xs">
          Note, if you like: what to look at
        </label>
        <textarea
          id={`${id}-note`}
          className={field}
          rows={3}
          value={caption.note}
          maxLength={2000}
          onChange={(event) => change({ note: event.target.value })}
        />
      </div>
      <div>
        <label htmlFor={`${id}-author`} className="text-ink-2 mb-1 block text-xs">
          Author, if you like
        </label>
        <input
          id={`${id}-author`}
          className={field}
          value={caption.author}
          maxLength={80}
          autoComplete="name"
          onChange={(event) => change({ author: event.target.value })}
        />
      </div>
      {refusal && (
        <p role="alert" className="text-bad text-sm break-words">
          {refusal}
        </p>
      )}
      {publish.isPending ? (
        <div>
          {sending && <p className="mb-1.5 font-mono text-xs break-all">{`${location.origin}/e/${sending.id}`}</p>}
          <p className="mb-1.5 text-xs" role="status">
            {sending === null
              ? 'Packing the run…'
              : sending.sent < 1
                ? 'Sending: the link works when it has arrived.'
                : 'Sent; waiting for the server to have stored it.'}
          </p>
          <ProgressBar label="Publishing" fraction={sending && sending.sent < 1 ? sending.sent : null} />
        </div>
      ) : (
        <div className="flex items-center justify-end gap-2">
          <Dialog.Close asChild>
            <Button>Cancel</Button>
          </Dialog.Close>
          <Button weight="primary" type="submit" disabled={publishing?.at !== 'possible'}>
            Publish
          </Button>
        </div>
      )}
    </form>
  );
}

function problemOf(field: PropertyKey | undefined): string {
  if (field === 'title') return 'Give it a title of one line.';
  return field === 'author' ? 'The author is one line of plain text.' : 'The note may have 2,000 characters.';
}
