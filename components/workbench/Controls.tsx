'use client';
// The left column: prompt, schedule, run. On narrow screens prompt and schedule fold away and Run stays.

import { ChevronDown } from 'lucide-react';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { bundledModel } from '@/lib/model/catalog';
import type { ModelSpec } from '@/lib/model/spec';
import { presets } from '@/lib/presets/presets';
import type { EngineStatus } from '@/lib/worker/client';
import { EngineChip } from './EngineChip';
import { formatMegabytes, formatSchedule } from './format';
import { PromptEditor } from './PromptEditor';
import type { PromptLength } from './promptLength';
import { RunControls } from './RunControls';
import { ScheduleEditor } from './schedule/ScheduleEditor';
import type { Settings } from './settings';
import type { RunnerState } from './useRunner';

interface ControlsProps {
  readonly settings: Settings;
  readonly onChange: (patch: Partial<Settings>) => void;
  readonly length: PromptLength;
  readonly spec: ModelSpec;
  readonly status: EngineStatus;
  readonly runner: RunnerState;
  readonly onRun: () => void;
  readonly onStop: () => void;
  readonly onError: (thrown: unknown) => void;
  readonly tokenizerError: Error | null;
}

export function Controls(props: ControlsProps) {
  const { settings, onChange, length, spec, status, runner, onRun, onStop, onError, tokenizerError } = props;
  const busy = runner.at !== 'idle';
  const loaded = status.at === 'ready' && status.model?.id === bundledModel.id;
  const problem = length.problem ? 'This prompt cannot be run: see Prompt above.' : (tokenizerError?.message ?? null);
  const ready = !busy && problem === null;
  const preset = presets.find((each) => each.id === settings.presetId);
  return (
    <div className="lg:sticky lg:top-0 lg:max-h-[calc(100dvh-3.3125rem)] lg:self-start lg:overflow-y-auto">
      <Fold title="Prompt" summary={`${preset?.title ?? 'Own prompt'}, ${length.tokens ?? '…'} tokens`}>
        <PromptEditor
          settings={settings}
          length={length}
          onChange={onChange}
          onError={onError}
          onSubmit={() => ready && onRun()}
        />
      </Fold>
      <Fold title="Schedule" summary={formatSchedule(settings.schedule)}>
        <ScheduleEditor settings={settings} spec={spec} promptLength={length.tokens} onChange={onChange} />
      </Fold>
      <section aria-label="Run" className="border-line bg-surface border-t px-4 py-3 md:px-5 lg:sticky lg:bottom-0">
        <h2 className="sr-only">Run</h2>
        <RunControls
          settings={settings}
          state={runner}
          problem={problem}
          downloadSize={loaded ? null : formatMegabytes(bundledModel.sizeBytes)}
          onChange={onChange}
          onRun={onRun}
          onStop={onStop}
          engine={
            <EngineChip
              status={status}
              choice={settings.backend}
              busy={busy}
              onChoose={(backend) => onChange({ backend })}
            />
          }
        />
      </section>
    </div>
  );
}

/** A section that folds below the large breakpoint and is always open above it. */
function Fold({ title, summary, children }: { title: string; summary: string; children: ReactNode }) {
  const [open, setOpen] = useState(false);
  return (
    <section aria-label={title} className="border-line border-t first:border-t-0">
      <h2 className="hidden px-5 pt-3 pb-2 text-sm font-semibold lg:block">{title}</h2>
      <h2 className="lg:hidden">
        <button
          type="button"
          aria-expanded={open}
          className="flex w-full items-center gap-3 px-4 py-3 text-left"
          onClick={() => setOpen(!open)}
        >
          <span className="text-sm font-semibold">{title}</span>
          <span className="text-ink-2 min-w-0 flex-1 truncate text-xs">{summary}</span>
          <ChevronDown size={16} aria-hidden className={`text-ink-2 shrink-0 ${open ? 'rotate-180' : ''}`} />
        </button>
      </h2>
      <div className={`px-4 pb-3.5 md:px-5 ${open ? '' : 'hidden'} lg:block`}>{children}</div>
    </section>
  );
}
