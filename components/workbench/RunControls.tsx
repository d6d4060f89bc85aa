'use client';
// Run and Stop, how often to repeat, and how far the run is.

import { Play, Square } from 'lucide-react';
import type { ReactNode } from 'react';
import { useLesson } from '@/components/lesson/useLesson';
import { Button } from '@/components/ui/Button';
import { NumberField } from '@/components/ui/NumberField';
import { useModel } from '@/components/engine/model';
import { RunProgress } from '@/components/engine/RunProgress';
import type { Settings } from '@/components/engine/settings';
import type { RunnerState } from '@/components/engine/useRunner';

type RepeatSettings = Pick<Settings, 'repeats' | 'warmups'>;

interface RunControlsProps {
  readonly settings: RepeatSettings;
  readonly state: RunnerState;
  /** Why Run cannot be pressed; null where it can. */
  readonly problem: string | null;
  /** "30.1 MB" where pressing Run fetches the model first; null where it is loaded or on this device. */
  readonly fetches: string | null;
  readonly onChange: (patch: Partial<RepeatSettings>) => void;
  readonly onRun: () => void;
  readonly onStop: () => void;
  /** What the engine runs on, and the choice of it. */
  readonly engine: ReactNode;
}

export function RunControls({ settings, state, problem, fetches, onChange, onRun, onStop, engine }: RunControlsProps) {
  const { shows } = useLesson();
  const idle = state.at === 'idle';
  const { layers } = useModel().spec;
  return (
    <div className="flex flex-col gap-2.5">
      <div className="flex flex-wrap items-center justify-between gap-x-2 gap-y-2">
        {shows('repeats') &&
          (
            [
              ['Repeats', 'repeats', 1, 50],
              ['Warm-ups', 'warmups', 0, 10],
            ] as const
          ).map(([label, name, min, max]) => (
            <NumberField
              key={name}
              label={label}
              value={settings[name]}
              min={min}
              max={max}
              narrow
              disabled={!idle}
              onChange={(value) => onChange({ [name]: value })}
            />
          ))}
        {shows('run') && engine}
      </div>
      {!shows('run') ? null : idle ? (
        <Button
          weight="primary"
          className="h-9 w-full text-base"
          disabled={problem !== null}
          title="Ctrl+Enter in the prompt runs too"
          onClick={onRun}
        >
          <Play size={15} aria-hidden /> Run
          <span className="font-normal opacity-85">full prefill and pruned, in turns</span>
        </Button>
      ) : (
        <Button className="h-9 w-full text-base" disabled={state.at === 'stopping'} onClick={onStop}>
          <Square size={13} fill="currentColor" aria-hidden /> {state.at === 'stopping' ? 'Stopping…' : 'Stop'}
        </Button>
      )}
      {idle && problem && <p className="text-bad text-xs">{problem}</p>}
      {idle && !problem && (
        <p className="text-ink-2 text-xs">
          {fetches && `The first run fetches the model: ${fetches}, kept on this device. `}Nothing leaves this browser
          unless you publish it.
        </p>
      )}
      {!idle && <RunProgress state={state} layers={layers} />}
    </div>
  );
}
