// The text of a column's token: of the run that has it.

import { pieceAt, traceWords } from '@/lib/trace/select';
import type { Pair } from './pair';
import { places } from './state';

/** Text of the token in a column; A's where both have one. */
export function wordAt(pair: Pair, column: number): string {
  for (const place of places) {
    const position = pair.alignment[place][column] ?? -1;
    const { trace } = pair[place];
    if (position >= 0) return pieceAt(trace, position, traceWords(trace));
  }
  return '';
}
