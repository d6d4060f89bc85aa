'use client';
// The token fate map: which tokens each layer computes, reuses, revives, parks or leaves out, in one step. Reads a trace only.

import { Table2 } from 'lucide-react';
import { useState } from 'react';
import { useTableOffer } from '@/components/figures/offers';
import type { StepRecord } from '@/lib/engine/types';
import { traceFates, type StepFates } from '@/lib/trace/fate';
import { segmentOfLayer } from '@/lib/trace/select';
import { clampIndex } from '../format';
import { EmptyState, FateLegend, ToolButton } from '../parts';
import type { ViewProps } from '../selection';
import { ChecksBadge } from './ChecksBadge';
import { FateHelp } from './FateHelp';
import { FateTable } from './FateTable';
import { fateTable } from './figure';
import { MapCanvas } from './MapCanvas';

export function FateMap(props: ViewProps) {
  const { trace, selection } = props;
  const at = clampIndex(selection.step, trace.steps.length);
  const step = traceFates(trace)[at];
  const record = trace.steps[at];
  if (!step || !record) {
    return <EmptyState>The map fills in as soon as the first step has run through all layers.</EmptyState>;
  }
  const layer = clampIndex(selection.layer - 1, trace.model.spec.layers) + 1;
  return <StepMap {...props} at={at} layer={layer} step={step} record={record} />;
}

function StepMap(props: MapStep & { record: StepRecord }) {
  const { trace, layer, step, record } = props;
  const [table, setTable] = useState(false);
  useTableOffer('Fate of every token', () => fateTable(props));
  const counts = step.segments[segmentOfLayer(record, layer)]?.counts ?? null;
  return (
    <div className="view-room flex flex-col gap-3">
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
        <FateLegend counts={counts} />
        <div className="flex items-center gap-1.5">
          <ChecksBadge trace={trace} />
          <FateHelp />
          <ToolButton label="Show as table" pressed={table} onClick={() => setTable(!table)}>
            <Table2 size={14} aria-hidden />
          </ToolButton>
        </div>
      </div>
      {table ? <FateTable {...props} /> : <MapCanvas {...props} />}
    </div>
  );
}

export interface MapStep extends ViewProps {
  /** Clamped step and layer. */
  readonly at: number;
  readonly layer: number;
  readonly step: StepFates;
}
