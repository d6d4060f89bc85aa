'use client';
// The line under the difference map: the token under the pointer, the cursor or the pin, and its fate in each run.

import { fateStyles } from '@/components/palette';
import { visiblePiece } from '@/components/views/format';
import { useHover } from '@/components/views/hover';
import { FateSwatch } from '@/components/views/parts';
import { differenceAt } from '@/lib/compare/fates';
import { fateAt, traceFates } from '@/lib/trace/fate';
import { differenceStyles, DifferenceSwatch } from '../differenceStyles';
import type { Pair } from '../pair';
import type { Place } from '../state';
import { placeName, places } from '../state';
import { wordAt } from '../words';
import type { DifferenceStep } from './DifferenceMap';

/** `spoken`: read aloud on change; only the view in focus speaks, though all follow the same pointer. */
export function DifferenceReadout({
  pair,
  linked,
  hover,
  segments,
  layer,
  spoken,
}: DifferenceStep & { spoken: boolean }) {
  const now = useHover(hover);
  const column = now.position ?? linked.column;
  if (column === null || column >= pair.alignment.a.length) {
    return (
      <p className="min-h-10 text-xs text-[var(--ink-2)]">
        Point at a token, or use the arrow keys. Click or Enter pins it in every view.
      </p>
    );
  }
  const shownLayer = Math.min(now.layer ?? layer, pair.layers);
  const difference = differenceAt(segments, shownLayer, column);
  return (
    <p className="view-readout" aria-live={spoken ? 'polite' : 'off'}>
      <b className="token-word">{visiblePiece(wordAt(pair, column))}</b>
      <span>
        layer <b>{shownLayer}</b>
      </span>
      {difference === null ? (
        <span>not yet generated in this step</span>
      ) : (
        <>
          <span className="inline-flex items-center gap-1.5">
            <DifferenceSwatch difference={difference} />
            {differenceStyles[difference].label}
          </span>
          {places.map((place) => (
            <InRun key={place} pair={pair} place={place} step={linked.step} layer={shownLayer} column={column} />
          ))}
        </>
      )}
    </p>
  );
}

function InRun(props: { pair: Pair; place: Place; step: number; layer: number; column: number }) {
  const { pair, place, step, layer, column } = props;
  const position = pair.alignment[place][column] ?? -1;
  const fate = position < 0 ? 'absent' : fateAt(traceFates(pair[place].trace)[step], layer, position);
  return (
    <span className="inline-flex items-center gap-1.5">
      {placeName[place]}:{' '}
      {fate === 'absent' ? (
        'no such token'
      ) : (
        <>
          position <b>{position}</b> <FateSwatch fate={fate} /> {fateStyles[fate].label}
        </>
      )}
    </span>
  );
}
