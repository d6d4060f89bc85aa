'use client';
// Time to first token, honestly: every repeat, medians and quartiles, the speed-up against its ideal, and what lies outside.

import { useMemo } from 'react';
import { useTableOffer } from '@/components/figures/offers';
import { estimate } from '@/lib/engine/cost';
import { layerFlops } from '@/lib/model/spec';
import type { Comparison, Sample, Trace } from '@/lib/trace/schema';
import type { ComparisonTiming, SideTiming } from '@/lib/trace/statistics';
import { QUARTILE_METHOD, describeSpeedup, summarizeSamples, summarizeSide } from '@/lib/trace/statistics';
import { formatMs, formatPercent, formatTimes, sideName } from '../format';
import { paper, sampleTable, timesTable } from './figure';
import { sideColours } from './marks';
import { TtftChart } from './TtftChart';

/** The times of a run, whole or stopped; each side needs a trace to be named after. */
export interface TimedRun {
  readonly full: Trace;
  readonly pruned: Trace;
  readonly timing: Pick<Comparison['timing'], 'samples' | 'warmup'> & Partial<Comparison['timing']>;
}

export function TtftPanel(run: TimedRun) {
  const { full, pruned, timing: times } = run;
  const timing = useMemo(() => summarizeSamples(times.samples), [times.samples]);
  const { spec } = pruned.model;
  const { idealSpeedup } = estimate(pruned.config, pruned.input.ids.length, spec.layers, layerFlops(spec));
  const name = sideName(pruned);
  const { speedup } = timing;
  useTableOffer('Times', () => timesTable(run, timing));
  useTableOffer('Every repeat', () => sampleTable(run));

  return (
    <div className="flex flex-col gap-4">
      {speedup !== null && (
        <p className="text-base leading-snug">
          <strong className="text-xl font-semibold tracking-tight">{describeSpeedup(speedup)}</strong>{' '}
          <span className="text-ink-2">
            to the first token than full prefill, n = {countWords(timing)} in turns. Ideal {formatTimes(idealSpeedup)},
            so {formatPercent(speedup / idealSpeedup)} of it is reached.
          </span>
          {speedup <= 0.99 && (
            <span className="text-warn"> On this device and prompt, pruning costs more time than it saves.</span>
          )}
        </p>
      )}
      <TtftChart timing={timing} warmups={times.warmup} prunedName={name} />
      <div className="@container">
        <table className="tabular w-full text-xs @max-lg:block">
          <caption className="sr-only">Times of both sides, and the paper’s</caption>
          <thead className="text-ink-2 @max-lg:sr-only">
            <tr>
              <th scope="col" className="pb-1.5 text-left font-normal">
                <span className="sr-only">Side</span>
              </th>
              {timeTerms.map(({ name, meaning }) => (
                <th key={name} scope="col" title={meaning} className="pb-1.5 pl-3 text-right font-normal">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody className="@max-lg:block">
            <SideRow name={sideName(full)} cells={cellsOf(timing.full)} colour={`var(--${sideColours.full})`} />
            <SideRow name={name} cells={cellsOf(timing.pruned)} colour={`var(--${sideColours.pruned})`} />
            <SideRow name="Paper, Llama 2 7B" cells={paperCells} colour={null} />
          </tbody>
        </table>
      </div>
      {(times.deviations ?? []).length > 0 && (
        <p className="text-warn text-xs">
          {times.deviations?.length} of {times.samples.length} repeats did not keep the same positions or write the same
          tokens as the recorded one: rounding on this device breaks ties differently.
        </p>
      )}
      <p className="text-ink-2 text-xs">
        Not counted: {typeof times.loadMs === 'number' ? `load ${formatMs(times.loadMs)}` : 'model already loaded'}
        {warmupWords(times.warmup)}. TTFT runs from token ids in the worker to the first token id. {QUARTILE_METHOD}
      </p>
    </div>
  );
}

/** The columns of the table, and what they mean. */
export const timeTerms = [
  { name: 'TTFT median', meaning: 'Time to first token, median of the repeats' },
  { name: 'quartiles', meaning: 'The middle half of the repeats lies between them' },
  { name: 'decode / token', meaning: 'Median time of a decode step: one further token' },
  { name: 'TTFT / decode step', meaning: 'How many decode steps the first token takes as long as' },
  { name: 'TTFT share', meaning: 'Part of the whole generation that passes before the first token' },
  { name: 'whole answer', meaning: 'Median time of the whole generation' },
] as const;

const paperCells = [null, null, null, String(paper.ttftPerDecodeStep), formatPercent(paper.ttftShare), null];

function cellsOf({ ttft, decodeStep, ttftPerDecodeStep, ttftShare, total }: SideTiming): string[] {
  return [
    ttft ? formatMs(ttft.median) : '–',
    ttft ? `${formatMs(ttft.q1)} – ${formatMs(ttft.q3)}` : '–',
    decodeStep ? formatMs(decodeStep.median) : '–',
    ttftPerDecodeStep === null ? '–' : ttftPerDecodeStep.toFixed(1),
    ttftShare === null ? '–' : formatPercent(ttftShare),
    total ? formatMs(total.median) : '–',
  ];
}

interface SideRowProps {
  readonly name: string;
  /** One a column; null where nothing was measured. */
  readonly cells: readonly (string | null)[];
  /** Null for what was not measured here. */
  readonly colour: string | null;
}

/** A row; where the panel is narrow, a small grid of its own with the column's name over every value. */
function SideRow({ name, cells, colour }: SideRowProps) {
  return (
    <tr
      className={`border-line border-t @max-lg:grid @max-lg:grid-cols-3 @max-lg:gap-x-4 @max-lg:gap-y-1.5 @max-lg:py-2 ${colour ? '' : 'text-ink-2'}`}
    >
      <th
        scope="row"
        className={`py-1.5 text-left whitespace-nowrap @max-lg:col-span-3 @max-lg:py-0 ${colour ? 'font-medium' : 'font-normal'}`}
      >
        {colour && <span className="mr-2 inline-block size-2" style={{ background: colour }} aria-hidden />}
        {name}
      </th>
      {timeTerms.map((term, i) => (
        <td
          key={term.name}
          className={`pl-3 text-right whitespace-nowrap @max-lg:pl-0 @max-lg:text-left ${i === 0 && colour ? 'font-semibold' : ''} ${cells[i] === null ? '@max-lg:hidden' : ''}`}
        >
          <span className="text-ink-2 hidden font-normal @max-lg:block" aria-hidden>
            {term.name}
          </span>
          {cells[i]}
        </td>
      ))}
    </tr>
  );
}

function countWords({ full, pruned }: ComparisonTiming): string {
  const [a, b] = [full.ttftMs.length, pruned.ttftMs.length];
  return a === b ? `${a} each` : `${a} and ${b}`;
}

function warmupWords(warmup: readonly Sample[]): string {
  if (warmup.length === 0) return ', no warm-up';
  const full = summarizeSide(warmup.filter((sample) => sample.mode === 'full')).ttft;
  const pruned = summarizeSide(warmup.filter((sample) => sample.mode !== 'full')).ttft;
  const of = [full, pruned].flatMap((summary) => (summary ? [formatMs(summary.median)] : []));
  return `, warm-up ${of.join(' and ')} (dashed, beyond the axis as ▸)`;
}
