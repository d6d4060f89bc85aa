'use client';
// What both runs wrote, side by side, and where their answers part.

import { useTableOffer } from '@/components/figures/offers';
import { sideName } from '@/components/run/format';
import { Answer } from '@/components/run/OutputsPanel';
import { expectedOf } from '@/lib/trace/run';
import type { Pair } from './pair';
import { placeName, places } from './state';
import { answerTable } from './tables';

export function AnswersOfBoth({ pair }: { pair: Pair }) {
  useTableOffer('Answers', () => answerTable(pair));
  return (
    <div className="grid grid-cols-1 gap-x-6 gap-y-4 md:grid-cols-2">
      {places.map((place) => (
        <Answer
          key={place}
          name={`${placeName[place]}: ${sideName(pair[place].trace)}`}
          colour={`var(--run-${place})`}
          trace={pair[place].trace}
          expected={expectedOf(pair[place].run)}
          firstDifference={pair.alignment.firstDifference}
        />
      ))}
    </div>
  );
}
