'use client';
// What stands where a comparison would be: which run is missing, what would be shown, and two comparisons to begin with.

import type { ReactNode } from 'react';
import { sideName } from '@/components/run/format';
import { titleOf, traceOf } from '@/lib/trace/run';
import type { RunRef } from '@/components/run/ref';
import type { Fetched } from './runs';
import { useRecorded } from './runs';
import type { CompareState, Place } from './state';
import { placeName, places } from './state';

interface InvitationProps {
  readonly state: CompareState;
  readonly fetched: Readonly<Record<Place, Fetched>>;
}

export function Invitation({ state, fetched }: InvitationProps) {
  const recorded = useRecorded().data ?? [];
  const wanted = whatIsWanted(fetched);
  if (wanted === null) return <div className="border-line min-h-64 border-t" />;
  const there = places.find((place) => fetched[place].at === 'ready');
  const own = there && sidesOf(fetched[there], state.refs[there]);
  const [first] = recorded;
  const sides =
    own ??
    (first && {
      ref: { from: 'recorded' as const, id: first.id },
      words: `“${first.title}”: full prefill and LazyLLM`,
    });
  const [revival, without] = ['revival', 'no-revival'].map((id) => recorded.find((entry) => entry.id === id));
  return (
    <div className="border-line border-t px-4 py-10 md:px-5">
      <p className="max-w-prose text-pretty">
        {wanted} You will see which tokens each layer keeps in one and prunes in the other, how their scores, times and
        answers differ, and which settings do. The address of this page is the link to the comparison.
      </p>
      <ul className="mt-4 flex flex-col items-start gap-2">
        {sides && (
          <Suggestion onChoose={() => state.choosePair(sides.ref, sides.ref, { a: 'full', b: 'pruned' })}>
            {sides.words}
          </Suggestion>
        )}
        {revival && without && (
          <Suggestion
            onChoose={() =>
              state.choosePair(
                { from: 'recorded', id: revival.id },
                { from: 'recorded', id: without.id },
                { a: 'pruned', b: 'pruned' },
              )
            }
          >
            “{revival.title}” and “{without.title}”
          </Suggestion>
        )}
      </ul>
    </div>
  );
}

function Suggestion({ onChoose, children }: { onChoose: () => void; children: ReactNode }) {
  return (
    <li className="max-w-full">
      <button type="button" className="view-link max-w-full text-left break-words" onClick={onChoose}>
        {children}
      </button>
    </li>
  );
}

/** What the visitor is to do; null while both runs are on their way. */
function whatIsWanted(fetched: Readonly<Record<Place, Fetched>>): string | null {
  const failed = places.filter((place) => fetched[place].at === 'failed');
  const empty = places.filter((place) => fetched[place].at === 'none');
  if (failed.length === 2) return 'Choose other runs for A and B.';
  if (empty.length === 2) return 'Choose a run for A and one for B.';
  const [lost, free] = [failed[0], empty[0]];
  if (lost && free) return `Choose another run for ${placeName[lost]} and one for ${placeName[free]}.`;
  if (lost) return `Choose another run for ${placeName[lost]}.`;
  return free ? `Choose a run for ${placeName[free]}.` : null;
}

/** Both sides of a run that has them. */
function sidesOf(of: Fetched, ref: RunRef | null): { ref: RunRef; words: string } | null {
  if (of.at !== 'ready' || !ref) return null;
  const pruned = traceOf(of.run, 'pruned');
  if (!pruned || !traceOf(of.run, 'full')) return null;
  return { ref, words: `“${titleOf(of.run)}”: full prefill and ${sideName(pruned)}` };
}
