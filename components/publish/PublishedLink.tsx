'use client';
// What publishing gives: the link, and once the key that deletes it.

import Link from 'next/link';
import { Button } from '@/components/ui/Button';
import { CopyField } from '@/components/ui/CopyField';
import type { PublishedKey } from '@/components/publications/api';

interface PublishedLinkProps {
  readonly published: PublishedKey;
  /** Back to the form, for other words or another run. */
  readonly onAgain: () => void;
}

export function PublishedLink({ published: { id, deleteKey }, onAgain }: PublishedLinkProps) {
  const path = `/e/${id}`;
  return (
    <div className="mt-2 flex flex-col gap-3.5">
      <CopyField label="Link" text={`${location.origin}${path}`} />
      {deleteKey !== null && (
        <div>
          <CopyField label="Delete key" text={deleteKey} />
          <p className="text-ink-2 mt-1 text-xs">
            The key is shown this once: the server keeps only its hash. This browser keeps it under “My publications”.
          </p>
        </div>
      )}
      <div className="flex flex-wrap items-center justify-end gap-2">
        <Button onClick={onAgain}>Publish with other words</Button>
        <Link
          href={path}
          className="border-accent bg-accent text-accent-ink inline-flex h-8 items-center rounded-sm border px-2.5 text-sm font-medium hover:brightness-110"
        >
          Open it
        </Link>
      </div>
    </div>
  );
}
