'use client';
// Models of the Hub to begin with: what they are, what their download and their run take on this device.

import { Check, Download } from 'lucide-react';
import { Button } from '@/components/ui/Button';
import { formatBytes } from '@/lib/bytes';
import type { Facts } from '@/lib/capabilities/facts';
import { type HubModel, hubModels, specOf, storedSize } from '@/lib/model/hub/models';
import { parameterCount } from '@/lib/model/parameters';
import type { StoreSnapshot } from '@/lib/storage/models/types';
import { type LoadWish, planLoad } from './loadPlan';
import { Misfit } from './MemoryLine';
import { catalogState } from './requests';

interface CatalogProps {
  readonly wish: LoadWish;
  readonly facts: Facts | null;
  readonly snapshot: StoreSnapshot;
  readonly onDownload: (model: HubModel) => void;
}

const entries = hubModels.map((model) => {
  const spec = specOf(model);
  return { model, spec, parameters: parameterCount(spec), bytes: storedSize(model) };
});

const number = 'hidden px-3 text-right whitespace-nowrap md:table-cell';

export function Catalog({ wish, facts, snapshot, onDownload }: CatalogProps) {
  return (
    <table className="tabular w-full text-left text-sm">
      <thead className="text-ink-2 text-xs">
        <tr>
          <th className="py-1 pr-3 font-normal">Model</th>
          <th className={`${number} font-normal`}>Parameters</th>
          <th className={`${number} font-normal`}>Context</th>
          <th className={`${number} font-normal`}>Download</th>
          <th className={`${number} font-normal`}>Memory</th>
          <th>
            <span className="sr-only">Action</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {entries.map(({ model, spec, parameters, bytes }) => {
          const plan = facts && planLoad(spec, wish, facts);
          const memory = plan ? formatBytes(plan.estimate.total) : '…';
          const facets = [model.tuned, `licence ${model.licence}`, ...(model.gated ? ['gated'] : [])];
          return (
            <tr key={model.repository} className="border-line border-t align-top">
              <th scope="row" className="py-2 pr-3 font-normal">
                <Name repository={model.repository} />
                <p className="text-ink-2 mt-0.5 text-xs">{facets.join(' · ')}</p>
                <p className="text-ink-2 mt-0.5 text-xs md:hidden">
                  {millions(parameters)} parameters, context {spec.context.toLocaleString('en')}, download{' '}
                  {formatBytes(bytes)}, memory {memory}
                </p>
                {model.note && <p className="text-ink-2 mt-0.5 max-w-prose text-xs">{model.note}</p>}
                {plan?.problem && <Misfit problem={plan.problem} />}
              </th>
              <td className={`${number} py-2`}>{millions(parameters)}</td>
              <td className={`${number} py-2`}>{spec.context.toLocaleString('en')}</td>
              <td className={`${number} py-2`}>{formatBytes(bytes)}</td>
              <td className={`${number} py-2 ${plan?.problem ? 'text-bad' : ''}`}>{memory}</td>
              <td className="py-1.5 pl-3 text-right">
                <Action model={model} snapshot={snapshot} onDownload={onDownload} />
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function Name({ repository }: { repository: string }) {
  const [owner, name] = repository.split('/');
  return (
    <span className="break-words">
      <span className="text-ink-2">{owner}/</span>
      <wbr />
      <span className="font-medium">{name}</span>
    </span>
  );
}

interface ActionProps {
  readonly model: HubModel;
  readonly snapshot: StoreSnapshot;
  readonly onDownload: (model: HubModel) => void;
}

function Action({ model, snapshot, onDownload }: ActionProps) {
  const state = catalogState(model, snapshot);
  if (state === 'stored') {
    return (
      <span className="text-good inline-flex h-8 items-center gap-1 text-xs whitespace-nowrap">
        <Check size={14} aria-hidden /> on this device
      </span>
    );
  }
  if (state === 'coming') return <span className="text-ink-2 inline-flex h-8 items-center text-xs">under way</span>;
  return (
    <Button disabled={snapshot.unavailable !== null} onClick={() => onDownload(model)}>
      <Download size={14} aria-hidden /> {state === 'partial' ? 'Resume' : 'Download'}
      <span className="sr-only"> {model.repository}</span>
    </Button>
  );
}

/** `135 M`, `1.24 B`. */
function millions(count: number): string {
  return count >= 999.5e6 ? `${(count / 1e9).toFixed(2)} B` : `${Math.round(count / 1e6)} M`;
}
