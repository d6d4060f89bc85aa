// The TTFT chart as marks: every repeat a dot, quartiles a box, the median a line, over one axis in ms.

import type { Mark, Paint } from '@/components/figures/marks';
import { formatMs } from '../format';
import type { TimeMark, TimeRow, TtftLayout } from './layout';

/** Colours of the two sides, here and in the table below the chart. */
export const sideColours = { full: 'ink-2', pruned: 'accent' } as const satisfies Record<TimeRow['side'], Paint>;

const SIZE = 11;

export function ttftMarks(
  { rows, ticks, axisY }: TtftLayout,
  names: Readonly<Record<TimeRow['side'], string>>,
  width: number,
): Mark[] {
  return [
    ...ticks.flatMap(({ x, label }): Mark[] => [
      { kind: 'line', x1: x, x2: x, y1: 0, y2: axisY, stroke: 'line' },
      { kind: 'text', x, y: axisY + 11, text: label, size: SIZE, anchor: 'middle', fill: 'ink-2' },
    ]),
    ...rows.flatMap((row) => rowMarks(row, names[row.side], width)),
  ];
}

function rowMarks({ side, y, height, summary, marks }: TimeRow, name: string, width: number): Mark[] {
  const colour = sideColours[side];
  const bottom = y + height;
  const frame: Mark[] = [
    { kind: 'text', x: 2, y: y + 8, text: name, size: SIZE, fill: 'ink-2' },
    { kind: 'line', x1: 0, x2: width, y1: bottom, y2: bottom, stroke: 'line' },
  ];
  const box: Mark[] = summary
    ? [
        {
          kind: 'rect',
          x: summary.xQ1,
          y: y + 3,
          width: Math.max(1, summary.xQ3 - summary.xQ1),
          height: height - 6,
          fill: colour,
          fillOpacity: 0.14,
        },
        { kind: 'line', x1: summary.xMedian, x2: summary.xMedian, y1: y, y2: bottom, stroke: colour, strokeWidth: 2 },
      ]
    : [];
  return [...frame, ...box, ...marks.map((mark) => timeMark(mark, name, colour, width))];
}

function timeMark({ x, y, ms, repeat, warmup, beyond }: TimeMark, name: string, colour: Paint, width: number): Mark {
  const title = `${name}, ${warmup ? 'warm-up' : 'repeat'} ${repeat}: ${formatMs(ms)}`;
  if (beyond) {
    return { kind: 'text', x: width, y, text: `${formatMs(ms)} ▸`, size: SIZE, anchor: 'end', fill: 'ink-2', title };
  }
  if (!warmup) return { kind: 'circle', cx: x, cy: y, r: 3, fill: colour, stroke: 'surface', title };
  return { kind: 'circle', cx: x, cy: y, r: 3, fill: 'surface', stroke: 'ink-2', dash: [1.5, 1.5], title };
}
