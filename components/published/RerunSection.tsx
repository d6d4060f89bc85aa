'use client';
// "Run it here": what it takes before, how far it is, and how it went.

import Link from 'next/link';
import { Section } from '@/components/ui/Section';
import { errorTitles } from '@/components/engine/errorTitles';
import type { ChosenModel } from '@/components/engine/model';
import { RunProgress } from '@/components/engine/RunProgress';
import { formatBytes } from '@/lib/bytes';
import type { WholeRun } from '@/lib/trace/run';
import { RerunReport } from './RerunReport';
import type { RerunControl } from './useRerun';

interface RerunSectionProps {
  readonly recorded: WholeRun;
  readonly reference: string;
  readonly rerun: RerunControl;
  /** Name of the model where it is not on this device, so that nothing can be run. */
  readonly missing: string | null;
  /** The model that a run would fetch first. */
  readonly fetches: ChosenModel | null;
}

export function RerunSection({ recorded, reference, rerun, missing, fetches }: RerunSectionProps) {
  const { runner, here, error } = rerun;
  if (runner.at === 'idle' && !here && !error) {
    return (
      <p className="text-ink-2 px-4 pb-3 text-xs md:px-5">
        {missing ? (
          <>
            It was made with {missing}, which is not on this device: the{' '}
            <Link href="/models" className="text-accent underline underline-offset-2">
              Models page
            </Link>{' '}
            says how to get it. Everything below is the recording.
          </>
        ) : (
          <>
            Everything below is the recording: no model is loaded.
            {fetches?.sizeBytes && ` “Run it here” fetches ${fetches.label} first, ${formatBytes(fetches.sizeBytes)}.`}
          </>
        )}
      </p>
    );
  }
  const { layers } = recorded.comparison.pruned.model.spec;
  return (
    <Section title="Run here" className="bg-surface-2">
      {error && runner.at === 'idle' && (
        <p role="alert" className="text-bad max-w-3xl text-sm break-words">
          <strong className="font-semibold">{errorTitles[error.code]}.</strong> {error.message}
        </p>
      )}
      {runner.at !== 'idle' && (
        <div className="max-w-3xl">
          <RunProgress state={runner} layers={layers} />
        </div>
      )}
      {here && runner.at === 'idle' && <RerunReport recorded={recorded} here={here} reference={reference} />}
    </Section>
  );
}
