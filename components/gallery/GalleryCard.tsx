// A recorded run in the gallery: what it shows, how much faster or slower, and what both sides answered. All of it is one link.

import Link from 'next/link';
import type { Entry } from '@/lib/experiment/entry';
import { describeSpeedup } from '@/lib/trace/statistics';
import { Thumbnail } from './Thumbnail';
import { Verdict } from './Verdict';

export function GalleryCard({ entry }: { entry: Entry }) {
  const { id, title, summary, tokens, device, speedup, wholeSpeedup, thumbnail } = entry;
  return (
    <article className="border-line hover:border-line-2 bg-surface has-[a:focus-visible]:outline-accent relative flex flex-col rounded-md border p-3 has-[a:focus-visible]:outline-2 has-[a:focus-visible]:outline-offset-2">
      <Thumbnail thumbnail={thumbnail} className="h-14 w-full" />
      <h3 className="mt-3 text-sm font-semibold text-balance">
        <Link
          href={`/gallery/${id}`}
          prefetch={false}
          className="after:absolute after:inset-0 hover:underline focus-visible:outline-none"
        >
          {title}
        </Link>
      </h3>
      <p className="text-ink-2 mt-1 mb-3 text-sm text-pretty">{summary}</p>
      <div className="border-line mt-auto border-t pt-2.5">
        <Verdict entry={entry} />
        <p className="tabular mt-2 flex flex-wrap gap-x-3 text-xs">
          <Speed what="First token" ratio={speedup} />
          <Speed what="Whole answer" ratio={wholeSpeedup} />
        </p>
        <p className="text-ink-2 tabular mt-0.5 text-xs">
          {tokens.toLocaleString('en')} tokens, {device}
        </p>
      </div>
    </article>
  );
}

function Speed({ what, ratio }: { what: string; ratio: number }) {
  return (
    <span className="text-ink-2">
      {what} <span className={`font-medium ${ratio > 0.99 ? 'text-ink' : 'text-warn'}`}>{describeSpeedup(ratio)}</span>
    </span>
  );
}
