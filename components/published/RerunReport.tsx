// A recorded run beside the same run made here: whether the outputs agree, why not, and both times.

import Link from 'next/link';
import { refText } from '@/components/run/ref';
import { formatMs, formatTimes, sideName } from '@/components/run/format';
import { compareRerun } from '@/lib/experiment/rerun';
import type { WholeRun } from '@/lib/trace/run';
import { type ComparisonTiming, summarizeSamples } from '@/lib/trace/statistics';
import { causeWords, sideWords, verdictWords } from './rerunWords';

interface RerunReportProps {
  readonly recorded: WholeRun;
  readonly here: WholeRun;
  /** Names the recorded run for /compare. */
  readonly reference: string;
}

export function RerunReport({ recorded, here, reference }: RerunReportProps) {
  const [before, now] = [recorded.comparison, here.comparison];
  const rerun = compareRerun(before, now);
  const [then, today] = [summarizeSamples(before.timing.samples), summarizeSamples(now.timing.samples)];
  const rows = [
    { name: 'Full prefill', verdict: sideWords(rerun.full, before.full), side: 'full' },
    { name: sideName(before.pruned), verdict: sideWords(rerun.pruned, before.pruned), side: 'pruned' },
  ] as const;
  return (
    <div className="flex flex-col gap-3">
      <p className={`text-sm font-medium ${rerun.identical ? 'text-good' : 'text-warn'}`} role="status">
        {verdictWords(rerun, before)}
      </p>
      <table className="tabular w-full max-w-3xl text-xs">
        <caption className="sr-only">Times and outputs, recorded and here</caption>
        <thead className="text-ink-2">
          <tr>
            <th scope="col" className="pb-1.5 text-left font-normal">
              Median TTFT
            </th>
            <th scope="col" className="pb-1.5 pl-3 text-right font-normal">
              recorded
            </th>
            <th scope="col" className="pb-1.5 pl-3 text-right font-normal">
              here
            </th>
            <th scope="col" className="pb-1.5 pl-6 text-left font-normal max-sm:hidden">
              output here
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, verdict, side }) => (
            <tr key={side} className="border-line border-t">
              <th scope="row" className="py-1.5 text-left font-medium">
                {name}
                <span className="text-ink-2 block font-normal sm:hidden">{verdict}</span>
              </th>
              <td className="py-1.5 pl-3 text-right whitespace-nowrap">{medianOf(then, side)}</td>
              <td className="py-1.5 pl-3 text-right font-semibold whitespace-nowrap">{medianOf(today, side)}</td>
              <td className="py-1.5 pl-6 max-sm:hidden">{verdict}</td>
            </tr>
          ))}
          <tr className="border-line border-t">
            <th scope="row" className="py-1.5 text-left font-medium">
              Speed-up
            </th>
            <td className="py-1.5 pl-3 text-right">{timesOf(then)}</td>
            <td className="py-1.5 pl-3 text-right font-semibold">{timesOf(today)}</td>
            <td className="text-ink-2 py-1.5 pl-6 max-sm:hidden">{countsOf(then, today)}</td>
          </tr>
        </tbody>
      </table>
      {rerun.causes.length > 0 && (
        <div className="text-ink-2 max-w-3xl text-xs">
          <p>{rerun.identical ? 'It agrees although this is different here:' : 'What may be behind the difference:'}</p>
          <ul className="mt-1 list-disc pl-5">
            {rerun.causes.map((cause) => (
              <li key={cause}>{causeWords(cause, before, now)}</li>
            ))}
          </ul>
        </div>
      )}
      <p className="flex flex-wrap gap-x-5 gap-y-1 text-sm">
        <Link className="text-accent underline underline-offset-4" href={`/?run=${here.id}`}>
          Open this run in the workbench
        </Link>
        <Link
          className="text-accent underline underline-offset-4"
          href={`/compare?${new URLSearchParams({ a: reference, b: refText({ from: 'own', id: here.id }) }).toString()}`}
        >
          Compare both in every view
        </Link>
      </p>
    </div>
  );
}

function medianOf(timing: ComparisonTiming, side: 'full' | 'pruned'): string {
  const { ttft } = timing[side];
  return ttft ? formatMs(ttft.median) : '–';
}

function timesOf({ speedup }: ComparisonTiming): string {
  return speedup === null ? '–' : formatTimes(speedup);
}

function countsOf(then: ComparisonTiming, today: ComparisonTiming): string {
  return `of ${then.full.ttftMs.length} repeats each there, ${today.full.ttftMs.length} here`;
}
