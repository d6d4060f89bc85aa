// A published run: title and preview from its head; the run itself is on its way while the page is read.

import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { PublishedPage } from '@/components/published/PublishedPage';
import { publicationUrl } from '@/components/publications/api';
import { requestOrigin } from '../../origin.server';
import { headOf } from '../../publishedHead.server';

interface PageProps {
  readonly params: Promise<{ id: string }>;
}

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  const head = await headOf((await params).id);
  if (!head) return { title: 'No such run' };
  const { title, author } = head.caption;
  const description = [head.summary, author && `Published by ${author}.`].filter(Boolean).join(' ');
  const image = { url: `/e/${head.id}/preview.png`, width: 1200, height: 630, alt: `Token fates: ${title}` };
  return {
    metadataBase: await requestOrigin(),
    title,
    description,
    openGraph: { title, description, type: 'article', siteName: 'LazyLens', url: `/e/${head.id}`, images: [image] },
    twitter: { card: 'summary_large_image', title, description, images: [image] },
    // Whoever has the link reads it; nobody is to find it by searching.
    robots: { index: false },
  };
}

export default async function Page({ params }: PageProps) {
  const head = await headOf((await params).id);
  if (!head) notFound();
  return (
    <main id="main" tabIndex={-1} className="outline-none">
      <link rel="preload" as="fetch" href={publicationUrl(head.id)} crossOrigin="anonymous" />
      <PublishedPage head={head} />
    </main>
  );
}
