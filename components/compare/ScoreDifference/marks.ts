// The chart of score differences as marks: bars up in A's colour and down in B's, axes, the pinned token. Decides nothing.

import { barsPath, pinMark, type Mark } from '@/components/figures/marks';
import { columnX, type ScoreDifferenceLayout } from './layout';

const SIZE = 10.5;

export function scoreDifferenceMarks({ plot, bars, zeroY, yTicks, xTicks }: ScoreDifferenceLayout): Mark[] {
  const { left, top, width, height } = plot;
  const wide = Math.max(0.5, bars.width - (bars.width > 4 ? 1 : 0));
  const up: [number, number, number, number][] = [];
  const down: [number, number, number, number][] = [];
  for (let bar = 0; bar < bars.count; bar++) {
    const x = left + bar * bars.width;
    const [highest, lowest] = [bars.top[bar] ?? zeroY, bars.bottom[bar] ?? zeroY];
    if (highest < zeroY) up.push([x, Math.min(highest, zeroY - 0.5), wide, Math.max(0.5, zeroY - highest)]);
    if (lowest > zeroY) down.push([x, zeroY, wide, Math.max(0.5, lowest - zeroY)]);
  }
  return [
    ...yTicks.flatMap(({ y, label }): Mark[] => [
      { kind: 'rect', x: left, y: Math.round(y) - 0.5, width, height: 1, fill: 'line' },
      { kind: 'text', x: left - 6, y, text: label, size: SIZE, anchor: 'end', fill: 'ink-2' },
    ]),
    { kind: 'path', d: barsPath(up), fill: 'run-a' },
    { kind: 'path', d: barsPath(down), fill: 'run-b' },
    { kind: 'rect', x: left, y: zeroY - 0.5, width, height: 1, fill: 'ink-2' },
    ...xTicks.map(({ x, label }): Mark => ({
      kind: 'text',
      x,
      y: top + height + 14,
      text: label,
      size: SIZE,
      anchor: 'middle',
      fill: 'ink-2',
    })),
  ];
}

/** The column of the pinned token. */
export function scoreDifferencePin(layout: ScoreDifferenceLayout, columns: number, column: number | null): Mark[] {
  if (column === null || column >= columns) return [];
  const { top, height, width } = layout.plot;
  return [pinMark({ left: columnX(layout, columns, column), top, height, width: Math.max(1.5, width / columns) })];
}
