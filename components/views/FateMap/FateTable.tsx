'use client';
// The fate map as a table, for the selected step and layer: a hundred rows a page, by fate if wished.

import { useState } from 'react';
import { fateStyles, shownFates, type ShownFate } from '@/components/palette';
import { fateAt } from '@/lib/trace/fate';
import { nearestScore, pieceAt, traceWords } from '@/lib/trace/select';
import { formatCount, formatScore, stepName, visiblePiece } from '../format';
import { FateSwatch, ToolButton } from '../parts';
import type { MapStep } from './FateMap';

const PAGE = 100;

export function FateTable({ trace, selection, onSelect, tokenText, at, layer, step }: MapStep) {
  const [fate, setFate] = useState<ShownFate | 'all'>('all');
  const [page, setPage] = useState(0);
  const record = trace.steps[at];
  if (!record) return null;
  const words = tokenText ?? traceWords(trace);
  const positions = Array.from({ length: record.position + 1 }, (_, p) => p).filter(
    (p) => fate === 'all' || fateAt(step, layer, p) === fate,
  );
  const pages = Math.max(1, Math.ceil(positions.length / PAGE));
  const shown = Math.min(page, pages - 1);
  return (
    <div>
      <div className="mb-2 flex flex-wrap items-center gap-3 text-xs text-[var(--ink-2)]">
        <label className="flex items-center gap-2">
          Fate
          <select
            className="view-select"
            value={fate}
            onChange={(event) => {
              setFate(shownFates.find((name) => name === event.target.value) ?? 'all');
              setPage(0);
            }}
          >
            <option value="all">all</option>
            {shownFates.map((name) => (
              <option key={name} value={name}>
                {fateStyles[name].label}
              </option>
            ))}
          </select>
        </label>
        <span className="tabular-nums">
          {formatCount(positions.length)} tokens, page {shown + 1} of {pages}
        </span>
        <ToolButton label="Previous page" onClick={() => setPage(shown - 1)} disabled={shown === 0}>
          ←
        </ToolButton>
        <ToolButton label="Next page" onClick={() => setPage(shown + 1)} disabled={shown >= pages - 1}>
          →
        </ToolButton>
      </div>
      <div className="max-h-80 overflow-auto" tabIndex={0} role="region" aria-label="Fates as a table">
        <table className="view-table">
          <caption className="sr-only">
            Fate of each token at layer {layer}, {stepName(at)}
          </caption>
          <thead>
            <tr>
              <th scope="col">Position</th>
              <th scope="col">Token</th>
              <th scope="col">Fate at layer {layer}</th>
              <th scope="col">Score</th>
              <th scope="col">After layer</th>
            </tr>
          </thead>
          <tbody>
            {positions.slice(shown * PAGE, (shown + 1) * PAGE).map((position) => {
              const here = fateAt(step, layer, position);
              const reading = nearestScore(record, layer, position);
              return (
                <tr key={position} data-pinned={position === selection.position || undefined}>
                  <td>
                    <button
                      type="button"
                      className="underline decoration-dotted underline-offset-2"
                      aria-label={`Pin position ${position}`}
                      onClick={() => onSelect({ position })}
                    >
                      {position}
                    </button>
                  </td>
                  <td className="token-word">{visiblePiece(pieceAt(trace, position, words))}</td>
                  <td>
                    {here !== 'absent' && (
                      <span className="inline-flex items-center gap-1.5">
                        <FateSwatch fate={here} />
                        {fateStyles[here].label}
                      </span>
                    )}
                  </td>
                  <td>{reading ? formatScore(reading.score) : '–'}</td>
                  <td>{reading?.layer ?? '–'}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </div>
  );
}
