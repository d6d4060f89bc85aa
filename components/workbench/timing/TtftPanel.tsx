'use client';
// Time to first token, honestly: every repeat, medians and quartiles, the speed-up against its ideal, and what lies outside.

import { useMemo } from 'react';
import { estimate } from '@/lib/engine/cost';
import { layerFlops } from '@/lib/model/spec';
import type { Comparison, Sample, Trace } from '@/lib/trace/schema';
import type { ComparisonTiming, SideTiming } from '@/lib/trace/statistics';
import { QUARTILE_METHOD, describeSpeedup, summarizeSamples, summarizeSide } from '@/lib/trace/statistics';
import { formatMs, formatPercent, formatTimes, sideName } from '../format';
import { TtftChart } from './TtftChart';

/** The times of a run, whole or stopped; each side needs a trace to be named after. */
export interface TimedRun {
  readonly full: Trace;
  readonly pruned: Trace;
  readonly timing: Pick<Comparison['timing'], 'samples' | 'warmup'> & Partial<Comparison['timing']>;
}

export function TtftPanel({ full, pruned, timing: times }: TimedRun) {
  const timing = useMemo(() => summarizeSamples(times.samples), [times.samples]);
  const { spec } = pruned.model;
  const { idealSpeedup } = estimate(pruned.config, pruned.input.ids.length, spec.layers, layerFlops(spec));
  const name = sideName(pruned);
  const { speedup } = timing;

  return (
    <div className="flex flex-col gap-4">
      {speedup !== null && (
        <p className="text-base leading-snug">
          <strong className="text-xl font-semibold tracking-tight">{describeSpeedup(speedup)}</strong>{' '}
          <span className="text-ink-2">
            to the first token than full prefill, n = {countWords(timing)} in turns. Ideal {formatTimes(idealSpeedup)},
            so {formatPercent(speedup / idealSpeedup)} of it is reached.
          </span>
          {speedup <= 0.99 && (
            <span className="text-warn"> On this device and prompt, pruning costs more time than it saves.</span>
          )}
        </p>
      )}
      <TtftChart timing={timing} warmups={times.warmup} prunedName={name} />
      <div className="overflow-x-auto" role="group" aria-label="Times" tabIndex={0}>
        <table className="tabular w-full min-w-[34rem] text-xs">
          <thead className="text-ink-2">
            <tr>
              <th scope="col" className="pb-1.5 text-left font-normal">
                <span className="sr-only">Side</span>
              </th>
              {['TTFT median', 'quartiles', 'decode / token', 'TTFT / decode step', 'TTFT share', 'whole answer'].map(
                (head) => (
                  <th key={head} scope="col" className="pb-1.5 pl-3 text-right font-normal">
                    {head}
                  </th>
                ),
              )}
            </tr>
          </thead>
          <tbody>
            <SideRow name={sideName(full)} timing={timing.full} colour="var(--ink-2)" />
            <SideRow name={name} timing={timing.pruned} colour="var(--accent)" />
            <tr className="border-line text-ink-2 border-t">
              <th scope="row" className="py-1.5 text-left font-normal whitespace-nowrap">
                Paper, Llama 2 7B
              </th>
              <td />
              <td />
              <td />
              <td className="pl-3 text-right">21</td>
              <td className="pl-3 text-right">23%</td>
              <td />
            </tr>
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

function SideRow({ name, timing, colour }: { name: string; timing: SideTiming; colour: string }) {
  const { ttft, decodeStep, ttftPerDecodeStep, ttftShare, total } = timing;
  const cells = [
    ttft ? formatMs(ttft.median) : '–',
    ttft ? `${formatMs(ttft.q1)} – ${formatMs(ttft.q3)}` : '–',
    decodeStep ? formatMs(decodeStep.median) : '–',
    ttftPerDecodeStep === null ? '–' : ttftPerDecodeStep.toFixed(1),
    ttftShare === null ? '–' : formatPercent(ttftShare),
    total ? formatMs(total.median) : '–',
  ];
  return (
    <tr className="border-line border-t">
      <th scope="row" className="py-1.5 text-left font-medium whitespace-nowrap">
        <span className="mr-2 inline-block size-2" style={{ background: colour }} aria-hidden />
        {name}
      </th>
      {cells.map((cell, i) => (
        <td key={i} className={`pl-3 text-right whitespace-nowrap ${i === 0 ? 'font-semibold' : ''}`}>
          {cell}
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
