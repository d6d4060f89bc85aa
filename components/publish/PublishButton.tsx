'use client';
// "Publish…": a dialog that says what leaves the browser, asks for a title, and gives the link.

import { Globe, X } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { useState } from 'react';
import { Button } from '@/components/ui/Button';
import { IconButton } from '@/components/ui/IconButton';
import type { WholeRun } from '@/lib/trace/run';
import { MyPublications } from './MyPublications';
import { PublishForm } from './PublishForm';
import { PublishedLink } from './PublishedLink';
import { usePublish, usePublishing } from './usePublish';

interface PublishButtonProps {
  readonly run: WholeRun;
  readonly label?: string;
  /** Told the id when the dialog closes after a publication: until then it shows link and key. */
  readonly onPublished?: (id: string) => void;
}

export function PublishButton({ run, label = 'Publish…', onPublished }: PublishButtonProps) {
  const [open, setOpen] = useState(false);
  const publishing = usePublishing(open);
  const publish = usePublish(run);
  const change = (next: boolean): void => {
    setOpen(next);
    if (!next && publish.data) onPublished?.(publish.data.id);
  };
  return (
    <Dialog.Root open={open} onOpenChange={change}>
      <Dialog.Trigger asChild>
        <Button>
          <Globe size={14} aria-hidden /> {label}
        </Button>
      </Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-[rgb(0_0_0/0.45)]" />
        <Dialog.Content className="border-line-2 bg-surface fixed top-1/2 left-1/2 z-50 max-h-[calc(100dvh-24px)] w-[34rem] max-w-[calc(100vw-24px)] -translate-x-1/2 -translate-y-1/2 overflow-y-auto rounded-md border p-5 shadow-[0_8px_24px_-12px_rgb(0_0_0/0.35)]">
          <Dialog.Title className="pr-8 text-base font-semibold">
            {publish.data ? 'Published' : 'Publish this run'}
          </Dialog.Title>
          {publishing?.at === 'absent' ? (
            <Dialog.Description className="mt-2 text-sm">
              This LazyLens is served as plain files, without a server that could keep a run. Export the run as a file
              and pass that on: it opens on every LazyLens.
            </Dialog.Description>
          ) : publish.data ? (
            <PublishedLink published={publish.data} onAgain={publish.reset} />
          ) : (
            <PublishForm run={run} publish={publish} publishing={publishing} />
          )}
          <MyPublications />
          {/* Last, so that the dialog opens with the focus in its first field. */}
          <Dialog.Close asChild>
            <IconButton label="Close" className="absolute top-3.5 right-3.5">
              <X size={15} aria-hidden />
            </IconButton>
          </Dialog.Close>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
