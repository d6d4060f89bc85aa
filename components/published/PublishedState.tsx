// What stands where a published run would be: while it is fetched, where it is gone, where it cannot be shown.

import { Button } from '@/components/ui/Button';
import type { PublishedState as State } from '@/components/publications/usePublished';

export function PublishedState({ state }: { state: Exclude<State, { at: 'open' }> }) {
  if (state.at === 'opening') {
    return (
      <p className="border-line text-ink-2 border-t px-4 py-16 text-center text-sm md:px-5" aria-busy="true">
        Opening the run…
      </p>
    );
  }
  return (
    <div className="border-line border-t px-4 py-16 md:px-5">
      <div className="mx-auto max-w-xl" role="alert">
        {state.at === 'gone' ? (
          <>
            <h2 className="text-base font-semibold">This run is no longer published</h2>
            <p className="text-ink-2 mt-2">Whoever published it has deleted it. Nothing of it is kept on the server.</p>
          </>
        ) : (
          <>
            <h2 className="text-base font-semibold">The run could not be opened</h2>
            <p className="text-bad mt-2 break-words">{state.message}</p>
            <Button className="mt-4" onClick={state.retry}>
              Try again
            </Button>
          </>
        )}
      </div>
    </div>
  );
}
