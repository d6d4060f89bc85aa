// A lesson: which parts and controls of a page students see, and what they are told and asked. Knows no page.

import { z } from 'zod';
import type { LinkFormat } from './codec';
import { parts } from './parts';

/** What can be hidden beside the parts of a run. */
export const lessonControls = ['model', 'prompt', 'presets', 'schedule', 'repeats', 'run', 'runs', 'share'] as const;

export type LessonControl = (typeof lessonControls)[number];

export const controlTitles: Record<LessonControl, string> = {
  model: 'Model',
  prompt: 'Prompt',
  presets: 'Presets',
  schedule: 'Schedule',
  repeats: 'Repeats',
  run: 'Run button',
  runs: 'Other runs',
  share: 'Share and export',
};

const lessonSchema = z.strictObject({
  parts: z.array(z.enum(parts)).max(parts.length),
  controls: z.array(z.enum(lessonControls)).max(lessonControls.length),
  /** Plain text. */
  note: z.string().max(4000).default(''),
  question: z.string().max(1000).default(''),
});

export type Lesson = z.output<typeof lessonSchema>;

/** Name of the lesson among the values of the hash. */
export const LESSON_VALUE = 'l';

export const lessonFormat: LinkFormat<Lesson> = { what: 'lesson', version: 1, schema: lessonSchema };
