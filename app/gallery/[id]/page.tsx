// One recorded run of the gallery.

import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { Suspense } from 'react';
import { preload } from 'react-dom';
import { entries } from '@/components/gallery/entries';
import { GalleryRun } from '@/components/gallery/GalleryRun';

interface PageProps {
  readonly params: Promise<{ id: string }>;
}

/** There are no others: the list comes with the build. */
export const dynamicParams = false;

export function generateStaticParams(): { id: string }[] {
  return entries.map(({ id }) => ({ id }));
}

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  const { id } = await params;
  const entry = entries.find((each) => each.id === id);
  return entry ? { title: entry.title, description: entry.summary } : {};
}

export default async function Page({ params }: PageProps) {
  const { id } = await params;
  const at = entries.findIndex((each) => each.id === id);
  const entry = entries[at];
  if (!entry) notFound();
  // The run is on its way before the scripts that show it.
  preload(`/experiments/${entry.file}`, { as: 'fetch', crossOrigin: 'anonymous' });
  return (
    <main id="main" tabIndex={-1} className="outline-none">
      <Suspense>
        <GalleryRun key={id} entry={entry} previous={entries[at - 1] ?? null} next={entries[at + 1] ?? null} />
      </Suspense>
    </main>
  );
}
