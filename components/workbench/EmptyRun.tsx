// What stands where a run would be: while one is fetched, and where there is none.

import { FolderOpen } from 'lucide-react';

interface EmptyRunProps {
  readonly opening: boolean;
  readonly error: Error | null;
  readonly onOpenFile: (file: File) => void;
}

export function EmptyRun({ opening, error, onOpenFile }: EmptyRunProps) {
  if (opening) {
    return (
      <p className="text-ink-2 px-5 py-16 text-center" aria-busy="true">
        Opening the recorded run…
      </p>
    );
  }
  return (
    <div className="mx-auto max-w-lg px-5 py-20">
      <h1 className="text-lg font-semibold tracking-tight">
        {error ? 'The recorded run could not be opened' : 'No run to show yet'}
      </h1>
      {error && <p className="text-bad mt-2 break-words">{error.message}</p>}
      <p className="text-ink-2 mt-2">
        Press Run to answer the prompt twice, once with full prefill and once with LazyLLM’s pruning. You will see which
        tokens each layer computed, which were pruned and revived, and how long each took to the first token.
      </p>
      <label className="border-line-2 hover:bg-surface-2 has-focus-visible:outline-accent mt-5 inline-flex h-8 items-center gap-1.5 rounded-sm border px-2.5 text-sm has-focus-visible:outline-2">
        <FolderOpen size={14} aria-hidden /> Open a saved run
        <input
          type="file"
          accept=".json,application/json"
          className="sr-only"
          onChange={(event) => {
            const file = event.target.files?.[0];
            if (file) onOpenFile(file);
            event.target.value = '';
          }}
        />
      </label>
    </div>
  );
}
