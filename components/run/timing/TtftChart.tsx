'use client';
// The TTFT chart on the page, as wide as it has room.

import { useWidth } from '@/components/ui/useWidth';
import { useFigureOffer } from '@/components/figures/offers';
import { SvgMarks } from '@/components/figures/SvgMarks';
import { useMagnification } from '@/components/views/magnified';
import { formatMs } from '../format';
import { modeTitle } from '@/components/modes';
import type { Sample } from '@/lib/trace/schema';
import type { ComparisonTiming } from '@/lib/trace/statistics';
import { ttftFigure } from './figure';
import { layoutTtft } from './layout';
import { ttftMarks } from './marks';

interface TtftChartProps {
  readonly timing: ComparisonTiming;
  readonly warmups: readonly Sample[];
  readonly prunedName: string;
}

export function TtftChart({ timing, warmups, prunedName }: TtftChartProps) {
  const { by } = useMagnification();
  const [ref, room] = useWidth(560 * by);
  const width = Math.round(room / by);
  const names = { full: modeTitle('full'), pruned: prunedName };
  const layout = layoutTtft(timing, warmups, width);
  const { height } = layout;
  const marks = ttftMarks(layout, names, width);
  useFigureOffer('Chart', () => ttftFigure(names, timing, warmups, { marks, width, height }));
  return (
    <div ref={ref}>
      <svg
        width="100%"
        height={height * by}
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-label={describe(timing, names)}
      >
        <SvgMarks marks={marks} />
      </svg>
    </div>
  );
}

function describe({ full, pruned }: ComparisonTiming, names: Record<'full' | 'pruned', string>): string {
  const side = (name: string, { ttft, ttftMs }: ComparisonTiming['full']) =>
    ttft ? `${name}: median ${formatMs(ttft.median)}, times ${ttftMs.map(formatMs).join(', ')}` : `${name}: not timed`;
  return `Time to first token. ${side(names.full, full)}. ${side(names.pruned, pruned)}.`;
}
