'use client';
// The page of a published run: its heading at once, from the server; the run itself as soon as it is fetched and checked.

import { useLesson, useShaped } from '@/components/lesson/useLesson';
import { DeleteByKey } from '@/components/publish/DeleteByKey';
import type { Caption } from '@/lib/experiment/publication';
import { EmbedMenu } from './EmbedMenu';
import { PublishedState } from './PublishedState';
import { AuthorNote, publishedBy, RunHeading } from './RunHeading';
import { RunPage } from './RunPage';
import { usePublished } from '@/components/publications/usePublished';

/** What the server tells of a publication before the run is there. */
export interface PublishedHead {
  readonly id: string;
  readonly publishedAt: string;
  readonly caption: Caption;
}

export function PublishedPage({ head }: { head: PublishedHead }) {
  const state = usePublished(head.id);
  const { title, note, author } = head.caption;
  const kind = publishedBy(author, head.publishedAt);
  const { shows } = useLesson();
  const shaped = useShaped();
  if (state.at === 'open') {
    return (
      <div {...shaped}>
        <RunPage
          run={state.published.run}
          reference={`published:${head.id}`}
          kind={kind}
          actions={<EmbedMenu id={head.id} title={title} />}
        >
          <AuthorNote note={note} />
        </RunPage>
        {shows('share') && <DeleteByKey id={head.id} />}
      </div>
    );
  }
  return (
    <div {...shaped}>
      <header className="px-4 pt-4 pb-4 md:px-5">
        <RunHeading kind={kind} title={title}>
          <AuthorNote note={note} />
        </RunHeading>
      </header>
      <PublishedState state={state} />
    </div>
  );
}
