'use client';
// How full the browser's storage for this page is, and whether it is kept when the disk is full.

import { useState } from 'react';
import { Button } from '@/components/ui/Button';
import { formatBytes } from '@/lib/bytes';
import type { AppError } from '@/lib/errors';
import type { StoredModel, StorageUse } from '@/lib/storage/models/types';

interface StoragePanelProps {
  readonly use: StorageUse | null;
  readonly models: readonly StoredModel[] | null;
  readonly unavailable: AppError | null;
  /** False where the browser declines. */
  readonly onPersist: () => Promise<boolean>;
}

export function StoragePanel({ use, models, unavailable, onPersist }: StoragePanelProps) {
  const [declined, setDeclined] = useState(false);
  if (unavailable) return <p className="text-warn text-sm break-words">{unavailable.message}</p>;
  if (!use) return <p className="text-ink-2 text-sm">The browser does not tell how full its storage is.</p>;
  const modelBytes = (models ?? []).reduce((sum, { storedBytes }) => sum + storedBytes, 0);
  const share = use.quotaBytes > 0 ? Math.min(1, use.usedBytes / use.quotaBytes) : 0;
  return (
    <>
      <p className="tabular">
        <strong className="font-semibold">{formatBytes(use.usedBytes)}</strong> of {formatBytes(use.quotaBytes)} used
        {modelBytes > 0 && <span className="text-ink-2">, {formatBytes(modelBytes)} of it by models</span>}
      </p>
      <div
        role="meter"
        aria-label="Storage used"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(share * 100)}
        className="bg-surface-3 mt-2 h-1.5 overflow-hidden"
      >
        <div
          className={`h-full min-w-px ${share > 0.9 ? 'bg-warn' : 'bg-accent'}`}
          style={{ width: `${share * 100}%` }}
        />
      </div>
      <p className="text-ink-2 mt-3 text-xs">
        {use.persisted
          ? 'The browser keeps it when the disk is full.'
          : declined
            ? 'The browser declined for now: it grants this to sites that are used often, bookmarked or installed.'
            : 'The browser may clear it when the disk is full.'}
      </p>
      {!use.persisted && (
        <Button className="mt-2" onClick={() => void onPersist().then((kept) => setDeclined(!kept))}>
          Keep models
        </Button>
      )}
      <p className="sr-only" role="status">
        {declined && !use.persisted ? 'The browser declined.' : ''}
      </p>
    </>
  );
}
