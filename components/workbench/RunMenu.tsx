'use client';
// The runs of this device and the recorded ones; choosing one shows it.

import { ChevronDown, Trash2 } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { MenuPanel } from '@/components/ui/MenuPanel';
import type { RunHead } from '@/lib/trace/run';
import { formatDate, formatSchedule, formatTimes } from '@/components/run/format';
import type { Runs } from '@/components/engine/useRuns';

interface RunMenuProps {
  readonly runs: Runs;
  readonly shown: string | null;
  readonly onChoose: (id: string) => void;
}

const itemClass =
  'data-highlighted:bg-accent-soft flex cursor-pointer items-center gap-3 px-3 py-1.5 outline-none aria-[current]:font-semibold';

export function RunMenu({ runs, shown, onChoose }: RunMenuProps) {
  const shownOwn = runs.own.find((run) => run.id === shown);
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className="border-line-2 hover:bg-surface-2 inline-flex h-8 items-center gap-1.5 rounded-sm border px-2.5 text-sm whitespace-nowrap">
        Runs <span className="text-ink-2 tabular">{runs.own.length + runs.recorded.length}</span>
        <ChevronDown size={14} className="text-ink-2" aria-hidden />
      </DropdownMenu.Trigger>
      <MenuPanel align="end">
        <DropdownMenu.Group className="py-1">
          <DropdownMenu.Label className="text-ink-2 px-3 py-1 text-xs">On this device</DropdownMenu.Label>
          {runs.own.length === 0 && <p className="text-ink-2 px-3 py-1 text-xs">None yet: press Run to make one.</p>}
          {runs.own.map((run) => (
            <DropdownMenu.Item
              key={run.id}
              className={itemClass}
              aria-current={run.id === shown || undefined}
              onSelect={() => onChoose(run.id)}
            >
              <span className="min-w-0 flex-1">
                <span className="block truncate">{run.title}</span>
                <span className="text-ink-2 tabular block truncate text-xs font-normal">
                  {formatDate(run.createdAt)}, {noteOf(run)}
                </span>
              </span>
              <span className="tabular text-xs">{run.speedup === null ? '' : formatTimes(run.speedup)}</span>
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Group>
        {runs.recorded.length > 0 && (
          <DropdownMenu.Group className="border-line border-t py-1">
            <DropdownMenu.Label className="text-ink-2 px-3 py-1 text-xs">Recorded</DropdownMenu.Label>
            {runs.recorded.map((entry) => (
              <DropdownMenu.Item
                key={entry.id}
                className={itemClass}
                aria-current={entry.id === shown || undefined}
                onSelect={() => onChoose(entry.id)}
              >
                <span className="truncate">{entry.title}</span>
              </DropdownMenu.Item>
            ))}
          </DropdownMenu.Group>
        )}
        {shownOwn && (
          <DropdownMenu.Group className="border-line border-t py-1">
            <DropdownMenu.Item className={`${itemClass} text-bad`} onSelect={() => runs.remove(shownOwn.id)}>
              <Trash2 size={14} aria-hidden /> Delete the run shown
            </DropdownMenu.Item>
          </DropdownMenu.Group>
        )}
      </MenuPanel>
    </DropdownMenu.Root>
  );
}

function noteOf({ kind, schedule }: RunHead): string {
  if (kind === 'whole') return formatSchedule(schedule);
  return kind === 'stopped' ? 'stopped early' : 'single trace';
}
