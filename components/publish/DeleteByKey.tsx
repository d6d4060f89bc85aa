'use client';
// Takes a publication back, by whoever has its key: this browser may have kept it.

import { type FormEvent, useId, useState } from 'react';
import { Button } from '@/components/ui/Button';
import { Popup } from '@/components/ui/Popup';
import { useMyPublications } from './mine';
import { useUnpublish } from './usePublish';

export function DeleteByKey({ id }: { id: string }) {
  return (
    <div className="border-line text-ink-2 flex flex-wrap items-center gap-x-2 border-t px-4 py-3 text-xs md:px-5">
      Published by you?
      <Popup
        label="Delete this publication"
        align="start"
        trigger={
          <button type="button" className="text-accent underline underline-offset-2">
            Delete it with its key
          </button>
        }
      >
        <KeyForm id={id} />
      </Popup>
    </div>
  );
}

function KeyForm({ id }: { id: string }) {
  const fieldId = useId();
  const kept = useMyPublications().find((each) => each.id === id)?.deleteKey ?? '';
  const [typed, setTyped] = useState<string | null>(null);
  const unpublish = useUnpublish();
  const deleteKey = (typed ?? kept).trim();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (deleteKey) unpublish.mutate({ id, deleteKey });
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-2.5">
      <p>
        Its link stops working, for good; browsers that opened it may show it for a day yet, or while they are offline.
      </p>
      <div>
        <label htmlFor={fieldId} className="text-ink-2 mb-1 block text-xs">
          Delete key{kept && typed === null ? ', kept by this browser' : ''}
        </label>
        <input
          id={fieldId}
          className="border-line-2 bg-surface w-full rounded-sm border px-2 py-1.5 font-mono text-xs"
          value={typed ?? kept}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => setTyped(event.target.value)}
        />
      </div>
      {unpublish.error && (
        <p role="alert" className="text-bad text-xs break-words">
          {unpublish.error.message}
        </p>
      )}
      <Button
        type="submit"
        weight="primary"
        className="bg-bad! border-bad! self-end"
        disabled={!deleteKey || unpublish.isPending}
      >
        Delete
      </Button>
    </form>
  );
}
