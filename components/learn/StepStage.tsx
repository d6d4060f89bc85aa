'use client';
// The view of a step and what is looked at in it: opens as the step wants, then follows the student.

import { useCallback, useState } from 'react';
import { createHoverStore } from '@/components/views/hover';
import type { OnSelect, Selection } from '@/components/views/selection';
import { defaultSelection } from '@/components/views/selection';
import type { WholeRun } from '@/lib/trace/run';
import type { Step } from './lesson';

interface StepStageProps {
  readonly step: Step;
  readonly run: WholeRun;
  readonly onDone: () => void;
}

export function StepStage({ step, run, onDone }: StepStageProps) {
  const { comparison } = run;
  const [hover] = useState(createHoverStore);
  const [selection, setSelection] = useState<Selection>(() => ({ ...defaultSelection, ...step.opening(comparison) }));
  const onSelect = useCallback<OnSelect>(
    (patch) => {
      const next = { ...selection, ...patch };
      setSelection(next);
      if (step.done?.(next, comparison)) onDone();
    },
    [selection, step, comparison, onDone],
  );
  const { View } = step;
  return <View {...{ run, trace: comparison.pruned, selection, onSelect, hover, onDone }} />;
}
