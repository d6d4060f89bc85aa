'use client';
// A recorded run with what to look at and the ways on: run it here, take it to the workbench, compare, the one before and after.

import { useQuery } from '@tanstack/react-query';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import Link from 'next/link';
import { useLesson, useShaped } from '@/components/lesson/useLesson';
import { RunPage } from '@/components/published/RunPage';
import { recordedRunQuery } from '@/components/run/recorded';
import { Button } from '@/components/ui/Button';
import type { Entry } from '@/lib/experiment/entry';
import { WatchList } from './WatchList';

export type Neighbour = Pick<Entry, 'id' | 'title'> | null;

interface GalleryRunProps {
  readonly entry: Entry;
  readonly previous: Neighbour;
  readonly next: Neighbour;
}

export function GalleryRun({ entry, previous, next }: GalleryRunProps) {
  const { id, title, summary, watch, category } = entry;
  const run = useQuery(recordedRunQuery(entry));
  const { shows } = useLesson();
  return (
    <div {...useShaped()}>
      <nav
        aria-label="Gallery"
        className="border-line text-ink-2 flex flex-wrap items-center justify-between gap-x-4 gap-y-1 border-b px-4 py-2 text-xs md:px-5"
      >
        <span>
          <Link href="/gallery" prefetch={false} className="hover:text-ink underline underline-offset-3">
            Gallery
          </Link>
          {' / '}
          {category}
        </span>
        {shows('runs') && (
          <span className="flex gap-4">
            <Step to={previous} rel="prev" />
            <Step to={next} rel="next" />
          </span>
        )}
      </nav>
      {run.data ? (
        <RunPage run={run.data} reference={`recorded:${id}`} kind="Recorded run">
          <p className="mt-1 max-w-3xl text-sm text-pretty">{summary}</p>
          <WatchList watch={watch} />
        </RunPage>
      ) : (
        <div className="px-4 pt-4 pb-16 md:px-5">
          <p className="text-accent text-xs font-medium">Recorded run</p>
          <h1 className="mt-0.5 text-lg font-semibold tracking-tight">{title}</h1>
          <p className="mt-1 max-w-3xl text-sm text-pretty">{summary}</p>
          {run.error ? (
            <>
              <p role="alert" className="text-bad mt-6 break-words">
                {run.error.message}
              </p>
              <Button className="mt-3" onClick={() => void run.refetch()}>
                Try again
              </Button>
            </>
          ) : (
            <p className="text-ink-2 mt-6" aria-busy="true">
              Opening the run…
            </p>
          )}
        </div>
      )}
    </div>
  );
}

function Step({ to, rel }: { to: Neighbour; rel: 'prev' | 'next' }) {
  if (!to) return null;
  const name = rel === 'prev' ? 'Previous' : 'Next';
  return (
    <Link
      href={`/gallery/${to.id}`}
      rel={rel}
      prefetch={false}
      title={to.title}
      aria-label={`${name}: ${to.title}`}
      className="hover:text-ink inline-flex items-center gap-0.5"
    >
      {rel === 'prev' && <ChevronLeft size={14} aria-hidden />}
      {name}
      {rel === 'next' && <ChevronRight size={14} aria-hidden />}
    </Link>
  );
}
