'use client';
// Takes the link or the id of a published run.

import type { ReactNode } from 'react';
import { useId, useState } from 'react';
import { Button } from '@/components/ui/Button';
import { Popup } from '@/components/ui/Popup';
import { publicationIdSchema } from '@/lib/experiment/publication';
import type { RunRef } from '@/components/run/ref';

interface PublishedLinkProps {
  readonly trigger: ReactNode;
  readonly onChoose: (ref: RunRef) => void;
}

export function PublishedLink({ trigger, onChoose }: PublishedLinkProps) {
  const [text, setText] = useState('');
  const [wrong, setWrong] = useState(false);
  const field = useId();
  return (
    <Popup trigger={trigger} label="A published run">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const id = publishedId(text);
          setWrong(id === null);
          if (id) onChoose({ from: 'published', id });
        }}
      >
        <label htmlFor={field} className="text-xs">
          Link or id of a published run
        </label>
        <div className="mt-1.5 flex gap-2">
          <input
            id={field}
            value={text}
            placeholder="…/e/8fKq2Z…"
            aria-invalid={wrong}
            aria-describedby={wrong ? `${field}-wrong` : undefined}
            className="border-line-2 bg-surface h-8 w-full min-w-0 rounded-sm border px-2 text-sm"
            onChange={(event) => setText(event.target.value)}
          />
          <Button type="submit" weight="primary">
            Open
          </Button>
        </div>
        {wrong && (
          <p id={`${field}-wrong`} className="text-bad mt-1.5 text-xs">
            No published run is named in this: a link ends in /e/ and twelve letters and digits.
          </p>
        )}
      </form>
    </Popup>
  );
}

/** The id in a link, or the id itself; null where there is none. */
export function publishedId(text: string): string | null {
  const last = /(?:\/(?:e|embed)\/)?([^/?#\s]+)\s*(?:[?#].*)?$/.exec(text.trim())?.[1] ?? '';
  return publicationIdSchema.safeParse(last).success ? last : null;
}
