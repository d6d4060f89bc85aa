// What the server tells of a publication before its run is read: for the page's heading, title and preview. Asked once a request.

import { cache } from 'react';
import type { PublishedHead } from '@/components/published/PublishedPage';
import { modeTitle } from '@/components/modes';
import { publicationIdSchema } from '@/lib/experiment/publication';
import { theDatabase } from '@/lib/server/database';
import { findPublication } from '@/lib/server/publications';
import { describeSpeedup } from '@/lib/trace/statistics';

export interface Head extends PublishedHead {
  /** One line: what ran, on how many tokens, how fast. */
  readonly summary: string;
}

/** Null where nothing is published under the id. */
export const headOf = cache(async (id: string): Promise<Head | null> => {
  if (!publicationIdSchema.safeParse(id).success) return null;
  const found = await findPublication(await theDatabase(), id);
  if (!found) return null;
  const { title, note, author, publishedAt, model, promptTokens, mode, speedup } = found;
  const time = speedup === null ? '' : `, first token ${describeSpeedup(speedup)}`;
  const summary = `${mode ? modeTitle(mode) : 'Pruned'} on ${model}, ${promptTokens.toLocaleString('en')} prompt tokens${time}.`;
  return { id, publishedAt: publishedAt.toISOString(), caption: { title, note, author }, summary };
});
