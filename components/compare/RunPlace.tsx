'use client';
// One of the two places of a comparison: which run is in it, which side of it is shown, and how to put another one there.

import { FolderOpen, Link2 } from 'lucide-react';
import Link from 'next/link';
import { formatDate, sideName } from '@/components/run/format';
import { Button } from '@/components/ui/Button';
import { Segmented } from '@/components/ui/Choice';
import { FileButton } from '@/components/ui/FileButton';
import type { Run, Side } from '@/lib/trace/run';
import { createdAtOf, traceOf } from '@/lib/trace/run';
import type { Chosen } from './pair';
import { PublishedLink } from './PublishedLink';
import { RunSelect } from './RunSelect';
import type { RunRef } from '@/components/run/ref';
import type { Fetched } from './runs';
import type { Place } from './state';
import { placeName } from './state';

interface RunPlaceProps {
  readonly place: Place;
  readonly reference: RunRef | null;
  readonly fetched: Fetched;
  /** What is shown of the run; null until it is there. */
  readonly chosen: Chosen | null;
  readonly onChoose: (ref: RunRef, side?: Side) => void;
  readonly onOpenFile: (file: File) => void;
}

export function RunPlace({ place, reference, fetched, chosen, onChoose, onOpenFile }: RunPlaceProps) {
  const name = placeName[place];
  return (
    <section
      aria-label={`Run ${name}`}
      className="border-line min-w-0 px-4 py-4 not-first:border-t md:px-5 md:not-first:border-t-0 md:not-first:border-l"
    >
      <div className="flex flex-wrap items-center gap-2">
        <RunBadge place={place} />
        <RunSelect
          label={`Run ${name}`}
          reference={reference}
          run={fetched.at === 'ready' ? fetched.run : null}
          onChoose={onChoose}
        />
        <FileButton accept=".json,application/json" onFile={onOpenFile}>
          <Button title="Open a run from a file">
            <FolderOpen size={14} aria-hidden /> Open
            <span className="sr-only"> a file as run {name}</span>
          </Button>
        </FileButton>
        <PublishedLink
          trigger={
            <Button title="Open a published run by its link">
              <Link2 size={14} aria-hidden /> Link
              <span className="sr-only"> of a published run as run {name}</span>
            </Button>
          }
          onChoose={onChoose}
        />
      </div>
      {fetched.at === 'loading' && <p className="text-ink-2 mt-3 text-sm">Opening the run…</p>}
      {fetched.at === 'failed' && (
        <div role="alert" className="mt-3 flex flex-wrap items-center gap-x-3 gap-y-2 text-sm">
          <p className="text-bad min-w-0 break-words">{fetched.message}</p>
          {fetched.retry && (
            <Button onClick={fetched.retry}>
              Try again<span className="sr-only"> to open run {name}</span>
            </Button>
          )}
        </div>
      )}
      {fetched.at === 'none' && <p className="text-ink-2 mt-3 text-sm">No run chosen yet.</p>}
      {chosen && reference && (
        <Facts name={name} chosen={chosen} reference={reference} onSide={(side) => onChoose(reference, side)} />
      )}
    </section>
  );
}

/** A run's letter on its colour. */
export function RunBadge({ place }: { place: Place }) {
  return (
    <span
      aria-hidden
      className="text-surface inline-grid size-5 shrink-0 place-items-center rounded-sm text-xs font-semibold"
      style={{ background: `var(--run-${place})` }}
    >
      {placeName[place]}
    </span>
  );
}

interface FactsProps {
  readonly name: string;
  readonly chosen: Chosen;
  readonly reference: RunRef;
  readonly onSide: (side: Side) => void;
}

function Facts({ name, chosen, reference, onSide }: FactsProps) {
  const { run, side, trace } = chosen;
  const pruned = traceOf(run, 'pruned');
  return (
    <>
      <div className="mt-3 flex flex-wrap items-center gap-x-4 gap-y-2">
        {pruned && traceOf(run, 'full') ? (
          <Segmented
            label={`Side of run ${name}`}
            value={side}
            options={[
              { value: 'pruned', label: sideName(pruned) },
              { value: 'full', label: 'Full prefill' },
            ]}
            onChange={onSide}
          />
        ) : (
          <span className="text-xs">{sideName(trace)}, the only side of this run</span>
        )}
        <Link href={hrefOf(reference)} prefetch={false} className="view-link text-xs">
          Open this run<span className="sr-only"> {name}</span>
        </Link>
      </div>
      <p className="text-ink-2 tabular mt-2 text-xs">
        {whereFrom(run)}, {formatDate(createdAtOf(run))}. {trace.model.id},{' '}
        {trace.input.ids.length.toLocaleString('en')} prompt tokens, {trace.output.ids.length} of output.
        {reference.from === 'own' && ' The link to this comparison finds it on this device only.'}
      </p>
    </>
  );
}

function whereFrom(run: Run): string {
  const words = { recorded: 'Recorded', here: 'Made on this device', file: 'From a file', published: 'Published' };
  return words[run.origin];
}

function hrefOf({ from, id }: RunRef): string {
  const path = { recorded: '/gallery/', published: '/e/', own: '/?run=' }[from];
  return `${path}${encodeURIComponent(id)}`;
}
