// What a schedule would save before it is run: tokens computed in each segment, and the speed-up that perfect kernels would give.

import { format } from 'd3-format';
import type { Estimate } from '@/lib/engine/cost';
import { segmentsOf } from '@/lib/engine/schedule';
import type { Schedule } from '@/lib/engine/types';

const whole = format(',d');

interface EstimateTableProps {
  readonly estimate: Estimate;
  readonly schedule: Schedule;
  readonly layers: number;
}

export function EstimateTable({ estimate, schedule, layers }: EstimateTableProps) {
  const { computedPerSegment, idealSpeedup } = estimate;
  return (
    <table className="tabular w-full text-xs">
      <caption className="sr-only">Tokens that prefill computes with this schedule</caption>
      <thead className="text-ink-2">
        <tr>
          <th scope="col" className="pb-1 text-left font-normal">
            Layers
          </th>
          <th scope="col" className="pb-1 text-right font-normal">
            Tokens computed
          </th>
        </tr>
      </thead>
      <tbody>
        {segmentsOf(schedule, layers).map((segment) => (
          <tr key={segment.index} className="border-line border-t">
            <td className="py-1">
              {segment.firstLayer === segment.lastLayer
                ? segment.lastLayer
                : `${segment.firstLayer}–${segment.lastLayer}`}
            </td>
            <td className="py-1 text-right">{whole(computedPerSegment[segment.index] ?? 0)}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr className="border-line-2 border-t">
          <th scope="row" className="pt-1.5 text-left font-medium">
            Ideal speed-up of prefill
          </th>
          <td className="pt-1.5 text-right font-medium">{idealSpeedup.toFixed(2)}×</td>
        </tr>
      </tfoot>
    </table>
  );
}
