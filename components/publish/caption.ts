// The words of a publication while they are typed: kept while the run is shown; the author also for the next time.

import { useState } from 'react';
import type { Caption } from '@/lib/experiment/publication';
import type { WholeRun } from '@/lib/trace/run';

const AUTHOR_KEY = 'lazylens.author';

const drafts = new Map<string, Caption>();

/** The words for a run and how to change some of them; a dialog that is closed and opened again finds them. */
export function useCaption({ id, comparison }: WholeRun): [Caption, (patch: Partial<Caption>) => void] {
  const [caption, setCaption] = useState<Caption>(
    () => drafts.get(id) ?? plainWords({ title: comparison.title.slice(0, 120), note: '', author: lastAuthor() }),
  );
  const change = (patch: Partial<Caption>): void => {
    const next = plainWords({ ...caption, ...patch });
    drafts.set(id, next);
    setCaption(next);
    if (patch.author !== undefined) rememberAuthor(patch.author);
  };
  return [caption, change];
}

/** Without the control characters that the server refuses: they come with what is pasted, and nobody sees them. */
export function plainWords({ title, note, author }: Caption): Caption {
  return { title: plainLine(title), note: note.replace(/[^\P{Cc}\n\t]/gu, ''), author: plainLine(author) };
}

function plainLine(text: string): string {
  return text.replace(/\s*[\n\r\t]\s*/g, ' ').replace(/\p{Cc}/gu, '');
}

function lastAuthor(): string {
  try {
    return localStorage.getItem(AUTHOR_KEY)?.slice(0, 80) ?? '';
  } catch {
    return '';
  }
}

function rememberAuthor(author: string): void {
  try {
    localStorage.setItem(AUTHOR_KEY, author);
  } catch {
    // Storage is refused: it is typed again next time.
  }
}
