'use client';
// The left column: prompt, schedule, run. On narrow screens prompt and schedule fold away and Run stays.

import { ChevronDown } from 'lucide-react';
import type { ReactNode } from 'react';
import { useMemo, useState } from 'react';
import { useLesson } from '@/components/lesson/useLesson';
import { formatBytes } from '@/lib/bytes';
import type { LessonControl } from '@/lib/experiment/lesson';
import { presets } from '@/lib/presets/presets';
import type { Prompting } from '@/lib/tokenizer/prompt';
import type { EngineStatus } from '@/lib/worker/client';
import { EngineChip } from './EngineChip';
import { formatSchedule } from '@/components/run/format';
import type { FormatPlans } from './FormatChoice';
import { formatsFor, planMemory } from '@/components/engine/memoryPlan';
import type { ChosenModel } from '@/components/engine/model';
import { ModelMenu } from './ModelMenu';
import { PromptEditor } from './PromptEditor';
import type { PromptLength } from './promptLength';
import { RunControls } from './RunControls';
import { ScheduleEditor } from './schedule/ScheduleEditor';
import type { Settings } from '@/components/engine/settings';
import { useFacts } from '@/components/engine/useFacts';
import type { RunnerState } from '@/components/engine/useRunner';

interface ControlsProps {
  readonly settings: Settings;
  readonly onChange: (patch: Partial<Settings>) => void;
  readonly length: PromptLength;
  readonly model: ChosenModel;
  /** Null until the tokenizer is read. */
  readonly prompting: Prompting | null;
  /** The engine holds this model, as it is wanted. */
  readonly loaded: boolean;
  readonly status: EngineStatus;
  readonly runner: RunnerState;
  readonly onRun: () => void;
  readonly onStop: () => void;
  readonly onError: (thrown: unknown) => void;
  readonly tokenizerError: Error | null;
}

/** What a lesson may leave of this column; without any of them there is none. */
export const columnControls: readonly LessonControl[] = ['model', 'prompt', 'presets', 'schedule', 'repeats', 'run'];

export function Controls(props: ControlsProps) {
  const { shows } = useLesson();
  const {
    settings,
    onChange,
    length,
    model,
    prompting,
    loaded,
    status,
    runner,
    onRun,
    onStop,
    onError,
    tokenizerError,
  } = props;
  const busy = runner.at !== 'idle';
  const facts = useFacts();
  const plans = useMemo(() => {
    if (!facts) return null;
    const { backend, maxNewTokens } = settings;
    const promptLength = length.tokens ?? 0;
    return formatsFor(backend, facts).flatMap((format): FormatPlans => {
      const plan = planMemory(model.spec, { format, backend, promptLength, maxNewTokens }, facts);
      return plan ? [[format, plan]] : [];
    });
  }, [facts, model.spec, settings, length.tokens]);
  const plan = plans?.find(([format]) => format === model.format)?.[1];
  const misfit = plan
    ? plan.problem && `Does not fit: ${plan.problem.message}`
    : plans?.length
      ? 'This device has no 16-bit floats here: choose other numbers under Engine.'
      : null; // a backend that is not there is told of by the engine
  const problem = length.problem ? 'This prompt cannot be run: see Prompt above.' : (tokenizerError?.message ?? misfit);
  const ready = !busy && problem === null;
  const preset = presets.find((each) => each.id === settings.presetId);
  return (
    <div className="lg:sticky lg:top-0 lg:max-h-[calc(100dvh-3.3125rem)] lg:self-start lg:overflow-y-auto">
      {shows('model') && (
        <section aria-label="Model" className="px-4 py-2.5 md:px-5">
          <h2 className="sr-only">Model</h2>
          <ModelMenu model={model} busy={busy} onError={onError} />
        </section>
      )}
      {(shows('prompt') || shows('presets')) && (
        <Fold title="Prompt" summary={`${preset?.title ?? 'Own prompt'}, ${length.tokens ?? '…'} tokens`}>
          <PromptEditor
            settings={settings}
            length={length}
            model={model}
            prompting={prompting}
            onChange={onChange}
            onError={onError}
            onSubmit={() => ready && shows('run') && onRun()}
          />
        </Fold>
      )}
      {shows('schedule') && (
        <Fold title="Schedule" summary={formatSchedule(settings.schedule)}>
          <ScheduleEditor
            settings={settings}
            spec={model.spec}
            promptLength={length.tokens}
            onChange={(patch) => onChange(patch.schedule ? { ...patch, layers: model.spec.layers } : patch)}
          />
        </Fold>
      )}
      {(shows('repeats') || shows('run')) && (
        <section aria-label="Run" className="border-line bg-surface border-t px-4 py-3 md:px-5 lg:sticky lg:bottom-0">
          <h2 className="sr-only">Run</h2>
          <RunControls
            settings={settings}
            state={runner}
            problem={problem}
            fetches={
              loaded || model.source.kind !== 'url' || model.sizeBytes === null ? null : formatBytes(model.sizeBytes)
            }
            onChange={onChange}
            onRun={onRun}
            onStop={onStop}
            engine={
              <EngineChip
                status={status}
                model={model}
                plans={plans}
                choice={settings.backend}
                busy={busy}
                onChoose={(backend) => onChange({ backend })}
              />
            }
          />
        </section>
      )}
    </div>
  );
}

/** A section that folds below the large breakpoint and is always open above it. */
function Fold({ title, summary, children }: { title: string; summary: string; children: ReactNode }) {
  const [open, setOpen] = useState(false);
  return (
    <section aria-label={title} className="border-line border-t">
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
