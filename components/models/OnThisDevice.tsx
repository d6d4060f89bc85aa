'use client';
// The models at hand: downloads first, then what is stored, folders that are open, and the bundled model.

import { bundledChoice, type ChosenModel } from '@/components/engine/model';
import { formatBytes } from '@/lib/bytes';
import type { Facts } from '@/lib/capabilities/facts';
import { bundledModel } from '@/lib/model/catalog';
import type { ModelRequest, StoreSnapshot } from '@/lib/storage/models/types';
import { DownloadRow } from './DownloadRow';
import { type LoadWish, planLoad } from './loadPlan';
import { ModelRow } from './ModelRow';
import { listedModels } from './requests';
import { modelStore } from './store';
import { StoredRow } from './StoredRow';

interface OnThisDeviceProps {
  readonly snapshot: StoreSnapshot;
  /** Folders opened in this tab. */
  readonly opened: readonly ChosenModel[];
  readonly wish: LoadWish;
  readonly facts: Facts | null;
  readonly chosen: ChosenModel;
  readonly onUse: (model: ChosenModel) => void;
  readonly onDownload: (request: ModelRequest) => void;
  readonly onCancel: (id: string) => void;
  readonly onDelete: (key: string, id: string) => void;
}

export function OnThisDevice(props: OnThisDeviceProps) {
  const { snapshot, opened, wish, facts, chosen, onUse, onDownload, onCancel, onDelete } = props;
  const stored = listedModels(snapshot);
  const { source } = chosen;
  const planOf = ({ spec }: ChosenModel) => facts && planLoad(spec, wish, facts);
  const none =
    (stored?.length === 0 || snapshot.unavailable !== null) && snapshot.downloads.length === 0 && opened.length === 0;
  return (
    <>
      <ul>
        {snapshot.downloads.map((download) => (
          <DownloadRow
            key={download.id}
            download={download}
            onPause={() => modelStore().pause(download.id)}
            onResume={() => onDownload(download.request)}
            onCancel={() => onCancel(download.id)}
            onDismiss={() => modelStore().dismiss(download.id)}
          />
        ))}
        {stored?.map((model) => (
          <StoredRow
            key={model.key}
            stored={model}
            wish={wish}
            facts={facts}
            chosen={source.kind === 'stored' && source.key === model.key}
            onUse={onUse}
            onResume={() => model.request && onDownload(model.request)}
            onDelete={() => onDelete(model.key, model.id)}
          />
        ))}
        {opened.map((model) => (
          <ModelRow
            key={model.label}
            name={model.label}
            facts={[
              'folder, open in this tab only',
              model.spec.family,
              `${model.spec.layers} layers`,
              `context ${model.context.toLocaleString('en')}`,
              model.sizeBytes === null ? null : formatBytes(model.sizeBytes),
            ]}
            plan={planOf(model)}
            model={model}
            problem={
              model.sizeBytes === null
                ? 'This folder has no .safetensors file; get the weights, then open it again.'
                : null
            }
            chosen={source.kind === 'files' && chosen.label === model.label}
            onUse={onUse}
          />
        ))}
        <ModelRow
          name={bundledModel.id}
          facts={[
            'comes with LazyLens',
            bundledChoice.spec.family,
            `${bundledModel.layers} layers`,
            `context ${bundledModel.context.toLocaleString('en')}`,
            `licence ${bundledModel.licence}`,
            formatBytes(bundledModel.sizeBytes),
          ]}
          plan={planOf(bundledChoice)}
          model={bundledChoice}
          problem={null}
          chosen={source.kind === 'url' && source.url === bundledModel.url}
          onUse={onUse}
        />
      </ul>
      {stored === null && snapshot.unavailable === null && (
        <p className="text-ink-2 border-line border-t pt-3 text-sm">Looking what is stored…</p>
      )}
      {none && (
        <p className="text-ink-2 border-line border-t pt-3 text-sm">
          {snapshot.unavailable
            ? 'Models cannot be kept here: see Storage. A folder can be opened all the same.'
            : 'No other model is here yet: download one below, or open a folder.'}
        </p>
      )}
    </>
  );
}
