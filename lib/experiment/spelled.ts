// A publication as it is spelled: the schema, and the text that its id is made from, the same for page and server. Its lists stay as
// they came: unpacking and packing again would round scores once more.

import { z } from 'zod';
import { traceWithoutSteps } from '@/lib/trace/file';
import { comparisonSchema, stepSchema } from '@/lib/trace/schema';
import type { Caption } from './publication';
import { captionSchema, PUBLICATION_VERSION } from './publication';

const MOST_LAYERS = 1000;

/** Everything but the steps, which are checked one by one. */
export const spelledPublication = captionSchema.extend({
  version: z.literal(PUBLICATION_VERSION),
  run: comparisonSchema.extend({ full: traceWithoutSteps, pruned: traceWithoutSteps }),
});

/** A step whose lists are still spelled as they came: what a few bytes say may be a million positions. */
const spelledList = z.union([z.string(), z.array(z.number())]);
export const spelledStep = stepSchema.extend({
  segments: z
    .array(
      stepSchema.shape.segments.element.extend({
        computed: spelledList,
        revived: spelledList,
        kept: spelledList.nullable(),
        scores: spelledList.nullable(),
      }),
    )
    .min(1)
    .max(MOST_LAYERS),
});

export type SpelledStep = z.infer<typeof spelledStep>;
type SpelledTrace = Omit<z.infer<typeof traceWithoutSteps>, 'steps'> & { steps: SpelledStep[] };
export type SpelledRun = Omit<z.infer<typeof spelledPublication>['run'], 'full' | 'pruned'> & {
  full: SpelledTrace;
  pruned: SpelledTrace;
};

/** What an id is made from: the words, then the run as JSON in the order of its schema. */
export function contentOf({ title, note, author }: Caption, run: SpelledRun): { words: string; json: string } {
  return { words: JSON.stringify([PUBLICATION_VERSION, title, note, author]), json: JSON.stringify(run) };
}
