// Makes a recorded run again in this browser's engine and keeps both beside each other. Loads a model only when told to.

import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ChosenModel } from '@/components/engine/model';
import { useSettings } from '@/components/engine/settings';
import type { RunnerState } from '@/components/engine/useRunner';
import { useRunner } from '@/components/engine/useRunner';
import { addRun } from '@/components/engine/useRuns';
import { type AppError, toAppError } from '@/lib/errors';
import { inSlices } from '@/lib/slices';
import type { Run, WholeRun } from '@/lib/trace/run';
import { preparingRun } from '@/lib/trace/run';

/** Repeats of a side at most: whoever follows a link wants an answer, not a benchmark. */
const REPEATS = 3;

export interface RerunControl {
  readonly runner: RunnerState;
  /** The run made here; null before. */
  readonly here: WholeRun | null;
  readonly error: AppError | null;
  /** Makes the run with `model`, whose weights are loaded first. */
  start(model: ChosenModel): void;
  /** Loads the model and nothing else. */
  load(model: ChosenModel): void;
  stop(): void;
}

export function useRerun(recorded: WholeRun): RerunControl {
  const queryClient = useQueryClient();
  const [{ backend }] = useSettings();
  const [here, setHere] = useState<WholeRun | null>(null);
  const [error, setError] = useState<AppError | null>(null);
  const keep = async (run: Run): Promise<void> => {
    if (run.kind !== 'whole') return; // stopped: nothing to hold against the recording
    const prepared = await inSlices(preparingRun(run));
    setHere(prepared);
    await addRun(queryClient, prepared);
  };
  const runner = useRunner({
    onRun: (run) => void keep(run).catch((thrown: unknown) => setError(toAppError(thrown))),
    onError: setError,
  });
  const { comparison } = recorded;
  const recordedRepeats = comparison.timing.samples.filter(({ mode }) => mode === 'full').length;
  const repeats = Math.min(REPEATS, Math.max(1, recordedRepeats));
  return {
    runner: runner.state,
    here,
    error,
    start(model) {
      setError(null);
      setHere(null);
      void runner.repeat(model, { backend, repeats, warmups: 1 }, comparison);
    },
    load(model) {
      setError(null);
      void runner.load(model, { backend });
    },
    stop: runner.stop,
  };
}
