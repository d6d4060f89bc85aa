// What stands where a run would be: while one is fetched, and where there is none.

import { OpenRunButton } from './OpenRunButton';

interface EmptyRunProps {
  readonly opening: boolean;
  readonly error: Error | null;
  /** Null where no other run may be opened. */
  readonly onOpenFile: ((file: File) => void) | null;
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
      {onOpenFile && (
        <div className="mt-5">
          <OpenRunButton onFile={onOpenFile} />
        </div>
      )}
    </div>
  );
}
