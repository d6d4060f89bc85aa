// TTFT of both sides on one axis: every repeat a mark, quartiles a box, the median a line. Pure geometry.

import { scaleLinear } from 'd3-scale';
import type { Sample } from '@/lib/trace/schema';
import type { ComparisonTiming, Summary } from '@/lib/trace/statistics';

export interface TimeMark {
  readonly x: number;
  readonly y: number;
  readonly ms: number;
  /** Counted from 1, in the order the repeats ran. */
  readonly repeat: number;
  readonly warmup: boolean;
  /** Beyond the axis, and drawn at its end. Warm-ups only: a first compilation would squeeze everything else. */
  readonly beyond: boolean;
}

export interface TimeRow {
  readonly side: 'full' | 'pruned';
  readonly y: number;
  readonly height: number;
  readonly marks: readonly TimeMark[];
  readonly summary: (Summary & { readonly xQ1: number; readonly xMedian: number; readonly xQ3: number }) | null;
}

export interface TtftLayout {
  readonly rows: readonly TimeRow[];
  readonly ticks: readonly { readonly x: number; readonly label: string }[];
  readonly axisY: number;
  readonly height: number;
}

const ROW_HEIGHT = 52;
const ROW_GAP = 10;
const AXIS_HEIGHT = 22;
const PADDING = 16;

/** Lays times out from 0, so that lengths compare; warm-ups are marks too, but outside all statistics. */
export function layoutTtft(timing: ComparisonTiming, warmups: readonly Sample[], width: number): TtftLayout {
  const warmupMs = { full: ttftOf(warmups, true), pruned: ttftOf(warmups, false) };
  const timed = [...timing.full.ttftMs, ...timing.pruned.ttftMs];
  const x = scaleLinear([0, Math.max(1, ...timed)], [PADDING, Math.max(PADDING + 1, width - PADDING)]).nice(5);
  const end = x.domain()[1] ?? 1;
  const rows = (['full', 'pruned'] as const).map((side, i): TimeRow => {
    const y = i * (ROW_HEIGHT + ROW_GAP);
    const times = [
      ...warmupMs[side].map((ms, k) => ({ ms, repeat: k + 1, warmup: true })),
      ...timing[side].ttftMs.map((ms, k) => ({ ms, repeat: k + 1, warmup: false })),
    ];
    const { ttft } = timing[side];
    return {
      side,
      y,
      height: ROW_HEIGHT,
      marks: times.map((time, k) => ({
        ...time,
        x: x(Math.min(time.ms, end)),
        y: y + ((k + 1) * ROW_HEIGHT) / (times.length + 1),
        beyond: time.ms > end,
      })),
      summary: ttft && { ...ttft, xQ1: x(ttft.q1), xMedian: x(ttft.median), xQ3: x(ttft.q3) },
    };
  });
  const axisY = 2 * ROW_HEIGHT + ROW_GAP;
  const tickCount = width < 420 ? 4 : 6;
  const values = x.ticks(tickCount);
  const inSeconds = (values.at(-1) ?? 0) >= 10_000;
  return {
    rows,
    ticks: values.map((ms) => ({ x: x(ms), label: formatAxis(ms, inSeconds) })),
    axisY,
    height: axisY + AXIS_HEIGHT,
  };
}

function ttftOf(samples: readonly Sample[], full: boolean): number[] {
  return samples.filter((sample) => (sample.mode === 'full') === full).map((sample) => sample.ttftMs);
}

function formatAxis(ms: number, inSeconds: boolean): string {
  if (inSeconds) return `${ms / 1000} s`;
  return ms === 0 ? '0 ms' : ms.toLocaleString('en');
}
