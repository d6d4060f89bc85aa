// Geometry of the chart of score differences: bars up where A scores higher, down where B does. Numbers in, numbers out.

import { scaleLinear } from 'd3-scale';
import { formatScore } from '@/components/views/format';
import type { ScoreDifference } from '@/lib/compare/scores';

export interface ScoreDifferenceLayout {
  readonly plot: { readonly left: number; readonly top: number; readonly width: number; readonly height: number };
  readonly height: number;
  readonly zeroY: number;
  /** One a pixel column where tokens outnumber pixels, else one a column of the alignment. */
  readonly bars: {
    readonly count: number;
    readonly width: number;
    /** The highest and the lowest difference under the bar, as y; both `zeroY` where there is none. */
    readonly top: Float32Array;
    readonly bottom: Float32Array;
  };
  readonly yTicks: readonly { readonly y: number; readonly label: string }[];
  readonly xTicks: readonly { readonly x: number; readonly label: string }[];
}

export interface ScoreDifferenceOptions {
  /** Columns of the alignment. */
  readonly columns: number;
  readonly width: number;
  readonly height: number;
  readonly skipFirst: boolean;
  /** Bars a CSS pixel. */
  readonly ratio: number;
}

/** Lays out one pruning layer, on a scale that has as much room above zero as below. */
export function scoreDifferenceLayout(
  { columns: scored, values }: ScoreDifference,
  { columns, width, height, skipFirst, ratio }: ScoreDifferenceOptions,
): ScoreDifferenceLayout {
  const plot = { left: 58, top: 10, width: Math.max(1, width - 58 - 8), height: Math.max(1, height - 10 - 24) };
  const dense = columns > plot.width * ratio;
  const count = dense ? Math.floor(plot.width * ratio) : columns;
  const highest = new Float64Array(count);
  const lowest = new Float64Array(count);
  let most = 0;
  scored.forEach((column, i) => {
    const value = values[i] ?? 0;
    if (skipFirst && column === 0) return;
    const bar = dense ? Math.min(count - 1, Math.floor((column * count) / columns)) : column;
    highest[bar] = Math.max(highest[bar] ?? 0, value);
    lowest[bar] = Math.min(lowest[bar] ?? 0, value);
    most = Math.max(most, Math.abs(value));
  });
  const y = scaleLinear([-(most || 1), most || 1], [plot.top + plot.height, plot.top]);
  const x = scaleLinear([0, columns], [plot.left, plot.left + plot.width]);
  const ticks = most > 0 ? [-most, -most / 2, 0, most / 2, most] : [0];
  return {
    plot,
    height,
    zeroY: y(0),
    bars: {
      count,
      width: plot.width / Math.max(1, count),
      top: Float32Array.from(highest, (value) => y(value)),
      bottom: Float32Array.from(lowest, (value) => y(value)),
    },
    yTicks: ticks.map((value) => ({ y: y(value), label: signed(value) })),
    xTicks: x
      .ticks(Math.max(2, Math.floor(plot.width / 90)))
      .filter((column) => Number.isInteger(column) && column < columns)
      .map((column) => ({ x: x(column + 0.5), label: column.toLocaleString('en') })),
  };
}

/** A difference with its sign: `+0.012`, `−0.4`, `0`. */
export function signed(value: number): string {
  return value === 0 ? '0' : `${value > 0 ? '+' : '−'}${formatScore(Math.abs(value))}`;
}

/** Column under a screen x; null outside the plot. */
export function columnAt({ plot }: ScoreDifferenceLayout, columns: number, x: number): number | null {
  if (x < plot.left || x >= plot.left + plot.width) return null;
  return Math.min(columns - 1, Math.floor(((x - plot.left) / plot.width) * columns));
}

/** Left edge of a column. */
export function columnX({ plot }: ScoreDifferenceLayout, columns: number, column: number): number {
  return plot.left + (column / columns) * plot.width;
}
