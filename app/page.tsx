// The workbench: one prompt, full prefill beside LazyLLM.

import { Suspense } from 'react';
import { Workbench } from '@/components/workbench/Workbench';

export default function Page() {
  return (
    <main id="main" tabIndex={-1} className="outline-none">
      <Suspense fallback={<p className="text-ink-2 p-6">Opening the workbench…</p>}>
        <Workbench />
      </Suspense>
    </main>
  );
}
