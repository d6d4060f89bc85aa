// Learn: LazyLLM in ten steps on recorded runs; needs no model.

import type { Metadata } from 'next';
import { Suspense } from 'react';
import { LearnPage } from '@/components/learn/LearnPage';

export const metadata: Metadata = {
  title: 'Learn',
  description:
    'How LazyLLM prunes a prompt, in ten steps on recorded runs: what is kept, parked, revived, gained and lost.',
};

export default function Page() {
  return (
    <main id="main" tabIndex={-1} className="mx-auto max-w-[90rem] outline-none">
      <h1 className="px-4 pt-6 text-lg font-semibold tracking-tight md:px-5">How LazyLLM skips tokens, in ten steps</h1>
      <p className="text-ink-2 mt-1 px-4 text-xs md:px-5">
        On recorded runs of a small model: nothing is loaded. The left and right arrow keys turn the steps.
      </p>
      <Suspense fallback={<p className="text-ink-2 p-6">Opening the lesson…</p>}>
        <LearnPage />
      </Suspense>
    </main>
  );
}
