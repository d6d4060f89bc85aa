// A small picture of a run for previews: the fates of one step as rectangles in a unit square. Pure; knows no colours.

import { type Fate, fates, traceFates } from './fate';
import { positionCount, type ViewTrace } from './select';

/** A rectangle of one fate; all numbers are shares of width and height. */
export interface PortraitMark {
  readonly fate: Fate;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Rows are segments, as high as they have layers; `columns` columns are positions. Where several share a column the rarest fate wins,
 * as in the fate map. Neighbours of one fate are one mark.
 */
export function portraitOf(trace: ViewTrace, step: number, columns: number): PortraitMark[] {
  const { layers } = trace.model.spec;
  const positions = positionCount(trace);
  const width = Math.min(columns, positions);
  return (traceFates(trace)[step]?.segments ?? []).flatMap(({ firstLayer, lastLayer, codes }) => {
    const marks: PortraitMark[] = [];
    let start = 0;
    let current = -1;
    for (let column = 0; column <= width; column++) {
      const code =
        column < width ? rarest(codes, (column * positions) / width, ((column + 1) * positions) / width) : -2;
      if (code === current) continue;
      const fate = fates[current];
      if (fate && fate !== 'absent') {
        const row = { y: (firstLayer - 1) / layers, height: (lastLayer - firstLayer + 1) / layers };
        marks.push({ fate, x: start / width, width: (column - start) / width, ...row });
      }
      [start, current] = [column, code];
    }
    return marks;
  });
}

function rarest(codes: Uint8Array, from: number, to: number): number {
  let most = 0;
  for (let position = Math.floor(from); position < Math.ceil(to); position++)
    most = Math.max(most, codes[position] ?? 0);
  return most;
}
