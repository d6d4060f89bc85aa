// A published run to stand inside another site's page: `parts` and `theme` in the address say what it shows and how.

import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { EmbeddedRun } from '@/components/published/EmbeddedRun';
import { publicationUrl } from '@/components/publications/api';
import { headOf } from '../../publishedHead.server';

interface PageProps {
  readonly params: Promise<{ id: string }>;
}

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  const head = await headOf((await params).id);
  return { title: head?.caption.title ?? 'No such run', robots: { index: false } };
}

export default async function Page({ params }: PageProps) {
  const head = await headOf((await params).id);
  if (!head) notFound();
  return (
    <main id="main" tabIndex={-1} className="outline-none">
      <link rel="preload" as="fetch" href={publicationUrl(head.id)} crossOrigin="anonymous" />
      <EmbeddedRun head={head} />
    </main>
  );
}
