// The timeline of steps as marks: work of each step, the prefill cut off, the step looked at.

import { barsPath, type Mark } from '@/components/figures/marks';
import type { StripBar } from './layout';

/** Height of the bars, and of everything with the line and the marker below them. */
export const STRIP_HEIGHT = 30;
export const STRIP_WHOLE = STRIP_HEIGHT + 2;

export function stripMarks(bars: readonly StripBar[], at: number, width: number): Mark[] {
  const gap = (bars[0]?.width ?? 0) > 5 ? 1 : 0;
  const wide = (bar: StripBar) => Math.max(0.5, bar.width - gap);
  const base = (bar: StripBar) => STRIP_HEIGHT - bar.computed;
  const current = bars[at];
  return [
    {
      kind: 'path',
      d: barsPath(bars.map((bar) => [bar.x, base(bar), wide(bar), bar.computed])),
      fill: 'fate-computed',
    },
    {
      kind: 'path',
      d: barsPath(bars.map((bar) => [bar.x, base(bar) - bar.revived, wide(bar), bar.revived])),
      fill: 'fate-revived',
    },
    // A white slash through what is cut off.
    ...bars.flatMap((bar): Mark[] =>
      bar.clipped
        ? [{ kind: 'path', d: `M${bar.x - 1},9l${bar.width + 1},-5v3l${-bar.width - 1},5z`, fill: 'surface' }]
        : [],
    ),
    { kind: 'line', x1: 0, x2: width, y1: STRIP_HEIGHT + 0.5, y2: STRIP_HEIGHT + 0.5, stroke: 'line' },
    ...(current
      ? [
          {
            kind: 'rect',
            x: current.x,
            y: STRIP_HEIGHT,
            width: Math.max(2, current.width - gap),
            height: 2,
            fill: 'accent',
          } as const,
        ]
      : []),
  ];
}

/** The axis of steps, for files: on the page the slider stands there. */
export function stepAxis(bars: readonly StripBar[]): Mark[] {
  const pitch = bars[0]?.width ?? 1;
  const every = [1, 2, 5, 10, 20, 50, 100, 200, 500].find((step) => step * pitch >= 30) ?? 1000;
  return bars.flatMap((bar, step): Mark[] => {
    if (step % every !== 0) return [];
    return [
      {
        kind: 'text',
        x: bar.x + bar.width / 2,
        y: STRIP_WHOLE + 10,
        text: step === 0 && pitch >= 48 ? 'prefill' : String(step),
        size: 10.5,
        anchor: 'middle',
        fill: 'ink-2',
      },
    ];
  });
}
