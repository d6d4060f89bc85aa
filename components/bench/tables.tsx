// The benchmark's tables, one a suite. Results in, rows out.

import type { AnswerResult, TaskResult, TimingResult } from './results';

export function TimingTable({ timings }: { timings: readonly TimingResult[] }) {
  return (
    <div className="overflow-x-auto">
      <table className="w-full text-right tabular-nums">
        <caption className="text-ink-2 pb-2 text-left">
          Median time to first token in ms, quartiles in brackets, n = {timings[0]?.full.n}; full prefill and LazyLLM in
          turns.
        </caption>
        <thead>
          <tr className="border-line border-b">
            {[
              'Tokens',
              'Schedule',
              'Full prefill',
              'LazyLLM',
              'Speed-up',
              'Ideal',
              'Efficiency',
              'Decode, full',
              'Decode, LazyLLM',
            ].map((title) => (
              <th
                key={title}
                scope="col"
                className="px-2 py-1 font-medium whitespace-nowrap first:pl-0 [&:nth-child(2)]:text-left"
              >
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {timings.map((row) => (
            <tr key={`${row.length} ${row.schedule}`} className="border-line border-b">
              <td className="px-2 py-1 pl-0">{row.length}</td>
              <td className="px-2 py-1 text-left whitespace-nowrap">{row.schedule}</td>
              <td className="px-2 py-1 whitespace-nowrap">{spread(row.full)}</td>
              <td className="px-2 py-1 whitespace-nowrap">{spread(row.pruned)}</td>
              <td className="px-2 py-1">{row.speedup.toFixed(2)}</td>
              <td className="px-2 py-1">{row.ideal.toFixed(2)}</td>
              <td className="px-2 py-1">{row.efficiency.toFixed(2)}</td>
              <td className="px-2 py-1">{row.decodeMs.full?.toFixed(1)}</td>
              <td className="px-2 py-1">{row.decodeMs.pruned?.toFixed(1)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function AnswerTable({ answers }: { answers: readonly AnswerResult[] }) {
  return (
    <div className="overflow-x-auto">
      <table className="w-full text-left">
        <caption className="text-ink-2 pb-2 text-left">Answers to every preset.</caption>
        <thead>
          <tr className="border-line border-b">
            {['Preset', 'Tokens', 'Expected', 'Full prefill', 'LazyLLM'].map((title) => (
              <th key={title} scope="col" className="px-2 py-1 font-medium first:pl-0">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {answers.map((row) => (
            <tr key={row.preset} className="border-line border-b">
              <td className="px-2 py-1 pl-0">{row.preset}</td>
              <td className="px-2 py-1 tabular-nums">{row.tokens}</td>
              <td className="px-2 py-1">{row.expected}</td>
              <td className="px-2 py-1">{row.full}</td>
              <td className="px-2 py-1">{row.pruned}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Accuracy of both sides, a row a task and schedule. */
export function TaskTable({ tasks }: { tasks: readonly TaskResult[] }) {
  return (
    <div className="overflow-x-auto">
      <table className="w-full text-right tabular-nums">
        <caption className="text-ink-2 pb-2 text-left">
          Exact matches on generated prompts, n = {tasks[0]?.n} a row. KL and argmax agreement are of the first token;
          computed is the part of the prompt’s token-layers that LazyLLM had computed when the answer was out.
        </caption>
        <thead>
          <tr className="border-line border-b">
            {['Task', 'Schedule', 'Tokens', 'Full prefill', 'LazyLLM', 'Mean KL', 'Argmax equal', 'Computed'].map(
              (title) => (
                <th
                  key={title}
                  scope="col"
                  className="px-2 py-1 font-medium whitespace-nowrap first:pl-0 first:text-left [&:nth-child(2)]:text-left"
                >
                  {title}
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>
          {tasks.map((row) => (
            <tr key={`${row.task} ${row.schedule}`} className="border-line border-b">
              <td className="px-2 py-1 pl-0 text-left whitespace-nowrap">{row.task}</td>
              <td className="px-2 py-1 text-left whitespace-nowrap">{row.schedule}</td>
              <td className="px-2 py-1">{row.tokens}</td>
              <td className="px-2 py-1">{row.accuracy.full.toFixed(2)}</td>
              <td className="px-2 py-1">{row.accuracy.pruned.toFixed(2)}</td>
              <td className="px-2 py-1">{row.kl.toFixed(3)}</td>
              <td className="px-2 py-1">{percent(row.argmaxAgreement)}</td>
              <td className="px-2 py-1">{percent(row.computed)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function spread({ median, q1, q3 }: TimingResult['full']): string {
  return `${median.toFixed(1)} (${q1.toFixed(1)}–${q3.toFixed(1)})`;
}

function percent(share: number): string {
  return `${Math.round(share * 100)}%`;
}
