// What a step of the lesson is made of. Types only: the steps are in ./steps, in order in ./lessons.

import type { ReactNode } from 'react';
import type { Selection, ViewProps } from '@/components/views/selection';
import type { WholeRun } from '@/lib/trace/run';
import type { Comparison, Trace } from '@/lib/trace/schema';

/** Recorded runs that the lesson is written about, by their ids in public/experiments. */
export const lessonRuns = ['passkey', 'quotation'] as const;
export type LessonRun = (typeof lessonRuns)[number];

/** Props of a step's view: those of the run's views, for its pruned side. */
export interface StepView extends ViewProps {
  readonly run: WholeRun;
  readonly trace: Trace;
  /** The student did what the step asks for; for what the selection does not show. */
  readonly onDone: () => void;
}

export interface Step {
  /** In the link: /learn?step=NAME. */
  readonly name: string;
  /** One or two words, for the list of steps. */
  readonly label: string;
  readonly title: string;
  readonly run: LessonRun;
  /** What the view shows as the step opens. */
  readonly opening: (comparison: Comparison) => Partial<Selection>;
  readonly text: (comparison: Comparison) => ReactNode;
  readonly View: (props: StepView) => ReactNode;
  /** One thing to do, as an invitation. */
  readonly task: (comparison: Comparison) => ReactNode;
  /** Whether the selection shows that it was done; the view says so itself where not given. */
  readonly done?: (selection: Selection, comparison: Comparison) => boolean;
}
