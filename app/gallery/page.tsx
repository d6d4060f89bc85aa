// Gallery: recorded runs to look at, without a model.

import type { Metadata } from 'next';
import { Suspense } from 'react';
import { entries } from '@/components/gallery/entries';
import { GalleryIndex } from '@/components/gallery/GalleryIndex';

export const metadata: Metadata = {
  title: 'Gallery',
  description: 'Recorded runs of LazyLLM beside full prefill: where pruning saves time, and where it loses the answer.',
};

export default function Page() {
  return (
    <main id="main" tabIndex={-1} className="mx-auto max-w-7xl pb-16 outline-none">
      <h1 className="px-4 pt-6 text-lg font-semibold tracking-tight md:px-5">Gallery</h1>
      <p className="text-ink-2 mt-2 max-w-prose px-4 md:px-5">
        Recorded runs of the bundled model, full prefill beside pruning: they open at once, on any device. Each picture
        shows which part of the prompt prefill computed, layers from the top down, and below in orange what decode steps
        revived. Faster and slower are medians as measured.
      </p>
      <Suspense>
        <GalleryIndex entries={entries} />
      </Suspense>
    </main>
  );
}
