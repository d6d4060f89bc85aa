// The heading of a finished run: what kind it is, its title, what its author wrote. Text is shown as text, line breaks kept.

import type { ReactNode } from 'react';

interface RunHeadingProps {
  readonly kind: ReactNode;
  readonly title: string;
  readonly children?: ReactNode;
}

export function RunHeading({ kind, title, children }: RunHeadingProps) {
  return (
    <div className="min-w-0 flex-1 basis-80">
      <p className="text-ink-2 text-xs">{kind}</p>
      <h1 className="mt-0.5 text-lg leading-tight font-semibold tracking-tight text-balance break-words">{title}</h1>
      {children}
    </div>
  );
}

/** What its author wrote beside a run. */
export function AuthorNote({ note }: { note: string }) {
  if (note === '') return null;
  return <p className="mt-1.5 max-w-3xl text-sm break-words whitespace-pre-line">{note}</p>;
}

/** `Published run by Ada, 25 Nov 2026`. */
export function publishedBy(author: string, publishedAt: string): ReactNode {
  const date = new Date(publishedAt);
  const day = Number.isNaN(date.getTime())
    ? publishedAt
    : date.toLocaleDateString('en', { dateStyle: 'medium', timeZone: 'UTC' });
  return (
    <>
      <span className="text-accent font-medium">Published run</span>
      {author && ` by ${author}`}, <time dateTime={publishedAt}>{day}</time>
    </>
  );
}
