// The way from a run to its comparison with another one.

import { Columns2 } from 'lucide-react';
import Link from 'next/link';
import type { Run } from '@/lib/trace/run';
import type { RunRef } from './ref';
import { compareHref } from './ref';

/** `run` is in place A; the page then asks for the other one. */
export function CompareButton({ run }: { run: Run }) {
  return (
    <Link
      href={compareHref(refOf(run))}
      className="border-line-2 bg-surface hover:bg-surface-2 inline-flex h-8 items-center gap-1.5 rounded-sm border px-2.5 text-sm whitespace-nowrap"
    >
      <Columns2 size={14} aria-hidden /> Compare<span className="sr-only"> this run with another one</span>
    </Link>
  );
}

/** Where a run comes from is in its origin: files that were opened are kept as runs of this device. */
function refOf({ id, origin }: Run): RunRef {
  return { from: origin === 'recorded' || origin === 'published' ? origin : 'own', id };
}
