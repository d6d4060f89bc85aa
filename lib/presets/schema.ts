// What a preset is: a prompt with what to expect of it. Knows no model.

import { z } from 'zod';

/** The paper's task categories (Table 1), in its order. */
export const categories = [
  'Single-document QA',
  'Multi-document QA',
  'Summarization',
  'Few-shot learning',
  'Synthetic retrieval',
  'Code completion',
] as const;

export const presetSchema = z.object({
  id: z.string().regex(/^[a-z0-9-]+$/),
  title: z.string().min(1).max(48),
  category: z.enum(categories),
  /** The prompt as typed; the tokenizer adds the first token. */
  text: z.string().min(1),
  /** The right answer, or null where there is no single one. */
  expected: z.string().nullable(),
  maxNewTokens: z.number().int().min(1).max(64),
  /** One line: what to look at in the views. */
  watch: z.string().min(1).max(160),
});

export type Category = (typeof categories)[number];
export type Preset = z.infer<typeof presetSchema>;
