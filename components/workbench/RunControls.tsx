'use client';
// Run and Stop, how often to repeat, and how far the run is.

import { Play, Square } from 'lucide-react';
import { Button } from '@/components/ui/Button';
import { NumberField } from '@/components/ui/NumberField';
import { RunProgress } from './RunProgress';
import type { Settings } from './settings';
import type { RunnerState } from './useRunner';

type RepeatSettings = Pick<Settings, 'repeats' | 'warmups'>;

interface RunControlsProps {
  readonly settings: RepeatSettings;
  readonly state: RunnerState;
  /** Why Run cannot be pressed; null where it can. */
  readonly problem: string | null;
  /** "30 MB" where pressing Run fetches the model first; null where it is loaded. */
  readonly downloadSize: string | null;
  readonly onChange: (patch: Partial<RepeatSettings>) => void;
  readonly onRun: () => void;
  readonly onStop: () => void;
}

export function RunControls({ settings, state, problem, downloadSize, onChange, onRun, onStop }: RunControlsProps) {
  const idle = state.at === 'idle';
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <NumberField
          label="Repeats"
          value={settings.repeats}
          min={1}
          max={50}
          disabled={!idle}
          onChange={(repeats) => onChange({ repeats })}
        />
        <NumberField
          label="Warm-ups"
          value={settings.warmups}
          min={0}
          max={10}
          disabled={!idle}
          onChange={(warmups) => onChange({ warmups })}
        />
      </div>
      {idle ? (
        <Button
          weight="primary"
          className="h-10 w-full text-base"
          disabled={problem !== null}
          title="Ctrl+Enter in the prompt runs too"
          onClick={onRun}
        >
          <Play size={15} aria-hidden /> Run
          <span className="font-normal opacity-85">full prefill and pruned, in turns</span>
        </Button>
      ) : (
        <Button className="h-10 w-full text-base" disabled={state.at === 'stopping'} onClick={onStop}>
          <Square size={13} fill="currentColor" aria-hidden /> {state.at === 'stopping' ? 'Stopping…' : 'Stop'}
        </Button>
      )}
      {idle && problem && <p className="text-bad text-xs">{problem}</p>}
      {idle && !problem && downloadSize && (
        <p className="text-ink-2 text-xs">
          The first run fetches the model, {downloadSize}, and keeps it on this device.
        </p>
      )}
      {!idle && <RunProgress state={state} />}
    </div>
  );
}
