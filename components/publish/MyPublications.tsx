'use client';
// What was published from this browser: links, and a way to delete each.

import { Trash2 } from 'lucide-react';
import Link from 'next/link';
import { formatDate } from '@/components/run/format';
import { ConfirmDialog } from '@/components/ui/ConfirmDialog';
import { IconButton } from '@/components/ui/IconButton';
import { type MyPublication, useMyPublications } from './mine';
import { useUnpublish } from './usePublish';

export function MyPublications() {
  const mine = useMyPublications();
  const unpublish = useUnpublish();
  if (mine.length === 0) return null;
  return (
    <details className="border-line mt-4 border-t pt-3 text-sm">
      <summary className="w-fit">
        My publications <span className="text-ink-2 tabular">{mine.length}</span>
      </summary>
      <p className="text-ink-2 mt-1 text-xs">Published from this browser, which keeps the keys that delete them.</p>
      <ul className="mt-2">
        {mine.map((publication) => (
          <Row key={publication.id} publication={publication} onDelete={() => unpublish.mutate(publication)} />
        ))}
      </ul>
      {unpublish.error && (
        <p role="alert" className="text-bad mt-2 text-xs break-words">
          {unpublish.error.message}
        </p>
      )}
    </details>
  );
}

function Row({
  publication: { id, title, publishedAt },
  onDelete,
}: {
  publication: MyPublication;
  onDelete: () => void;
}) {
  return (
    <li className="border-line flex items-center gap-3 border-t py-1.5 first:border-t-0">
      <div className="min-w-0 flex-1">
        <Link href={`/e/${id}`} className="text-accent block truncate underline underline-offset-2">
          {title}
        </Link>
        <span className="text-ink-2 tabular text-xs">{formatDate(publishedAt)}</span>
      </div>
      <ConfirmDialog
        trigger={
          <IconButton label={`Delete ${title}`} className="border-line-2 border">
            <Trash2 size={15} aria-hidden />
          </IconButton>
        }
        title={`Delete “${title}”?`}
        description="Its link stops working; browsers that opened it may show it for a day yet, or while they are offline. The run itself stays on this device."
        action="Delete"
        onConfirm={onDelete}
      />
    </li>
  );
}
