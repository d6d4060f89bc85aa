// A recorded run in the gallery: what it shows, how much faster or slower, and what both sides answered. All of it is one link.

import Link from 'next/link';
import type { Entry } from '@/lib/experiment/entry';
import { describeSpeedup } from '@/lib/trace/statistics';
import { Thumbnail } from './Thumbnail';
import { Verdict } from './Verdict';

export function GalleryCard({ entry }: { entry: Entry }) {
  const { id, title, summary, tokens, device, speedup, thumbnail } = entry;
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
        <p className="text-ink-2 tabular mt-2 flex flex-wrap gap-x-2 text-xs">
          <span className={speedup >= 0.99 ? 'text-ink font-medium' : 'text-warn font-medium'}>
            {describeSpeedup(speedup)}
          </span>
          <span>{tokens.toLocaleString('en')} tokens</span>
          <span>{device}</span>
        </p>
      </div>
    </article>
  );
}
