// Links the views of two runs: what is hovered and pinned is a column of their alignment, told to each run as a position of its own.

import type { Hover, HoverStore } from '@/components/views/hover';
import type { OnSelect, Selection } from '@/components/views/selection';
import { defaultSelection } from '@/components/views/selection';
import type { Side } from '@/lib/trace/run';
import type { Linked } from './state';

/** One run's way to and from the columns. */
export interface Axis {
  /** Position by column, -1 where the run has no such token. */
  readonly positions: Int32Array;
  /** Column by position. */
  readonly columns: Int32Array;
}

/** The hover of the comparison as one run sees it. */
export function hoverOf(shared: HoverStore, { positions, columns }: Axis): HoverStore {
  let from: Hover | null = null;
  let seen: Hover = { position: null, layer: null };
  return {
    get() {
      const now = shared.get();
      // The same answer until something changed: React compares what it gets.
      if (now !== from) [from, seen] = [now, { ...now, position: positionOf(positions, now.position) }];
      return seen;
    },
    set: ({ position, layer }) => shared.set({ position: columnOf(columns, position), layer }),
    subscribe: shared.subscribe,
  };
}

/** The selection of the comparison as one run sees it. */
export function selectionOf(
  { step, layer, column, head, skipFirst }: Linked,
  side: Side,
  axis: Axis,
  layers: number,
): Selection {
  const position = positionOf(axis.positions, column);
  return { ...defaultSelection, side, step, layer: layer ?? layers, position, head, skipFirst };
}

/** Takes one run's choices as choices for both. */
export function lookFrom(look: (patch: Partial<Linked>) => void, { columns }: Axis): OnSelect {
  return ({ step, layer, position, head, skipFirst }) =>
    look({
      ...(step !== undefined && { step }),
      ...(layer !== undefined && { layer }),
      ...(position !== undefined && { column: columnOf(columns, position) }),
      ...(head !== undefined && { head }),
      ...(skipFirst !== undefined && { skipFirst }),
    });
}

function positionOf(positions: Int32Array, column: number | null): number | null {
  const position = column === null ? -1 : (positions[column] ?? -1);
  return position < 0 ? null : position;
}

function columnOf(columns: Int32Array, position: number | null): number | null {
  return position === null ? null : (columns[position] ?? null);
}
