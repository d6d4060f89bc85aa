'use client';
// How far a run is: side, repeat, layer, tokens alive, time. Redrawn ten times a second at most, so as not to disturb the timing.

import { format } from 'd3-format';
import { useEffect, useState } from 'react';
import type { Sample } from '@/lib/trace/schema';
import type { SideTiming } from '@/lib/trace/statistics';
import { summarizeSamples } from '@/lib/trace/statistics';
import { formatMs } from '@/components/run/format';
import type { Progress } from './progress';
import { progressStore } from './progress';
import { useStore } from '@/components/ui/store';
import type { RunnerState } from './useRunner';

const whole = format(',d');

type Busy = Exclude<RunnerState, { at: 'idle' }>;

/** `layers` is the depth of the model that runs. */
export function RunProgress({ state, layers }: { state: Busy; layers: number }) {
  const progress = useStore(progressStore, null);
  const elapsedMs = useElapsed(state.startedAt);
  const done = fractionOf(progress, state);
  return (
    <div>
      <div
        role="progressbar"
        aria-label="Run"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(done * 100)}
        className="bg-surface-3 h-1"
      >
        <div className="bg-accent h-full transition-[width] duration-100" style={{ width: `${done * 100}%` }} />
      </div>
      <div className="tabular mt-2 flex justify-between gap-4 text-xs">
        <span className="font-medium">{headline(progress, state)}</span>
        <span className="text-ink-2">{(elapsedMs / 1000).toFixed(1)} s</span>
      </div>
      <p className="text-ink-2 tabular mt-0.5 min-h-4 text-xs">{detail(progress, state, layers)}</p>
      {progress?.at === 'running' && progress.samples.length > 0 && (
        <p className="tabular mt-1 text-xs">{soFar(progress.samples)}</p>
      )}
      <p className="sr-only" aria-live="polite">
        {headline(progress, state)}
      </p>
    </div>
  );
}

function headline(progress: Progress | null, { repeats, warmups }: Busy): string {
  if (!progress) return 'Starting the engine';
  if (progress.at === 'loading') return progress.phase === 'download' ? 'Fetching the model' : 'Preparing the model';
  const side = progress.side === 'full' ? 'Full prefill' : 'Pruned';
  return progress.warmup
    ? `${side}, warm-up ${progress.repeat + 1} of ${warmups}`
    : `${side}, repeat ${progress.repeat + 1} of ${repeats}`;
}

function detail(progress: Progress | null, { tokens }: Busy, layers: number): string {
  if (!progress) return '';
  if (progress.at === 'loading') {
    if (progress.phase === 'prepare') return progress.total > 0 ? `${progress.done} of ${progress.total}` : '';
    return progress.total > 0
      ? `${megabytes(progress.done)} of ${megabytes(progress.total)} MB`
      : `${megabytes(progress.done)} MB`;
  }
  if (progress.layer === 0) return '';
  const step = progress.step === 0 ? 'prefill' : `decode step ${progress.step}`;
  const alive = progress.step === 0 && tokens > 0 ? ` of ${whole(tokens)}` : '';
  return `${step}, layer ${progress.layer} of ${layers}: ${whole(progress.active)}${alive} alive`;
}

/** Medians of the repeats that have ended. */
function soFar(samples: readonly Sample[]): string {
  const { full, pruned } = summarizeSamples(samples);
  const side = (name: string, { ttft }: SideTiming) => (ttft ? [`${name} ${formatMs(ttft.median)}`] : []);
  return `TTFT so far: ${[...side('full', full), ...side('pruned', pruned)].join(', ')}`;
}

/** Part of the generations done, 0..1; of the bytes, while loading. */
function fractionOf(progress: Progress | null, { repeats, warmups }: Busy): number {
  if (!progress) return 0;
  if (progress.at === 'loading') return progress.total > 0 ? progress.done / progress.total : 0;
  const turns = 2 * (repeats + warmups);
  const before =
    2 * (progress.warmup ? progress.repeat : warmups + progress.repeat) + (progress.side === 'pruned' ? 1 : 0);
  return turns > 0 ? before / turns : 0;
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}

function useElapsed(startedAt: number): number {
  const [now, setNow] = useState(() => performance.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(performance.now()), 200);
    return () => clearInterval(timer);
  }, []);
  return Math.max(0, now - startedAt);
}
