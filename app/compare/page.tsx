// Two runs side by side: any two of the recorded, the published and those of this device.

import type { Metadata } from 'next';
import { Suspense } from 'react';
import { ComparePage } from '@/components/compare/ComparePage';

export const metadata: Metadata = { title: 'Compare two runs' };

export default function Page() {
  return (
    <main id="main" tabIndex={-1} className="outline-none">
      <Suspense fallback={<p className="text-ink-2 p-6">Opening the comparison…</p>}>
        <ComparePage />
      </Suspense>
    </main>
  );
}
