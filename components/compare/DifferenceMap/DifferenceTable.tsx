'use client';
// The difference map as a table, for the selected step and layer: a hundred rows a page, by difference if wished.

import { useState } from 'react';
import { fateStyles } from '@/components/palette';
import { formatCount, formatScore, stepName, visiblePiece } from '@/components/views/format';
import { FateSwatch, ToolButton } from '@/components/views/parts';
import type { Difference } from '@/lib/compare/fates';
import { differenceAt, differences } from '@/lib/compare/fates';
import { fateAt, traceFates } from '@/lib/trace/fate';
import { nearestScore } from '@/lib/trace/select';
import { differenceStyles, DifferenceSwatch } from '../differenceStyles';
import type { Pair } from '../pair';
import type { Place } from '../state';
import { placeName, places } from '../state';
import { wordAt } from '../words';
import type { DifferenceStep } from './DifferenceMap';

const PAGE = 100;

export function DifferenceTable({ pair, linked, look, segments, layer }: DifferenceStep) {
  const [wanted, setWanted] = useState<Difference | 'all'>('all');
  const [page, setPage] = useState(0);
  const columns = Array.from(pair.alignment.a.keys()).filter((column) => {
    const difference = differenceAt(segments, layer, column);
    return difference !== null && (wanted === 'all' || difference === wanted);
  });
  const pages = Math.max(1, Math.ceil(columns.length / PAGE));
  const shown = Math.min(page, pages - 1);
  return (
    <div>
      <div className="mb-2 flex flex-wrap items-center gap-3 text-xs text-[var(--ink-2)]">
        <label className="flex items-center gap-2">
          Tokens
          <select
            className="view-select"
            value={wanted}
            onChange={(event) => {
              setWanted(differences.find((name) => name === event.target.value) ?? 'all');
              setPage(0);
            }}
          >
            <option value="all">all</option>
            {differences.map((name) => (
              <option key={name} value={name}>
                {differenceStyles[name].label}
              </option>
            ))}
          </select>
        </label>
        <span className="tabular-nums">
          {formatCount(columns.length)} tokens, page {shown + 1} of {pages}
        </span>
        <ToolButton label="Previous page" onClick={() => setPage(shown - 1)} disabled={shown === 0}>
          ←
        </ToolButton>
        <ToolButton label="Next page" onClick={() => setPage(shown + 1)} disabled={shown >= pages - 1}>
          →
        </ToolButton>
      </div>
      <div className="max-h-80 overflow-auto" tabIndex={0} role="region" aria-label="Differences as a table">
        <table className="view-table">
          <caption className="sr-only">
            Which run keeps each token at layer {layer}, {stepName(linked.step)}
          </caption>
          <thead>
            <tr>
              <th scope="col">Column</th>
              <th scope="col">Token</th>
              <th scope="col">At layer {layer}</th>
              {places.map((place) => (
                <th key={place} scope="col">
                  {placeName[place]}: position, fate, score
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {columns.slice(shown * PAGE, (shown + 1) * PAGE).map((column) => {
              const difference = differenceAt(segments, layer, column);
              return (
                <tr key={column} data-pinned={column === linked.column || undefined}>
                  <td>
                    <button
                      type="button"
                      className="underline decoration-dotted underline-offset-2"
                      aria-label={`Pin column ${column}`}
                      onClick={() => look({ column })}
                    >
                      {column}
                    </button>
                  </td>
                  <td className="token-word">{visiblePiece(wordAt(pair, column))}</td>
                  <td>
                    {difference && (
                      <span className="inline-flex items-center gap-1.5 whitespace-nowrap">
                        <DifferenceSwatch difference={difference} />
                        {differenceStyles[difference].label}
                      </span>
                    )}
                  </td>
                  {places.map((place) => (
                    <InRun key={place} pair={pair} place={place} step={linked.step} layer={layer} column={column} />
                  ))}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </div>
  );
}

function InRun(props: { pair: Pair; place: Place; step: number; layer: number; column: number }) {
  const { pair, place, step, layer, column } = props;
  const { trace } = pair[place];
  const position = pair.alignment[place][column] ?? -1;
  const record = trace.steps[step];
  const fate = position < 0 ? 'absent' : fateAt(traceFates(trace)[step], layer, position);
  if (fate === 'absent' || !record) return <td>–</td>;
  const reading = nearestScore(record, layer, position);
  return (
    <td>
      <span className="inline-flex items-center gap-1.5 whitespace-nowrap">
        {position} <FateSwatch fate={fate} /> {fateStyles[fate].label}
        {reading && `, ${formatScore(reading.score)}`}
      </span>
    </td>
  );
}
