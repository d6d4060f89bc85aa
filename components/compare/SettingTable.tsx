'use client';
// The settings in which two runs differ; the others are named in a line, and so are those of which nobody knows.

import { useTableOffer } from '@/components/figures/offers';
import type { Pair } from './pair';
import { type Setting, settingsOfBoth } from './settings';
import { settingTable } from './tables';

export function SettingTable({ pair }: { pair: Pair }) {
  useTableOffer('All settings', () => settingTable(pair));
  const settings = settingsOfBoth(pair);
  const differing = settings.filter(({ same }) => same === false);
  const alike = namesOf(settings.filter(({ same, a }) => same && a !== '–'));
  const unknown = namesOf(settings.filter(({ same }) => same === null));
  return (
    <div className="@container text-xs">
      {differing.length > 0 && (
        <table className="w-full @max-lg:block">
          <caption className="sr-only">Settings that differ between both runs</caption>
          <thead className="text-ink-2 text-left @max-lg:sr-only">
            <tr>
              <th scope="col" className="pb-1.5 font-normal">
                Setting
              </th>
              <th scope="col" className="pb-1.5 pl-4 font-normal">
                A
              </th>
              <th scope="col" className="pb-1.5 pl-4 font-normal">
                B
              </th>
            </tr>
          </thead>
          <tbody className="@max-lg:block">
            {differing.map(({ name, a, b }) => (
              <tr
                key={name}
                className="border-line border-t @max-lg:grid @max-lg:grid-cols-2 @max-lg:gap-x-4 @max-lg:gap-y-1 @max-lg:py-2"
              >
                <th scope="row" className="py-1.5 text-left align-top font-medium @max-lg:col-span-2 @max-lg:py-0">
                  {name}
                </th>
                {[a, b].map((value, i) => (
                  <td key={i} className="py-1.5 pl-4 align-top break-words @max-lg:py-0 @max-lg:pl-0">
                    <span className="text-ink-2 hidden @max-lg:inline" aria-hidden>
                      {i === 0 ? 'A ' : 'B '}
                    </span>
                    {value}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <p className={differing.length > 0 ? 'text-ink-2 mt-2' : ''}>
        {differing.length > 0 ? 'The same in both: ' : 'None. The same in both: '}
        {alike}.{unknown && ` Not recorded of both, so not compared: ${unknown}.`}
      </p>
    </div>
  );
}

function namesOf(settings: readonly Setting[]): string {
  return settings.map(({ name }) => name.toLowerCase()).join(', ');
}
