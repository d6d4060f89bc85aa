'use client';
// The line under the score chart that reads out the token under the pointer, the keyboard cursor or the pin.

import { indexOfPosition, isForced, pieceAt, traceWords } from '@/lib/trace/select';
import { formatCount, formatScore, visiblePiece } from '../format';
import { useHover } from '../hover';
import type { ChartProps } from './ScoreChart';

export function ScoreReadout(props: ChartProps & { spoken: boolean }) {
  const { trace, selection, hover, tokenText, stage, at, spoken } = props;
  const now = useHover(hover);
  const position = now.position ?? selection.position;
  if (position === null) return <p className="view-readout">Point at a token to read its score.</p>;
  const words = tokenText ?? traceWords(trace);
  const place = indexOfPosition(stage.active, position);
  const score = stage.scores[place];
  const kept = indexOfPosition(stage.kept, position) >= 0;
  const record = trace.steps[at];
  const forced = record !== undefined && isForced(trace, record, position);
  const rank = score === undefined ? 0 : stage.scores.reduce((count, other) => count + (other > score ? 1 : 0), 1);
  return (
    <p className="view-readout" aria-live={spoken ? 'polite' : 'off'}>
      <b className="token-word">{visiblePiece(pieceAt(trace, position, words))}</b>
      <span>
        position <b>{position}</b>
      </span>
      {place < 0 || score === undefined ? (
        <span>not active at layer {stage.layer}</span>
      ) : (
        <>
          <span>
            score <b>{formatScore(score)}</b>
          </span>
          <span>
            rank <b>{formatCount(rank)}</b> of {formatCount(stage.active.length)}
          </span>
          <span>{kept ? (forced ? 'kept by rule' : 'kept') : 'pruned'}</span>
        </>
      )}
    </p>
  );
}
