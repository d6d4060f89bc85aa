// What was published from this browser, with the keys that delete it. Kept in localStorage, nowhere else.

import { z } from 'zod';
import { createStore, useStore } from '@/components/ui/store';
import { publicationIdSchema } from '@/lib/experiment/publication';

const MINE_KEY = 'lazylens.publications.1';

const mineSchema = z.array(
  z.object({ id: publicationIdSchema, title: z.string(), publishedAt: z.string(), deleteKey: z.string() }),
);

export type MyPublication = Readonly<z.output<typeof mineSchema>[number]>;

const none: readonly MyPublication[] = [];
const store = createStore<readonly MyPublication[]>(read);

/** Newest first. */
export function useMyPublications(): readonly MyPublication[] {
  return useStore(store, none);
}

export function rememberPublication(publication: MyPublication): void {
  write([publication, ...read().filter(({ id }) => id !== publication.id)]);
}

export function forgetPublication(id: string): void {
  write(read().filter((each) => each.id !== id));
}

/** Read anew before each change: another tab may have published meanwhile. */
function read(): readonly MyPublication[] {
  try {
    const parsed = mineSchema.safeParse(JSON.parse(localStorage.getItem(MINE_KEY) ?? '[]'));
    return parsed.success ? parsed.data : none;
  } catch {
    return none;
  }
}

function write(publications: readonly MyPublication[]): void {
  store.set(publications);
  try {
    localStorage.setItem(MINE_KEY, JSON.stringify(publications));
  } catch {
    // Storage is full or refused: the key was shown, and the list lives as long as the tab.
  }
}
