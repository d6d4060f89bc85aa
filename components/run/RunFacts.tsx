// What a run is: its title, where and when it was made, on what prompt and with which schedule, and what is missing from it.

import { deviceOf } from '@/lib/capabilities/browser';
import { presets } from '@/lib/presets/presets';
import type { Origin, Run } from '@/lib/trace/run';
import { createdAtOf, titleOf, traceOf } from '@/lib/trace/run';
import type { Trace } from '@/lib/trace/schema';
import { backendName, formatDate, formatSchedule, sideName } from './format';

export function RunFacts({ run }: { run: Run }) {
  const presetId = run.kind === 'whole' ? run.comparison.presetId : null;
  const watch = presets.find((preset) => preset.id === presetId)?.watch;
  const trace = traceOf(run, 'pruned') ?? traceOf(run, 'full');
  return (
    <>
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
      {run.kind === 'part' && (
        <p className="text-warn mt-1 text-xs">
          {run.reason === 'stopped'
            ? 'Stopped before the end: what was computed and timed until then is kept.'
            : 'A single trace: one side only, timed once.'}
        </p>
      )}
    </>
  );
}

const originWords: Record<Origin, string> = {
  recorded: 'Recorded run',
  here: 'Run on this device',
  file: 'From a file',
  published: 'Published run',
};

function placeOf(run: Run, { model, backend }: Trace): string[] {
  const device = run.kind === 'whole' && run.origin !== 'here' ? deviceOf(run.comparison.environment.userAgent) : '';
  return [model.id, `${backendName(backend.kind)} ${backend.dtype}, ${backend.adapter}`, ...(device ? [device] : [])];
}
