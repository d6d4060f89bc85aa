'use client';
// All recorded runs by category; the query names the category that is shown alone, so that a link and Back keep it.

import { parseAsStringLiteral, useQueryState } from 'nuqs';
import { ToggleGroup } from 'radix-ui';
import { useId } from 'react';
import type { Entry, EntryCategory } from '@/lib/experiment/entry';
import { entryCategories } from '@/lib/experiment/entry';
import { GalleryCard } from './GalleryCard';

const notes: Record<EntryCategory, string> = {
  Retrieval: 'One fact in a long prompt.',
  Reading: 'Answers that need several places of a text.',
  Patterns: 'Examples and code, where the form says what follows.',
  'Inside the method': 'Revival, sinks, and the other ways to prune.',
  Limits: 'Where pruning loses the answer, or time.',
};

const all = 'All';
const parser = parseAsStringLiteral(entryCategories).withOptions({ history: 'push', scroll: false });

export function GalleryIndex({ entries }: { entries: readonly Entry[] }) {
  const [category, setCategory] = useQueryState('category', parser);
  const shown = entryCategories.filter((each) => category === null || each === category);
  return (
    <>
      <ToggleGroup.Root
        type="single"
        aria-label="Category"
        value={category ?? all}
        className="mt-4 flex flex-wrap gap-1.5 px-4 md:px-5"
        onValueChange={(next) => {
          if (next !== '') void setCategory(entryCategories.find((each) => each === next) ?? null);
        }}
      >
        {[all, ...entryCategories].map((each) => (
          <ToggleGroup.Item
            key={each}
            value={each}
            className="border-line-2 text-ink-2 hover:text-ink data-[state=on]:bg-ink data-[state=on]:border-ink data-[state=on]:text-surface h-7 rounded-sm border px-2.5 text-xs"
          >
            {each} <span className="tabular opacity-75">{countOf(entries, each)}</span>
          </ToggleGroup.Item>
        ))}
      </ToggleGroup.Root>
      {shown.map((each) => (
        <Shelf key={each} category={each} entries={entries.filter((entry) => entry.category === each)} />
      ))}
    </>
  );
}

function Shelf({ category, entries }: { category: EntryCategory; entries: readonly Entry[] }) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="px-4 pt-6 md:px-5">
      <div className="flex flex-wrap items-baseline gap-x-3">
        <h2 id={id} className="text-sm font-semibold">
          {category}
        </h2>
        <p className="text-ink-2 text-xs">{notes[category]}</p>
      </div>
      <ul className="mt-3 grid grid-cols-1 gap-3 sm:grid-cols-2 lg:grid-cols-3">
        {entries.map((entry) => (
          <li key={entry.id} className="grid">
            <GalleryCard entry={entry} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function countOf(entries: readonly Entry[], category: string): number {
  return category === all ? entries.length : entries.filter((entry) => entry.category === category).length;
}
