// The list of recorded runs that the page fetches first. Knows files only.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const indexSchema = z.array(z.object({ id: z.string(), title: z.string(), file: z.string() }));

export type Entry = z.infer<typeof indexSchema>[number];

/** The list as JSON with `entry` in it: in its old place if it had one, else last. The page opens with the first. */
export async function withEntry(folder: string, entry: Entry): Promise<string> {
  const text = await readFile(join(folder, 'index.json'), 'utf8').catch(() => '[]');
  const entries = indexSchema.parse(JSON.parse(text));
  const place = entries.findIndex(({ id }) => id === entry.id);
  entries.splice(place < 0 ? entries.length : place, place < 0 ? 0 : 1, entry);
  return `${JSON.stringify(entries, null, 2)}\n`;
}
