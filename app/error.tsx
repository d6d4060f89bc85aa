'use client';
// What a page that failed to draw shows: what happened, and a way back that keeps prompt and runs.

import { WordsPage } from '@/components/site/WordsPage';

export default function ErrorPage({ error, reset }: { error: Error; reset: () => void }) {
  return (
    <WordsPage title="The page could not be drawn">
      <p className="text-ink-2 mt-3">
        This is a fault of LazyLens, not of your prompt. What you typed and ran is kept on this device.
      </p>
      <pre className="border-line bg-surface-2 mt-4 overflow-x-auto border p-3 font-mono text-xs">{error.message}</pre>
      <button type="button" onClick={reset} className="text-accent mt-6 underline underline-offset-4">
        Draw it again
      </button>
    </WordsPage>
  );
}
