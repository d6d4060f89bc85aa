'use client';
// Draws the TTFT layout: marks, box and median of each side over one axis in ms.

import { useWidth } from '@/components/ui/useWidth';
import { formatMs } from '../format';
import type { Sample } from '@/lib/trace/schema';
import type { ComparisonTiming } from '@/lib/trace/statistics';
import { layoutTtft } from './layout';

interface TtftChartProps {
  readonly timing: ComparisonTiming;
  readonly warmups: readonly Sample[];
  readonly prunedName: string;
}

export function TtftChart({ timing, warmups, prunedName }: TtftChartProps) {
  const [ref, width] = useWidth(560);
  const { rows, ticks, axisY, height } = layoutTtft(timing, warmups, width);
  const names = { full: 'Full prefill', pruned: prunedName };
  return (
    <div ref={ref}>
      <svg
        width="100%"
        height={height}
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-label={describe(timing, names)}
      >
        {ticks.map((tick) => (
          <g key={tick.label}>
            <line x1={tick.x} x2={tick.x} y1={0} y2={axisY} stroke="var(--line)" />
            <text x={tick.x} y={axisY + 15} textAnchor="middle" className="tabular fill-ink-2 text-[11px]">
              {tick.label}
            </text>
          </g>
        ))}
        {rows.map((row) => {
          const colour = row.side === 'full' ? 'var(--ink-2)' : 'var(--accent)';
          return (
            <g key={row.side}>
              <text x={2} y={row.y + 12} className="fill-ink-2 text-[11px]">
                {names[row.side]}
              </text>
              <line x1={0} x2={width} y1={row.y + row.height} y2={row.y + row.height} stroke="var(--line)" />
              {row.summary && (
                <>
                  <rect
                    x={row.summary.xQ1}
                    y={row.y + 3}
                    width={Math.max(1, row.summary.xQ3 - row.summary.xQ1)}
                    height={row.height - 6}
                    fill={colour}
                    opacity={0.14}
                  />
                  <line
                    x1={row.summary.xMedian}
                    x2={row.summary.xMedian}
                    y1={row.y}
                    y2={row.y + row.height}
                    stroke={colour}
                    strokeWidth={2}
                  />
                </>
              )}
              {row.marks.map((mark) => {
                const title = `${names[row.side]}, ${mark.warmup ? 'warm-up' : 'repeat'} ${mark.repeat}: ${formatMs(mark.ms)}`;
                const key = `${mark.warmup ? 'w' : 'r'}${mark.repeat}`;
                if (mark.beyond) {
                  return (
                    <text
                      key={key}
                      x={width}
                      y={mark.y + 4}
                      textAnchor="end"
                      className="tabular fill-ink-2 text-[11px]"
                    >
                      {formatMs(mark.ms)} ▸<title>{title}</title>
                    </text>
                  );
                }
                return (
                  <circle
                    key={key}
                    cx={mark.x}
                    cy={mark.y}
                    r={3}
                    fill={mark.warmup ? 'var(--surface)' : colour}
                    stroke={mark.warmup ? 'var(--ink-2)' : 'var(--surface)'}
                    strokeDasharray={mark.warmup ? '1.5 1.5' : undefined}
                  >
                    <title>{title}</title>
                  </circle>
                );
              })}
            </g>
          );
        })}
      </svg>
    </div>
  );
}

function describe({ full, pruned }: ComparisonTiming, names: Record<'full' | 'pruned', string>): string {
  const side = (name: string, { ttft, ttftMs }: ComparisonTiming['full']) =>
    ttft ? `${name}: median ${formatMs(ttft.median)}, times ${ttftMs.map(formatMs).join(', ')}` : `${name}: not timed`;
  return `Time to first token. ${side(names.full, full)}. ${side(names.pruned, pruned)}.`;
}
