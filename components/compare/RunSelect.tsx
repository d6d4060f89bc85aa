'use client';
// The list that a run is chosen from: those of this device, newest first, and the recorded ones.

import { formatDate, formatSchedule } from '@/components/run/format';
import type { Run, RunHead } from '@/lib/trace/run';
import { titleOf } from '@/lib/trace/run';
import type { RunRef } from '@/components/run/ref';
import { parseRef, refText } from '@/components/run/ref';
import { useOwn, useRecorded } from './runs';

interface RunSelectProps {
  readonly label: string;
  readonly reference: RunRef | null;
  /** The run of `reference`, where it is there. */
  readonly run: Run | null;
  readonly onChoose: (ref: RunRef) => void;
}

export function RunSelect({ label, reference, run, onChoose }: RunSelectProps) {
  const own = useOwn().data ?? [];
  const recorded = useRecorded().data ?? [];
  const value = reference ? refText(reference) : '';
  const listed = reference?.from !== 'published' && [...own, ...recorded].some(({ id }) => id === reference?.id);
  return (
    <select
      aria-label={label}
      value={value}
      className="border-line-2 bg-surface h-8 min-w-0 flex-1 basis-64 rounded-sm border px-2 text-sm"
      onChange={(event) => {
        const chosen = parseRef(event.target.value);
        if (chosen) onChoose(chosen);
      }}
    >
      {!reference && <option value="">Choose a run…</option>}
      {reference && !listed && (
        <option value={value}>{run ? `${titleOf(run)} (${reference.from})` : 'The run of the link'}</option>
      )}
      <optgroup label="On this device">
        {own.length === 0 && <option disabled>none yet: the workbench makes them</option>}
        {own.map((head) => (
          <option key={head.id} value={refText({ from: 'own', id: head.id })}>
            {ownWords(head)}
          </option>
        ))}
      </optgroup>
      {recorded.length > 0 && (
        <optgroup label="Recorded">
          {recorded.map(({ id, title }) => (
            <option key={id} value={refText({ from: 'recorded', id })}>
              {title}
            </option>
          ))}
        </optgroup>
      )}
    </select>
  );
}

function ownWords({ title, schedule, createdAt }: RunHead): string {
  return `${title}, ${schedule.length > 0 ? `${formatSchedule(schedule)}, ` : ''}${formatDate(createdAt)}`;
}
