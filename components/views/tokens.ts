// A token in a table: its id and its text.

import type { Cell } from '@/components/figures/table';
import type { Position, TokenId } from '@/lib/engine/types';
import { pieceAt, traceWords, type ViewTrace } from '@/lib/trace/select';

/** Cells `token_id` and `token` of a position. */
export function tokenCells(trace: ViewTrace, position: Position, tokenText?: (id: TokenId) => string): [Cell, Cell] {
  const length = trace.input.ids.length;
  const id = position < length ? trace.input.ids[position] : trace.steps[position - length]?.nextId;
  return [id ?? null, { text: pieceAt(trace, position, tokenText ?? traceWords(trace)) }];
}
