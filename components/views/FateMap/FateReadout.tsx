'use client';
// The line under the map that reads out the token under the pointer, the keyboard cursor or the pin. Renders on every hover.

import { fateStyles } from '@/components/palette';
import { fateAt } from '@/lib/trace/fate';
import { nearestScore, pieceAt, traceWords } from '@/lib/trace/select';
import { formatScore, visiblePiece } from '../format';
import { useHover } from '../hover';
import { FateSwatch } from '../parts';
import type { MapStep } from './FateMap';

/** `spoken`: read aloud on change; only the view in focus speaks, though all follow the same pointer. */
export function FateReadout(props: MapStep & { spoken: boolean }) {
  const { trace, selection, hover, tokenText, at, layer, step, spoken } = props;
  const now = useHover(hover);
  const position = now.position ?? selection.position;
  const record = trace.steps[at];
  if (position === null || !record) {
    return (
      <p className="min-h-10 text-xs text-[var(--ink-2)]">
        Point at a token, or use the arrow keys. Click or Enter pins it in every view.
      </p>
    );
  }
  const shownLayer = now.layer ?? layer;
  const fate = fateAt(step, shownLayer, position);
  const reading = nearestScore(record, shownLayer, position);
  const words = tokenText ?? traceWords(trace);
  return (
    <p className="view-readout" aria-live={spoken ? 'polite' : 'off'}>
      <b className="token-word">{visiblePiece(pieceAt(trace, position, words))}</b>
      <span>
        position <b>{position}</b>
      </span>
      <span>
        layer <b>{shownLayer}</b>
      </span>
      {fate === 'absent' ? (
        <span>not yet generated in this step</span>
      ) : (
        <span className="inline-flex items-center gap-1.5">
          <FateSwatch fate={fate} />
          {fateStyles[fate].label}
        </span>
      )}
      {reading && (
        <span>
          score <b>{formatScore(reading.score)}</b> after layer {reading.layer}: {reading.kept ? 'kept' : 'pruned'}
        </span>
      )}
    </p>
  );
}
