'use client';
// What a link to a run shows while the server cannot look it up.

import { WordsPage } from '@/components/site/WordsPage';

export default function RunErrorPage() {
  return (
    <WordsPage title="The server cannot look this run up now">
      <p className="text-ink-2 mt-3">
        Its database did not answer. The run is not lost by that, and neither is anything on this device.
      </p>
      <button
        type="button"
        onClick={() => window.location.reload()}
        className="text-accent mt-6 underline underline-offset-4"
      >
        Try again
      </button>
    </WordsPage>
  );
}
