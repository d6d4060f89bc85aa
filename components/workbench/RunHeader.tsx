'use client';
// Which run is shown, where and when it was made; other runs, opening and saving files.

import { CornerDownLeft, Download } from 'lucide-react';
import { Button } from '@/components/ui/Button';
import { deviceOf } from '@/lib/capabilities/browser';
import { presets } from '@/lib/presets/presets';
import type { Origin, Run } from '@/lib/trace/run';
import { createdAtOf, titleOf, traceOf } from '@/lib/trace/run';
import type { Trace } from '@/lib/trace/schema';
import { backendName } from './EngineChip';
import { formatDate, formatSchedule, sideName } from './format';
import { OpenRunButton } from './OpenRunButton';
import { RunMenu } from './RunMenu';
import { saveRun } from './runFile';
import type { Runs } from './useRuns';

interface RunHeaderProps {
  readonly run: Run;
  readonly runs: Runs;
  readonly onChoose: (id: string) => void;
  readonly onOpenFile: (file: File) => void;
  /** Puts the prompt and settings of the run into the editor; null while they cannot be changed or are there already. */
  readonly onReuse: (() => void) | null;
}

export function RunHeader({ run, runs, onChoose, onOpenFile, onReuse }: RunHeaderProps) {
  const presetId = run.kind === 'whole' ? run.comparison.presetId : null;
  const watch = presets.find((preset) => preset.id === presetId)?.watch;
  const trace = traceOf(run, 'pruned') ?? traceOf(run, 'full');
  return (
    <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3 px-4 py-4 md:px-5">
      <div className="min-w-0 flex-1 basis-80">
        <h1 className="text-lg leading-tight font-semibold tracking-tight text-balance">{titleOf(run)}</h1>
        {trace && (
          <p className="text-ink-2 tabular mt-1 text-xs">
            <span className={run.origin === 'recorded' ? 'text-accent font-medium' : 'text-ink font-medium'}>
              {originWords[run.origin]}
            </span>
            {': '}
            {[...placeOf(run, trace), formatDate(createdAtOf(run))].join(', ')}
          </p>
        )}
        {trace && (
          <p className="text-ink-2 tabular mt-0.5 text-xs">
            {trace.input.ids.length.toLocaleString('en')} prompt tokens. {sideName(trace)}
            {trace.config.mode === 'full' ? '' : `, ${formatSchedule(trace.config.schedule)}`}
            {trace.config.sinks > 0 ? `, ${trace.config.sinks} sinks` : ''}
          </p>
        )}
        {watch && <p className="mt-1.5 max-w-3xl text-sm text-pretty">{watch}</p>}
        {runs.missing && (
          <p className="text-warn mt-1 text-xs">
            The run in this link is not on this device, so a recorded one is shown: ask for its file and open it here.
          </p>
        )}
        {run.kind === 'part' && (
          <p className="text-warn mt-1 text-xs">
            {run.reason === 'stopped'
              ? 'Stopped before the end: what was computed and timed until then is kept.'
              : 'A single trace: one side only, timed once.'}
          </p>
        )}
      </div>
      <div className="flex flex-wrap items-center gap-2">
        {onReuse && (
          <Button title="Puts the prompt and schedule of this run into the editor, ready to run here" onClick={onReuse}>
            <CornerDownLeft size={14} aria-hidden /> Reuse
            <span className="sr-only"> its prompt and schedule</span>
          </Button>
        )}
        <RunMenu runs={runs} shown={run.id} onChoose={onChoose} />
        <OpenRunButton onFile={onOpenFile} />
        <Button onClick={() => void saveRun(run)}>
          <Download size={14} aria-hidden /> Export
          <span className="sr-only"> this run as JSON</span>
        </Button>
      </div>
    </div>
  );
}

const originWords: Record<Origin, string> = {
  recorded: 'Recorded run',
  here: 'Run on this device',
  file: 'From a file',
};

function placeOf(run: Run, { model, backend }: Trace): string[] {
  const device = run.kind === 'whole' && run.origin !== 'here' ? deviceOf(run.comparison.environment.userAgent) : '';
  return [model.id, `${backendName(backend.kind)} ${backend.dtype}, ${backend.adapter}`, ...(device ? [device] : [])];
}
