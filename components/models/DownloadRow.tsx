'use client';
// A download of this tab: one bar, what it does, and the buttons that fit its state.

import { Pause, Play, RotateCw, X } from 'lucide-react';
import { Button } from '@/components/ui/Button';
import { ConfirmDialog } from '@/components/ui/ConfirmDialog';
import { ProgressBar } from '@/components/ui/ProgressBar';
import { spellModelAddress } from '@/lib/model/hub/address';
import type { DownloadState } from '@/lib/storage/models/types';
import { downloadWords, fractionOf } from './downloadWords';
import { isStopped } from './requests';

interface DownloadRowProps {
  readonly download: DownloadState;
  readonly onPause: () => void;
  readonly onResume: () => void;
  /** Removes what has arrived. */
  readonly onCancel: () => void;
  /** Takes a failed one off the list. */
  readonly onDismiss: () => void;
}

const tones = { plain: 'text-ink-2', warn: 'text-warn', bad: 'text-bad' } as const;

export function DownloadRow({ download, onPause, onResume, onCancel, onDismiss }: DownloadRowProps) {
  const { request, phase } = download;
  const name = spellModelAddress(request.source);
  const words = downloadWords(phase);
  const stopped = isStopped(phase);
  return (
    <li aria-label={name} className="border-line border-t py-3 first:border-t-0 first:pt-0">
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2">
        <div className="min-w-0 flex-1 basis-64">
          <h3 className="font-medium break-words">{name}</h3>
          <p className={`mt-0.5 text-xs break-words ${words.tone === 'bad' ? 'text-bad' : 'text-ink-2'}`}>
            {words.headline}
          </p>
        </div>
        <div className="flex gap-2">
          {!stopped && (
            <Button onClick={onPause}>
              <Pause size={14} aria-hidden /> Pause
            </Button>
          )}
          {phase.at === 'paused' && (
            <Button weight="primary" onClick={onResume}>
              <Play size={14} aria-hidden /> Resume
            </Button>
          )}
          {phase.at === 'failed' && (
            <>
              <Button weight="primary" onClick={onResume}>
                <RotateCw size={14} aria-hidden /> Try again
              </Button>
              <Button onClick={onDismiss}>Dismiss</Button>
            </>
          )}
          {phase.at !== 'failed' && <CancelButton name={name} onCancel={onCancel} />}
        </div>
      </div>
      {(!stopped || words.figures) && (
        <div className="mt-2">
          <ProgressBar label={`Download of ${name}`} fraction={fractionOf(phase)} still={stopped} />
        </div>
      )}
      {words.figures && (
        <p className="text-ink-2 tabular mt-1.5 flex flex-wrap justify-between gap-x-4 text-xs">
          <span>{words.figures}</span>
          <span>{words.origin}</span>
        </p>
      )}
      {words.reason && <p className={`mt-1 text-xs break-words ${tones[words.tone]}`}>{words.reason}</p>}
      <p className="sr-only" role="status">
        {`${name}: ${phase.at === 'downloading' ? 'downloading' : words.headline}`}
      </p>
    </li>
  );
}

function CancelButton({ name, onCancel }: { name: string; onCancel: () => void }) {
  return (
    <ConfirmDialog
      trigger={
        <Button>
          <X size={14} aria-hidden /> Cancel
        </Button>
      }
      title={`Cancel the download of ${name}?`}
      description="What has arrived is deleted. Pause keeps it."
      action="Cancel and delete"
      onConfirm={onCancel}
    />
  );
}
