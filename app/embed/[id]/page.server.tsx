// A published run to stand inside another site's page: `parts` and `theme` in the address say what it shows and how.

import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { EmbeddedRun } from '@/components/published/EmbeddedRun';
import { publicationUrl } from '@/components/published/publications';
import { partsIn } from '@/lib/experiment/parts';
import { headOf } from '../../publishedHead.server';

interface PageProps {
  readonly params: Promise<{ id: string }>;
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  const head = await headOf((await params).id);
  return { title: head?.caption.title ?? 'No such run', robots: { index: false } };
}

export default async function Page({ params, searchParams }: PageProps) {
  const head = await headOf((await params).id);
  if (!head) notFound();
  const { parts } = await searchParams;
  return (
    <main id="main" tabIndex={-1} className="outline-none">
      <link rel="preload" as="fetch" href={publicationUrl(head.id)} crossOrigin="anonymous" />
      <EmbeddedRun head={head} parts={[...partsIn(typeof parts === 'string' ? parts : null)]} />
    </main>
  );
}
