// What of a run leaves the browser when it is published, said before it does.

import type { Comparison } from '@/lib/trace/schema';

export function WhatLeaves({ comparison: { pruned } }: { comparison: Comparison }) {
  return (
    <div className="mt-1">
      <p className="text-ink">Anyone who has the link can read it. This leaves your browser:</p>
      <ul className="mt-1 list-disc pl-5">
        <li>the prompt, all {pruned.input.ids.length.toLocaleString('en')} tokens of it, and both answers;</li>
        <li>which tokens were pruned, their scores, and every time that was measured;</li>
        <li>
          the names of model, browser and {pruned.backend.kind === 'webgpu' ? 'GPU' : 'system'}, and the words below.
        </li>
      </ul>
      <p className="mt-1">The model stays here. You get a key that deletes the publication.</p>
    </div>
  );
}
