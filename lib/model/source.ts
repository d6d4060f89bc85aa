// Where a model comes from, as page and engine tell each other. Plain values and schemas only.

import { z } from 'zod';

export const modelSourceSchema = z.union([
  z.discriminatedUnion('kind', [
    /** `url` is the folder that holds config.json and the weights. */
    z.object({ kind: z.literal('url'), id: z.string(), url: z.string() }),
    /** A model on this device; `key` as in StoredModel. */
    z.object({ kind: z.literal('stored'), key: z.string() }),
    /** Files that the user chose or dropped: those of one folder. They live as long as the tab. */
    z.object({ kind: z.literal('files'), id: z.string(), files: z.array(z.instanceof(File)) }),
  ]),
  /** Random weights, for timing, in the shape of a catalog entry or of any config.json. */
  z.object({ kind: z.literal('synthetic'), shape: z.string() }),
  z.object({ kind: z.literal('synthetic'), config: z.looseObject({ model_type: z.string() }) }),
]);

export type ModelSource = z.output<typeof modelSourceSchema>;
