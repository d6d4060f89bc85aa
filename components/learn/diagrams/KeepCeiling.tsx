'use client';
// The ceiling of the speed-up for any keep ratio at the run's layers, and how many tokens each segment would then compute.

import { useState } from 'react';
import { formatPercent, formatTimes } from '@/components/run/format';
import { formatCount } from '@/components/views/format';
import { estimate } from '@/lib/engine/cost';
import { layerFlops } from '@/lib/model/spec';
import type { Trace } from '@/lib/trace/schema';
import { Slider } from './Slider';

export function KeepCeiling({ trace, onCeiling }: { trace: Trace; onCeiling: (ceiling: number) => void }) {
  const { config, input, model } = trace;
  const [keep, setKeep] = useState(config.schedule[0]?.keep ?? 1);
  const of = (ratio: number) =>
    estimate(
      { ...config, schedule: config.schedule.map(({ layer }) => ({ layer, keep: ratio })) },
      input.ids.length,
      model.spec.layers,
      layerFlops(model.spec),
    );
  const { computedPerSegment, idealSpeedup } = of(keep);
  const bounds = [0, ...config.schedule.map(({ layer }) => layer), model.spec.layers];
  return (
    <section aria-labelledby="keep-ceiling" className="border-line border-t pt-4">
      <h3 id="keep-ceiling" className="text-sm font-semibold">
        What if it kept less, or more?
      </h3>
      <div className="mt-3 grid gap-x-8 gap-y-4 sm:grid-cols-2">
        <div className="flex flex-col gap-2">
          <Slider
            label="Keep after every pruning layer"
            value={keep}
            min={0.1}
            max={1}
            step={0.05}
            words={formatPercent(keep)}
            onChange={(next) => {
              setKeep(next);
              onCeiling(of(next).idealSpeedup);
            }}
          />
          <p className="text-ink-2 text-xs">
            Ceiling of the speed-up{' '}
            <output className="text-ink tabular text-base font-semibold">{formatTimes(idealSpeedup)}</output>
          </p>
        </div>
        <table className="tabular w-full text-xs">
          <caption className="sr-only">Tokens that prefill would compute, by layers</caption>
          <tbody>
            {computedPerSegment.map((count, s) => (
              <tr key={bounds[s]}>
                <th scope="row" className="text-ink-2 py-0.5 pr-3 text-left font-normal whitespace-nowrap">
                  layers {(bounds[s] ?? 0) + 1}–{bounds[s + 1]}
                </th>
                <td className="w-full py-0.5">
                  <div className="bg-[var(--fate-out)]">
                    <div
                      className="h-3 min-w-px bg-[var(--fate-computed)]"
                      style={{ width: formatPercent(count / input.ids.length, 2) }}
                    />
                  </div>
                </td>
                <td className="py-0.5 pl-3 text-right">{formatCount(count)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
