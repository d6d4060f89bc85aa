'use client';
// What stands where a comparison would be: what it would show, and two to begin with.

import { useRecorded } from './runs';
import type { CompareState } from './state';

export function Invitation({ state }: { state: CompareState }) {
  const [first, second] = useRecorded().data ?? [];
  const waiting = state.refs.a !== null && state.refs.b !== null;
  if (waiting) return <div className="border-line min-h-64 border-t" />;
  return (
    <div className="border-line border-t px-4 py-10 md:px-5">
      <p className="max-w-prose text-pretty">
        Choose a run for A and one for B. You will see which tokens each layer keeps in one and prunes in the other, how
        their scores, times and answers differ, and which settings do. The address of this page is the link to the
        comparison.
      </p>
      {first && (
        <ul className="mt-4 flex flex-col items-start gap-2">
          <li>
            <button
              type="button"
              className="view-link text-left"
              onClick={() => {
                const run = { from: 'recorded', id: first.id } as const;
                state.choosePair(run, run, { a: 'full', b: 'pruned' });
              }}
            >
              {first.title}: full prefill and LazyLLM
            </button>
          </li>
          {second && (
            <li>
              <button
                type="button"
                className="view-link text-left"
                onClick={() =>
                  state.choosePair(
                    { from: 'recorded', id: first.id },
                    { from: 'recorded', id: second.id },
                    { a: 'pruned', b: 'pruned' },
                  )
                }
              >
                {first.title} and {second.title}
              </button>
            </li>
          )}
        </ul>
      )}
    </div>
  );
}
