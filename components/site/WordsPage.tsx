// A page of words alone: what is not there or went wrong, and below it the ways on.

import type { ReactNode } from 'react';

export function WordsPage({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <main id="main" tabIndex={-1} className="mx-auto max-w-xl px-6 py-24 outline-none">
      <h1 className="text-xl font-semibold">{title}</h1>
      {children}
    </main>
  );
}
