// What is published of a run, and what the server says of it: the contract between page and server. Knows neither.

import { z } from 'zod';
import { comparisonSchema } from '@/lib/trace/schema';

export const PUBLICATION_VERSION = 1;

/** No control characters, and none that turn the direction of the text around (which right-to-left scripts do without). */
const NOT_PLAIN = '\\p{Cc}\\u202a-\\u202e\\u2066-\\u2069';

/** Plain text of one line. */
const line = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .regex(new RegExp(`^[^${NOT_PLAIN}\\u2028\\u2029]*$`, 'u'), 'must be one line of plain text');

/** What the author writes beside the run. Shown as text, never as markup. */
export const captionSchema = z.object({
  title: line(120).min(1),
  note: z
    .string()
    .trim()
    .max(2000)
    .regex(new RegExp(`^(?:[^${NOT_PLAIN}]|[\\n\\t])*$`, 'u'), 'must be plain text'),
  author: line(80),
});

/** Body of POST /api/experiments: JSON, may be gzipped. `run` is what Export saves (lib/trace/file), with packed positions. */
const publicationSchema = captionSchema.extend({
  version: z.literal(PUBLICATION_VERSION),
  run: comparisonSchema,
});

export type Caption = z.infer<typeof captionSchema>;
export type Publication = z.infer<typeof publicationSchema>;

/** An id is made from the content: the same publication has the same one. */
export const publicationIdSchema = z.string().regex(/^[1-9A-HJ-NP-Za-km-z]{12}$/);

/** Answer to POST: 201 with a delete key for a new publication, 200 with null for one that was there. */
export const publishedSchema = z.object({
  id: publicationIdSchema,
  /** Shown once, never stored as it is: whoever has it may delete the publication. */
  deleteKey: z.string().nullable(),
});

/** Body of GET /api/experiments/[id]: what was published, packed as it came, and when. */
export const storedPublicationSchema = publicationSchema.extend({
  id: publicationIdSchema,
  publishedAt: z.string(),
});

/** Body of every answer that is no success. */
export const refusalSchema = z.object({ code: z.string(), message: z.string() });
