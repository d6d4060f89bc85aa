// Models: what is on this device, how to get more, and what this browser can run.

import type { Metadata } from 'next';
import { ModelsPage } from '@/components/models/ModelsPage';

export const metadata: Metadata = { title: 'Models' };

export default function Page() {
  return (
    <main id="main" tabIndex={-1} className="mx-auto max-w-7xl outline-none">
      <h1 className="px-4 pt-6 text-lg font-semibold tracking-tight md:px-5">Models</h1>
      <p className="text-ink-2 mt-2 mb-4 max-w-prose px-4 md:px-5">
        Any dense transformer stored as safetensors runs as it is: nothing is exported or converted beforehand. Its
        files go from where they are to this device; prompts never leave it.
      </p>
      <ModelsPage />
    </main>
  );
}
