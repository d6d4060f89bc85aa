'use client';
// The benchmark page: settings from the address, one button, a table that fills as results arrive, JSON to copy.

import { useSearchParams } from 'next/navigation';
import { useMemo, useRef, useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { Button } from '@/components/ui/Button';
import { engineClient } from '@/components/engine/engine';
import { bundledChoice } from '@/components/engine/model';
import { ensurePrompting } from '@/components/engine/useTokenizer';
import { isAbort, toAppError, unreachable } from '@/lib/errors';
import { AutoStart } from './AutoStart';
import { runBench } from './measure';
import type { AnswerResult, BenchResult, ModelResult, TaskResult, TimingResult } from './results';
import { readSettings, type BenchSettings } from './settings';
import { AnswerTable, TaskTable, TimingTable } from './tables';

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
    const tokenizer = async () => (await ensurePrompting(queryClient, bundledChoice)).tokenizer;
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
  const tasks = results.filter((result): result is TaskResult => result.kind === 'task');
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
      {tasks.length > 0 && <TaskTable tasks={tasks} />}
      {results.length > 0 && (
        <details>
          <summary className="cursor-pointer">Results as JSON</summary>
          <pre className="mt-2 overflow-x-auto text-xs">{JSON.stringify(results, null, 1)}</pre>
        </details>
      )}
    </div>
  );
}

function statusText(state: State, settings: BenchSettings, model: ModelResult | undefined): string {
  const on = model ? `${model.model} on ${model.backend}` : settings.model;
  if (state.at === 'failed') return state.message;
  if (state.at === 'running') return model ? `${on}, measuring…` : `loading ${on}…`;
  return state.at === 'done' ? `${on}, done` : `${on}; ${promptsText(settings)}`;
}

function promptsText({ suite, lengths, tasks, checkpoints }: BenchSettings): string {
  switch (suite) {
    case 'timing':
      return `prompts of ${lengths.join(', ')} tokens`;
    case 'answers':
      return 'every preset';
    case 'tasks':
      return `${tasks} prompts a task`;
    case 'greedy':
      return checkpoints.join(', ');
    default:
      return unreachable(suite);
  }
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
