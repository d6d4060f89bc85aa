// The timeline of steps as marks: work of each step, the prefill cut off, the step looked at.

import { barsPath, type Mark } from '@/components/figures/marks';
import type { StripBar } from './layout';

/** Height of the bars, where they fill no stage. */
export const STRIP_HEIGHT = 30;
/** Height of the line and the marker below them. */
export const STRIP_FOOT = 2;

/** Bars of `width` and `height` in all. */
export function stripMarks(bars: readonly StripBar[], at: number, width: number, height: number): Mark[] {
  const gap = (bars[0]?.width ?? 0) > 5 ? 1 : 0;
  const wide = (bar: StripBar) => Math.max(0.5, bar.width - gap);
  const base = (bar: StripBar) => height - bar.computed;
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
    { kind: 'line', x1: 0, x2: width, y1: height + 0.5, y2: height + 0.5, stroke: 'line' },
    ...(current
      ? [
          {
            kind: 'rect',
            x: current.x,
            y: height,
            width: Math.max(2, current.width - gap),
            height: STRIP_FOOT,
            fill: 'accent',
          } as const,
        ]
      : []),
  ];
}

/** The axis of steps below bars of this height, for files: on the page the slider stands there. */
export function stepAxis(bars: readonly StripBar[], height: number): Mark[] {
  const pitch = bars[0]?.width ?? 1;
  const every = [1, 2, 5, 10, 20, 50, 100, 200, 500].find((step) => step * pitch >= 30) ?? 1000;
  return bars.flatMap((bar, step): Mark[] => {
    if (step % every !== 0) return [];
    return [
      {
        kind: 'text',
        x: bar.x + bar.width / 2,
        y: height + STRIP_FOOT + 10,
        text: step === 0 && pitch >= 48 ? 'prefill' : String(step),
        size: 10.5,
        anchor: 'middle',
        fill: 'ink-2',
      },
    ];
  });
}
