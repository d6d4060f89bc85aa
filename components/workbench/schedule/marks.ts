// The layer diagram as marks: a column a layer, and the handle of every pruning stage.

import type { Mark } from '@/components/figures/marks';
import type { ScheduleLayout, StageMark } from './layout';

/** Room above the columns that handles and their labels may use, in the diagram's own px. */
export const HEADROOM = 6;

export function columnMarks({ columns, baseline, height }: ScheduleLayout, top: number, layers: number): Mark[] {
  const every = layers > 20 ? 4 : 2;
  return columns.flatMap(({ layer, x, y, width, height: high }): Mark[] => [
    { kind: 'rect', x, y: top, width, height: baseline - top, fill: 'fate-out' },
    { kind: 'rect', x, y, width, height: high, fill: 'fate-computed' },
    ...(layer === 1 || layer % every === 0
      ? [
          {
            kind: 'text',
            x: x + width / 2,
            y: height - 8.5,
            text: String(layer),
            size: 10,
            anchor: 'middle',
            fill: 'ink-2',
          } as const,
        ]
      : []),
  ]);
}

/** A stage: a line at its layer, a knob at the height of what is left, and that in percent. */
export function handleMarks({ x, yAfter, shareAfter }: StageMark, { width, baseline }: ScheduleLayout): Mark[] {
  const atEnd = x > width - 34;
  return [
    { kind: 'line', x1: x, x2: x, y1: -2, y2: baseline, stroke: 'ink' },
    { kind: 'circle', cx: x, cy: yAfter, r: 6, fill: 'surface', stroke: 'ink', strokeWidth: 1.5 },
    {
      kind: 'text',
      x: x + (atEnd ? -9 : 9),
      y: Math.max(8, yAfter - 7) - 3.5,
      text: percent(shareAfter),
      size: 10.5,
      weight: 500,
      anchor: atEnd ? 'end' : 'start',
      fill: 'ink',
    },
  ];
}

/** Stages from `used` on are not used by the mode: they are faint. */
export const IDLE_OPACITY = 0.4;

export function percent(share: number): string {
  return `${share < 0.0995 ? (share * 100).toFixed(1) : Math.round(share * 100)}%`;
}
