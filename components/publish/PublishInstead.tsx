'use client';
// Offered where something is too long for a link: publishing the finished run, if there is a server that takes it.

import type { ReactNode } from 'react';
import type { Run, WholeRun } from '@/lib/trace/run';
import { PublishButton } from './PublishButton';
import { usePublishing } from './usePublish';

interface PublishInsteadProps {
  readonly run: WholeRun;
  readonly children: ReactNode;
  readonly onPublished?: (id: string) => void;
}

/** The button under these words; nothing at all without a server, or until it has answered. */
export function PublishInstead({ run, children, onPublished }: PublishInsteadProps) {
  const { data: publishing } = usePublishing(true);
  if (!publishing || publishing.at === 'absent') return null;
  return (
    <div className="flex flex-col items-start gap-2">
      <p className="text-xs">{children}</p>
      <PublishButton run={run} label="Publish the run…" {...(onPublished && { onPublished })} />
    </div>
  );
}

/** The run, if it is whole and nobody has a link to it yet; null where it is not. */
export function publishable(run: Run | null): WholeRun | null {
  return run?.kind === 'whole' && (run.origin === 'here' || run.origin === 'file') ? run : null;
}
