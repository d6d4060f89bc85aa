'use client';
// A model on this device: whole, in part or damaged; its files; deleting it.

import { useQuery } from '@tanstack/react-query';
import { Play, Trash2 } from 'lucide-react';
import { Button } from '@/components/ui/Button';
import { ConfirmDialog } from '@/components/ui/ConfirmDialog';
import { IconButton } from '@/components/ui/IconButton';
import { ProgressBar } from '@/components/ui/ProgressBar';
import { describeStored } from '@/components/engine/describeModel';
import { formatDate } from '@/components/run/format';
import type { ChosenModel } from '@/components/engine/model';
import { formatBytes } from '@/lib/bytes';
import type { Facts } from '@/lib/capabilities/facts';
import { spellModelAddress } from '@/lib/model/hub/address';
import type { StoredModel } from '@/lib/storage/models/types';
import { FileTable } from './FileTable';
import { type LoadWish, planLoad } from './loadPlan';
import { ModelRow } from './ModelRow';

interface StoredRowProps {
  readonly stored: StoredModel;
  readonly wish: LoadWish;
  readonly facts: Facts | null;
  readonly chosen: boolean;
  readonly onUse: (model: ChosenModel) => void;
  readonly onResume: () => void;
  readonly onDelete: () => void;
}

export function StoredRow(props: StoredRowProps) {
  return props.stored.state === 'complete' ? <CompleteRow {...props} /> : <BrokenRow {...props} />;
}

function CompleteRow({ stored, wish, facts, chosen, onUse, onDelete }: StoredRowProps) {
  const { key, id, commit, licence, modelType, files, totalBytes, addedAt, request } = stored;
  const described = useQuery({
    queryKey: ['stored-model', key, addedAt],
    queryFn: () => describeStored(stored),
  });
  const model = described.data ?? null;
  return (
    <ModelRow
      name={id}
      facts={[
        modelType,
        model && `${model.spec.layers} layers`,
        model && `context ${model.context.toLocaleString('en')}`,
        licence && `licence ${licence}`,
        commit && `commit ${commit.slice(0, 7)}`,
        addedAt && `since ${formatDate(addedAt)}`,
      ]}
      plan={model && facts && planLoad(model.spec, wish, facts)}
      model={model}
      problem={described.error?.message ?? null}
      chosen={chosen}
      onUse={onUse}
      actions={<DeleteButton stored={stored} onDelete={onDelete} />}
    >
      <details className="mt-1.5 text-xs">
        <summary className="text-ink-2 hover:text-ink w-fit">
          {files.length} files, {formatBytes(totalBytes)}
        </summary>
        <FileTable files={files} />
        {request?.tokenizer && (
          <p className="text-ink-2 mt-1 break-words">Tokenizer from {spellModelAddress(request.tokenizer)}</p>
        )}
      </details>
    </ModelRow>
  );
}

/** In part, or damaged. */
function BrokenRow({ stored, onResume, onDelete }: StoredRowProps) {
  const { id, state, request, storedBytes, totalBytes } = stored;
  const partial = state === 'partial';
  return (
    <li aria-label={id} className="border-line border-t py-3 first:border-t-0 first:pt-0">
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2">
        <div className="min-w-0 flex-1 basis-64">
          <h3 className="font-medium break-words">{id}</h3>
          <p className={`mt-0.5 text-xs ${partial ? 'text-ink-2' : 'text-bad'}`}>
            {partial
              ? 'Not complete yet. What has arrived is kept.'
              : 'Damaged: files or records of it are gone or cut off. Delete it, then download it again.'}
          </p>
        </div>
        <div className="flex gap-2">
          {request && (
            <Button weight={partial ? 'primary' : 'plain'} onClick={onResume}>
              <Play size={14} aria-hidden /> {partial ? 'Resume' : 'Download again'}
            </Button>
          )}
          <DeleteButton stored={stored} onDelete={onDelete} />
        </div>
      </div>
      {partial && (
        <>
          <div className="mt-2">
            <ProgressBar
              label={`Download of ${id}`}
              fraction={totalBytes > 0 ? Math.min(1, storedBytes / totalBytes) : 0}
              still
            />
          </div>
          <p className="text-ink-2 tabular mt-1.5 text-xs">
            {formatBytes(storedBytes)} of {formatBytes(totalBytes)}
          </p>
        </>
      )}
    </li>
  );
}

function DeleteButton({ stored, onDelete }: { stored: StoredModel; onDelete: () => void }) {
  const { id, storedBytes } = stored;
  return (
    <ConfirmDialog
      trigger={
        <IconButton label={`Delete ${id}`} className="border-line-2 border">
          <Trash2 size={15} aria-hidden />
        </IconButton>
      }
      title={`Delete ${id}?`}
      description={`${formatBytes(storedBytes)} are freed on this device. Runs that were made with it stay.`}
      action="Delete"
      onConfirm={onDelete}
    />
  );
}
