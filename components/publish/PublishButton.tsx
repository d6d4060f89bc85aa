'use client';
// "Publish…": a dialog that says what leaves the browser, asks for a title, and gives the link.

import { Globe } from 'lucide-react';
import { useRef, useState } from 'react';
import { Button } from '@/components/ui/Button';
import { Dialog } from '@/components/ui/Dialog';
import type { PublishedKey } from '@/components/publications/api';
import type { WholeRun } from '@/lib/trace/run';
import { MyPublications } from './MyPublications';
import { PublishForm } from './PublishForm';
import { PublishedLink } from './PublishedLink';
import { usePublish, usePublishing } from './usePublish';
import { WhatLeaves } from './WhatLeaves';

interface PublishButtonProps {
  readonly run: WholeRun;
  readonly label?: string;
  /** Told the id when the dialog closes after a publication: until then it shows link and key. */
  readonly onPublished?: (id: string) => void;
}

export function PublishButton({ run, label = 'Publish…', onPublished }: PublishButtonProps) {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const title = useRef<HTMLInputElement>(null);
  const publishing = usePublishing(open);
  const publish = usePublish(run);
  const { data: published } = publish;
  const absent = publishing.data?.at === 'absent';
  const close = (): void => {
    setOpen(false);
    if (published) onPublished?.(published.id);
  };
  return (
    <>
      <Button ref={button} aria-haspopup="dialog" onClick={() => setOpen(true)}>
        <Globe size={14} aria-hidden /> {label}
      </Button>
      <Dialog
        open={open}
        onClose={close}
        title={published ? 'Published' : 'Publish this run'}
        description={
          absent ? withoutServer : published ? wordsOf(published) : <WhatLeaves comparison={run.comparison} />
        }
        initialFocus={title}
        returnTo={button}
      >
        {absent ? null : published ? (
          <PublishedLink published={published} onAgain={publish.reset} />
        ) : (
          <PublishForm run={run} publish={publish} publishing={publishing} titleRef={title} onCancel={close} />
        )}
        <MyPublications />
      </Dialog>
    </>
  );
}

const withoutServer =
  'This LazyLens is served as plain files, without a server that could keep a run. Export the run as a file and pass that on: it ' +
  'opens on every LazyLens.';

function wordsOf({ deleteKey }: PublishedKey): string {
  return deleteKey === null
    ? 'This run was published before with the same words, so it has the same link.'
    : 'Anyone who has the link can read the run. It stays until someone deletes it with the key.';
}
