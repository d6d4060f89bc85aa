'use client';
// The benchmark page: settings from the address, one button, a table that fills as results arrive, JSON to copy.

import { useSearchParams } from 'next/navigation';
import { useMemo, useRef, useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { Button } from '@/components/ui/Button';
import { engineClient } from '@/components/workbench/engine';
import { ensureTokenizer } from '@/components/workbench/useTokenizer';
import { isAbort, toAppError } from '@/lib/errors';
import { AutoStart } from './AutoStart';
import { runBench, type AnswerResult, type BenchResult, type ModelResult, type TimingResult } from './measure';
import { readSettings, type BenchSettings } from './settings';

type State = { readonly at: 'idle' | 'running' | 'done' } | { readonly at: 'failed'; readonly message: string };

export function Bench() {
  const query = useSearchParams();
  const parsed = useMemo(() => parse(query), [query]);
  if ('error' in parsed) return <p className="text-bad">{parsed.error}</p>;
  return <BenchOf settings={parsed.settings} />;
}

function BenchOf({ settings }: { settings: BenchSettings }) {
  const queryClient = useQueryClient();
  const [state, setState] = useState<State>({ at: 'idle' });
  const [results, setResults] = useState<readonly BenchResult[]>([]);
  const stop = useRef<AbortController | null>(null);

  const start = async () => {
    const controller = new AbortController();
    stop.current = controller;
    setResults([]);
    setState({ at: 'running' });
    const tokenizer = () => ensureTokenizer(queryClient);
    try {
      for await (const result of runBench({ client: engineClient(), settings, tokenizer, signal: controller.signal })) {
        setResults((known) => [...known, result]);
        await report(settings, result);
      }
      setState({ at: 'done' });
    } catch (thrown) {
      const { code, message } = toAppError(thrown);
      setState(isAbort(thrown) ? { at: 'done' } : { at: 'failed', message });
      await report(settings, { error: `${code}: ${message}` });
    }
    await report(settings, { done: 1 });
  };

  const running = state.at === 'running';
  const model = results.find((result): result is ModelResult => result.kind === 'model');
  const timings = results.filter((result): result is TimingResult => result.kind === 'timing');
  const answers = results.filter((result): result is AnswerResult => result.kind === 'answer');
  return (
    <div className="flex flex-col gap-6">
      {settings.auto && <AutoStart start={start} />}
      <div className="flex flex-wrap items-center gap-4">
        <Button weight="primary" onClick={() => (running ? stop.current?.abort() : void start())}>
          {running ? 'Stop' : 'Run benchmark'}
        </Button>
        <p className="text-ink-2 tabular-nums" aria-live="polite">
          {statusText(state, settings, model)}
        </p>
      </div>
      {timings.length > 0 && <TimingTable timings={timings} />}
      {answers.length > 0 && <AnswerTable answers={answers} />}
      {results.length > 0 && (
        <details>
          <summary className="cursor-pointer">Results as JSON</summary>
          <pre className="mt-2 overflow-x-auto text-xs">{JSON.stringify(results, null, 1)}</pre>
        </details>
      )}
    </div>
  );
}

function TimingTable({ timings }: { timings: readonly TimingResult[] }) {
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

function AnswerTable({ answers }: { answers: readonly AnswerResult[] }) {
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

function spread({ median, q1, q3 }: TimingResult['full']): string {
  return `${median.toFixed(1)} (${q1.toFixed(1)}–${q3.toFixed(1)})`;
}

function statusText(state: State, settings: BenchSettings, model: ModelResult | undefined): string {
  const on = model ? `${model.model} on ${model.backend}` : settings.model;
  if (state.at === 'failed') return state.message;
  if (state.at === 'running') return model ? `${on}, measuring…` : `loading ${on}…`;
  return state.at === 'done' ? `${on}, done` : `${on}; prompts of ${settings.lengths.join(', ')} tokens`;
}

/** Sends a result to the server that asked for it. A report that fails must not end the measurement. */
async function report(settings: BenchSettings, body: object): Promise<void> {
  if (!settings.report) return;
  await fetch(settings.report, { method: 'POST', body: JSON.stringify(body) }).catch(() => undefined);
}

function parse(query: URLSearchParams): { settings: BenchSettings } | { error: string } {
  try {
    return { settings: readSettings(query) };
  } catch (thrown) {
    return { error: toAppError(thrown).message };
  }
}
