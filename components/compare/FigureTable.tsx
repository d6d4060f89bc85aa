'use client';
// The figures of both runs as a table; where it is narrow, a small grid for each figure.

import { useTableOffer } from '@/components/figures/offers';
import type { Figure } from './figure';
import type { Pair } from './pair';
import { sameDevice } from './settings';
import { figuresTable, repeatTable } from './tables';

interface FigureTableProps {
  readonly pair: Pair;
  readonly figures: readonly Figure[];
}

export function FigureTable({ pair, figures }: FigureTableProps) {
  useTableOffer('Figures', () => figuresTable(pair));
  useTableOffer('Every repeat', () => repeatTable(pair));
  const same = sameDevice(pair);
  return (
    <div className="@container">
      <table className="tabular w-full text-xs @max-lg:block">
        <caption className="sr-only">Times, work and outputs of both runs</caption>
        <thead className="text-ink-2 text-left @max-lg:sr-only">
          <tr>
            <th scope="col" className="pb-1.5 font-normal">
              Figure
            </th>
            <th scope="col" className="pb-1.5 pl-4 font-normal">
              A
            </th>
            <th scope="col" className="pb-1.5 pl-4 font-normal">
              B
            </th>
            <th scope="col" className="pb-1.5 pl-4 font-normal">
              Difference
            </th>
          </tr>
        </thead>
        <tbody className="@max-lg:block">
          {figures.map((figure) => (
            <FigureRow key={figure.name} figure={figure} />
          ))}
        </tbody>
      </table>
      {!same && (
        <p className="text-warn mt-2 text-xs">
          {same === false
            ? 'The runs were made on different devices or backends: their times compare those too, not the pruning alone.'
            : 'It is not recorded what made both runs: their times may compare devices too, not the pruning alone.'}
        </p>
      )}
    </div>
  );
}

const cell = 'py-1.5 pl-4 align-top @max-lg:block @max-lg:py-0 @max-lg:pl-0';

function FigureRow({ figure: { name, meaning, a, b, difference, differs } }: { figure: Figure }) {
  return (
    <tr className="border-line border-t @max-lg:grid @max-lg:grid-cols-2 @max-lg:gap-x-4 @max-lg:gap-y-1 @max-lg:py-2">
      <th
        scope="row"
        title={meaning}
        className="py-1.5 text-left align-top font-medium whitespace-nowrap @max-lg:col-span-2 @max-lg:py-0"
      >
        {name}
      </th>
      {[a, b].map((value, i) => (
        <td key={i} className={`${cell} ${value === null ? '@max-lg:hidden' : ''}`}>
          {value !== null && (
            <span className="text-ink-2 hidden @max-lg:inline" aria-hidden>
              {i === 0 ? 'A ' : 'B '}
            </span>
          )}
          <span className="whitespace-pre-wrap">{value}</span>
        </td>
      ))}
      <td className={`${cell} @max-lg:col-span-2 ${differs ? 'font-semibold' : 'text-ink-2'}`}>{difference}</td>
    </tr>
  );
}
