// The benchmark: ratios of full prefill and LazyLLM on this device.

import type { Metadata } from 'next';
import { Suspense } from 'react';
import { Bench } from '@/components/bench/Bench';

export const metadata: Metadata = { title: 'Benchmark' };

export default function Page() {
  return (
    <main id="main" tabIndex={-1} className="mx-auto flex max-w-6xl flex-col gap-4 px-4 py-6 md:px-5 outline-none">
      <h1 className="text-lg font-semibold tracking-tight">Benchmark</h1>
      <p className="text-ink-2 max-w-prose">
        Times full prefill and LazyLLM in turns on random prompts, on this device, with the engine that the workbench
        uses. Ideal is the speed-up that the saved arithmetic alone would give; efficiency is measured over ideal. The
        first row at each length keeps every token: what scoring and splitting cost.
      </p>
      <Suspense>
        <Bench />
      </Suspense>
    </main>
  );
}
