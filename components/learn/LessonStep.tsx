'use client';
// One step of the lesson: its text, one thing to do, the view in the state that the text speaks of, and the way on.

import type { Ref } from 'react';
import { ArrowLeft, ArrowRight, CircleCheck, Circle } from 'lucide-react';
import Link from 'next/link';
import { Button } from '@/components/ui/Button';
import type { WholeRun } from '@/lib/trace/run';
import type { Step } from './lesson';
import { StepStage } from './StepStage';
import { useRecordedRun } from './useRecordedRun';

interface LessonStepProps {
  readonly step: Step;
  readonly index: number;
  readonly count: number;
  readonly heading: Ref<HTMLHeadingElement>;
  readonly done: boolean;
  readonly onDone: () => void;
  readonly previous: Step | null;
  readonly next: Step | null;
  readonly onStep: (by: 1 | -1) => void;
}

export function LessonStep(props: LessonStepProps) {
  const { step, index, count, heading, done, onDone, previous, next, onStep } = props;
  const { run, error, retry } = useRecordedRun(step.run);
  return (
    <article
      aria-labelledby="step-title"
      className="grid grid-cols-1 gap-x-12 gap-y-6 px-4 pt-6 pb-10 md:px-5 lg:grid-cols-[minmax(20rem,26rem)_minmax(0,1fr)] lg:grid-rows-[auto_auto_1fr]"
    >
      <div className="lg:col-start-1">
        <p className="text-ink-2 tabular text-xs">
          Step {index + 1} of {count}
        </p>
        <h2
          ref={heading}
          id="step-title"
          tabIndex={-1}
          className="mt-1 text-2xl leading-tight font-semibold tracking-tight text-balance outline-none"
        >
          {step.title}
        </h2>
        <div className="mt-4 flex max-w-prose flex-col gap-3 text-[15px] leading-relaxed text-pretty">
          {run && step.text(run.comparison)}
        </div>
      </div>
      <Task done={done}>{run && step.task(run.comparison)}</Task>
      <div className="min-w-0 lg:col-start-2 lg:row-span-3 lg:row-start-1">
        {run ? (
          <>
            <StepStage step={step} run={run} onDone={onDone} />
            {step.name !== 'try' && <Source run={run} />}
          </>
        ) : (
          <Opening error={error} onRetry={retry} />
        )}
      </div>
      <div className="flex flex-wrap items-start justify-between gap-3 lg:col-start-1">
        <Button disabled={!previous} onClick={() => onStep(-1)}>
          <ArrowLeft size={14} aria-hidden /> Back
        </Button>
        {next && (
          <Button weight="primary" className="max-w-full min-w-0" onClick={() => onStep(1)}>
            <span className="truncate">
              <span className="sr-only">Next: </span>
              {next.title}
            </span>
            <ArrowRight size={14} aria-hidden className="shrink-0" />
          </Button>
        )}
      </div>
    </article>
  );
}

function Task({ done, children }: { done: boolean; children: React.ReactNode }) {
  return (
    <div
      className={`border-l-2 py-1 pl-4 lg:col-start-1 ${done ? 'border-good' : 'border-accent'} max-w-prose self-start`}
    >
      <p className="flex items-center gap-1.5 text-xs font-medium">
        {done ? <CircleCheck size={14} aria-hidden className="text-good" /> : <Circle size={14} aria-hidden />}
        <span role="status">{done ? 'Done' : 'Try this'}</span>
      </p>
      <p className="mt-1 text-[15px] leading-relaxed text-pretty">{children}</p>
    </div>
  );
}

/** What the view shows, so that nobody takes it for a drawing. */
function Source({ run }: { run: WholeRun }) {
  const { title, pruned } = run.comparison;
  return (
    <p className="text-ink-2 border-line mt-5 border-t pt-2 text-xs">
      From a recorded run, “{title}”: {pruned.input.ids.length} tokens, model {pruned.model.id}.{' '}
      <Link
        prefetch={false}
        href={`/?run=${encodeURIComponent(run.id)}`}
        className="text-accent underline underline-offset-2"
      >
        See all of it
      </Link>
    </p>
  );
}

function Opening({ error, onRetry }: { error: Error | null; onRetry: () => void }) {
  if (!error) {
    return (
      <p className="text-ink-2 grid min-h-96 place-items-center" aria-busy="true">
        Opening the recorded run…
      </p>
    );
  }
  return (
    <div role="alert" className="bg-bad-soft flex flex-col items-start gap-3 px-4 py-3">
      <p>{error.message}</p>
      <Button onClick={onRetry}>Try again</Button>
    </div>
  );
}
