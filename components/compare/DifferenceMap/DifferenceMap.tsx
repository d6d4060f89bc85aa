'use client';
// The difference map: which run keeps which token in which layer of a step. As a canvas, or as a table.

import { Table2 } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useTableOffer } from '@/components/figures/offers';
import { clampIndex, formatCount } from '@/components/views/format';
import type { HoverStore } from '@/components/views/hover';
import { ToolButton } from '@/components/views/parts';
import type { SegmentDifference } from '@/lib/compare/fates';
import { segmentAt } from '@/lib/compare/fates';
import { differenceStyles, DifferenceSwatch, shownDifferences } from '../differenceStyles';
import { segmentsOf, type Pair } from '../pair';
import type { Linked } from '../state';
import { DifferenceCanvas } from './DifferenceCanvas';
import { DifferenceTable } from './DifferenceTable';
import { differenceTable, verdict } from './figure';

export interface DifferenceProps {
  readonly pair: Pair;
  readonly linked: Linked;
  readonly look: (patch: Partial<Linked>) => void;
  readonly hover: HoverStore;
}

/** What the map, its table and its read-out draw from. */
export interface DifferenceStep extends DifferenceProps {
  readonly segments: readonly SegmentDifference[];
  /** Clamped. */
  readonly layer: number;
}

export function DifferenceMap(props: DifferenceProps) {
  const { pair, linked } = props;
  const [table, setTable] = useState(false);
  const segments = useMemo(() => segmentsOf(pair, linked.step), [pair, linked.step]);
  const layer = clampIndex((linked.layer ?? pair.layers) - 1, pair.layers) + 1;
  const counts = segmentAt(segments, layer)?.counts ?? null;
  useTableOffer('Difference of every token', () => differenceTable({ ...props, segments, layer }));
  return (
    <div className="flex flex-col gap-3">
      <ul
        className="flex flex-wrap gap-x-4 gap-y-1 text-xs text-[var(--ink-2)]"
        aria-label={`Tokens at layer ${layer}`}
      >
        {shownDifferences(pair, counts).map((name) => (
          <li key={name} className="flex items-center gap-1.5" title={differenceStyles[name].meaning}>
            <DifferenceSwatch difference={name} />
            <span>{differenceStyles[name].label}</span>
            {counts && <span className="text-[var(--ink)] tabular-nums">{formatCount(counts[name])}</span>}
          </li>
        ))}
      </ul>
      <div className="flex items-start justify-between gap-x-6">
        <p className="text-sm tabular-nums">{verdict(segments, linked.step)}</p>
        <ToolButton label="Show as table" pressed={table} onClick={() => setTable(!table)}>
          <Table2 size={14} aria-hidden />
        </ToolButton>
      </div>
      {table ? (
        <DifferenceTable {...props} segments={segments} layer={layer} />
      ) : (
        <DifferenceCanvas {...props} segments={segments} layer={layer} />
      )}
    </div>
  );
}
