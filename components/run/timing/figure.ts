// The TTFT chart and its times as files.

import { swatch, type Figure, type LegendItem } from '@/components/figures/figure';
import type { Mark, Paint } from '@/components/figures/marks';
import type { Cell, Table } from '@/components/figures/table';
import type { Sample } from '@/lib/trace/schema';
import { describeSpeedup, QUARTILE_METHOD, type ComparisonTiming, type SideTiming } from '@/lib/trace/statistics';
import { formatMs, sideName } from '../format';
import { sideColours } from './marks';
import type { TimedRun } from './TtftPanel';

export function ttftFigure(
  names: Readonly<Record<'full' | 'pruned', string>>,
  timing: ComparisonTiming,
  warmups: readonly Sample[],
  drawn: { readonly marks: readonly Mark[]; readonly width: number; readonly height: number },
): Figure {
  const { full, pruned, speedup } = timing;
  const medians = [
    ...(full.ttft ? [`${names.full} ${formatMs(full.ttft.median)}`] : []),
    ...(pruned.ttft ? [`${names.pruned} ${formatMs(pruned.ttft.median)}`] : []),
  ].join(', ');
  const counts = `n = ${full.ttftMs.length} and ${pruned.ttftMs.length}`;
  const ratio = speedup === null ? '' : ` (${describeSpeedup(speedup)})`;
  const warm = warmups.length > 0 ? [dot('surface', 'ink-2', [1.5, 1.5], 'warm-up, not counted')] : [];
  return {
    name: 'ttft',
    title: 'Time to first token',
    ...drawn,
    legend: [
      dot(sideColours.full, 'surface', [], names.full),
      dot(sideColours.pruned, 'surface', [], names.pruned),
      ...warm,
      { width: 12, marks: [swatch('line')], label: 'quartiles, with the median as a line' },
    ],
    notes: [`Every dot is a repeat, ${counts}. ${QUARTILE_METHOD}`],
    caption: `Time to first token of every repeat, ${counts} in turns: median ${medians}${ratio}. Boxes are quartiles. ${QUARTILE_METHOD}`,
  };
}

function dot(fill: Paint, stroke: Paint, dash: readonly number[], label: string): LegendItem {
  return { width: 8, marks: [{ kind: 'circle', cx: 4, cy: 6, r: 3, fill, stroke, dash }], label };
}

/** Every generation that was timed, in the order they ran; warm-ups first. */
export function sampleTable({ timing }: TimedRun): Table {
  const counts = new Map<string, number>();
  const rows = [
    ...timing.warmup.map((sample) => [true, sample] as const),
    ...timing.samples.map((sample) => [false, sample] as const),
  ];
  return {
    name: 'times-by-repeat',
    columns: ['side', 'mode', 'warmup', 'repeat', 'ttft_ms', 'decode_steps', 'decode_mean_ms', 'total_ms'],
    rows: rows.map(([warmup, { mode, ttftMs, decodeMs, totalMs }]): Cell[] => {
      const key = `${mode} ${warmup}`;
      const repeat = (counts.get(key) ?? 0) + 1;
      counts.set(key, repeat);
      const mean = decodeMs.length > 0 ? decodeMs.reduce((sum, ms) => sum + ms, 0) / decodeMs.length : null;
      return [mode === 'full' ? 'full' : 'pruned', mode, warmup, repeat, ttftMs, decodeMs.length, mean, totalMs];
    }),
  };
}

/** The table of the page, unrounded. */
export function timesTable({ full, pruned }: TimedRun, timing: ComparisonTiming): Table {
  const row = (name: string, { ttft, ttftMs, decodeStep, ttftPerDecodeStep, ttftShare, total }: SideTiming): Cell[] => [
    ...[name, ttftMs.length],
    ...[ttft?.median ?? null, ttft?.q1 ?? null, ttft?.q3 ?? null],
    ...[decodeStep?.median ?? null, ttftPerDecodeStep, ttftShare, total?.median ?? null],
  ];
  return {
    name: 'times',
    columns: [
      'side',
      'repeats',
      'ttft_median_ms',
      'ttft_q1_ms',
      'ttft_q3_ms',
      'decode_step_median_ms',
      'ttft_per_decode_step',
      'ttft_share',
      'total_median_ms',
    ],
    rows: [row(sideName(full), timing.full), row(sideName(pruned), timing.pruned), ['Paper, Llama 2 7B', ...paperRow]],
  };
}

/** What the paper reports of full prefill (section 1): 21 times a decode step, 23% of a generation. */
export const paper = { ttftPerDecodeStep: 21, ttftShare: 0.23 } as const;

const paperRow: Cell[] = [null, null, null, null, null, paper.ttftPerDecodeStep, paper.ttftShare, null];
