// The steps of the lesson, in order.

import type { Step } from './lesson';
import { attention } from './steps/attention';
import { auxCache } from './steps/auxCache';
import { limits } from './steps/limits';
import { loss } from './steps/loss';
import { prefill } from './steps/prefill';
import { pruning } from './steps/pruning';
import { revival } from './steps/revival';
import { schedule } from './steps/schedule';
import { speed } from './steps/speed';
import { tryIt } from './steps/tryIt';

export const steps: readonly Step[] = [
  prefill,
  attention,
  pruning,
  schedule,
  auxCache,
  revival,
  loss,
  speed,
  limits,
  tryIt,
];

/** Index of the step of that name; the first where there is none. */
export function stepIndex(name: string | null): number {
  return Math.max(
    0,
    steps.findIndex((step) => step.name === name),
  );
}
