// The importance chart as marks: bars by what became of the token, marks of forced ones, axes, threshold, the pinned token.

import { barsPath, pinMark, type Mark, type Paint } from '@/components/figures/marks';
import { columnX, KIND, type ImportanceLayout } from './layout';

const SIZE = 10.5;
const fills: Readonly<Record<number, Paint>> = {
  [KIND.pruned]: 'fate-parked',
  [KIND.kept]: 'fate-computed',
  [KIND.forced]: 'ink',
};

export function chartMarks(layout: ImportanceLayout): Mark[] {
  const { plot, thresholdY } = layout;
  const { left, top, width, height } = plot;
  const bottom = top + height;
  return [
    ...layout.yTicks.flatMap(({ y, label }): Mark[] => [
      { kind: 'rect', x: left, y: Math.round(y) - 0.5, width, height: 1, fill: 'line' },
      { kind: 'text', x: left - 6, y, text: label, size: SIZE, anchor: 'end', fill: 'ink-2' },
    ]),
    ...bars(layout),
    { kind: 'path', d: forcedPath(layout), fill: 'ink' },
    { kind: 'rect', x: left, y: bottom, width, height: 1, fill: 'ink-2' },
    ...layout.xTicks.map(({ x, label }): Mark => ({
      kind: 'text',
      x,
      y: bottom + 14,
      text: label,
      size: SIZE,
      anchor: 'middle',
      fill: 'ink-2',
    })),
    ...(thresholdY === null ? [] : [thresholdMark(left, left + width, thresholdY)]),
  ];
}

/** The column of the pinned token. */
export function chartPin(layout: ImportanceLayout, positions: number, position: number | null): Mark[] {
  if (position === null || position >= positions) return [];
  const { top, height, width } = layout.plot;
  return [
    pinMark({ left: columnX(layout, positions, position), top, height, width: Math.max(1.5, width / positions) }),
  ];
}

/** Pruned bars first: a kept neighbour narrower than a pixel must not be painted over. */
function bars({ plot, columns }: ImportanceLayout): Mark[] {
  const bottom = plot.top + plot.height;
  const width = Math.max(0.5, columns.width - (columns.width > 4 ? 1 : 0));
  return [KIND.pruned, KIND.kept, KIND.forced].map((kind): Mark => {
    const boxes: [number, number, number, number][] = [];
    for (let i = 0; i < columns.count; i++) {
      if (columns.kind[i] !== kind) continue;
      const y = Math.min(bottom - 1, columns.y[i] ?? bottom);
      boxes.push([plot.left + i * columns.width, y, width, bottom - y]);
    }
    return { kind: 'path', d: barsPath(boxes), fill: fills[kind] ?? 'ink' };
  });
}

/** A triangle under every column that holds a token kept by rule. */
function forcedPath({ plot, columns }: ImportanceLayout): string {
  const bottom = plot.top + plot.height;
  let d = '';
  for (let i = 0; i < columns.count; i++) {
    if (columns.forced[i]) d += `M${plot.left + (i + 0.5) * columns.width},${bottom + 2}l-3,5h6z`;
  }
  return d;
}

export function thresholdMark(x1: number, x2: number, y: number): Mark {
  return { kind: 'line', x1, x2, y1: y, y2: y, stroke: 'fate-revived', strokeWidth: 1.25, dash: [5, 3] };
}
