'use client';
// What opening a link did: what is in the editor now and what was there before, or why the link could not be opened.

import { Undo2, X } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { useLesson } from '@/components/lesson/useLesson';
import { formatSchedule } from '@/components/run/format';
import { modeNotes } from '@/components/modes';
import { Button } from '@/components/ui/Button';
import { IconButton } from '@/components/ui/IconButton';
import type { Experiment } from '@/lib/experiment/experiment';
import { errorTitles } from '@/components/engine/errorTitles';
import { useModel } from '@/components/engine/model';
import { promptName, refName } from './experiment';
import { forgetFormer, restoreFormer, useFormer } from '@/components/engine/former';
import { useLinkedExperiment } from './useLinkedExperiment';

export function LinkedExperiment() {
  const { linked, dismiss } = useLinkedExperiment();
  const former = useFormer();
  const model = useModel();
  const { everything, shows } = useLesson();
  const told = linked.at === 'opened' && linked.told ? linked : null;
  if (linked.at === 'failed') {
    return (
      <Bar tone="bad" onDismiss={dismiss}>
        <p role="alert">
          <strong className="font-semibold">{errorTitles['link-invalid']}.</strong> {linked.message} The editor is as
          you left it.
        </p>
      </Bar>
    );
  }
  // A lesson brings its experiment along: that goes without saying. What was there before waits where the prompt is hidden.
  const restorable = former && shows('prompt') ? former : null;
  if (!restorable && (!told || (!everything && !told.missing))) return null;
  return (
    <Bar
      tone="plain"
      onDismiss={() => {
        dismiss();
        if (restorable) forgetFormer();
      }}
      action={
        restorable && (
          <Button onClick={() => restoreFormer(restorable)}>
            <Undo2 size={14} aria-hidden /> Restore my prompt
          </Button>
        )
      }
    >
      <div role="status">
        {told && (
          <p>
            <strong className="font-semibold">Opened from a link:</strong> {wordsOf(told.experiment)}.
          </p>
        )}
        {told?.missing && (
          <p className="text-warn">
            Its model, {told.missing}, is not on this device:{' '}
            <Link href="/models" className="underline underline-offset-3">
              get it on the Models page
            </Link>{' '}
            and open the link again. {model.label} stays chosen.
          </p>
        )}
        <p className="text-ink-2">
          {told && shows('run') && 'Nothing runs until you press Run. '}
          {restorable && `What you had in the editor before is kept: ${beforeOf(restorable.settings.text)}`}
        </p>
      </div>
    </Bar>
  );
}

interface BarProps {
  readonly tone: 'bad' | 'plain';
  readonly onDismiss: () => void;
  readonly action?: ReactNode;
  readonly children: ReactNode;
}

function Bar({ tone, onDismiss, action, children }: BarProps) {
  return (
    <div
      className={`flex flex-wrap items-start gap-x-3 gap-y-2 border-b border-l-4 px-4 py-2.5 text-sm md:px-5 lg:col-span-2 ${tone === 'bad' ? 'border-l-bad bg-bad-soft' : 'border-l-accent bg-accent-soft'}`}
    >
      <div className="min-w-0 flex-1 basis-56 py-1 break-words">{children}</div>
      <div className="flex items-center gap-1">
        {action}
        <IconButton label="Dismiss" onClick={onDismiss}>
          <X size={15} aria-hidden />
        </IconButton>
      </div>
    </div>
  );
}

function wordsOf(experiment: Experiment): string {
  const { mode, schedule, sinks, model } = experiment;
  return [
    promptName(experiment),
    refName(model),
    `${modeNotes[mode].title} ${formatSchedule(schedule)}`,
    ...(sinks > 0 ? [`${sinks} sinks`] : []),
  ].join(', ');
}

/** How the former prompt began, on one line. */
function beforeOf(text: string): string {
  const line = text.trim().replace(/\s+/g, ' ');
  return line === '' ? 'an empty prompt.' : `“${line.length > 60 ? `${line.slice(0, 60)}…` : line}”`;
}
