'use client';
// What stands under the heatmap: the exact weight of the aimed cell, and what the colours mean.

import type { Palette } from '@/components/palette';
import { pieceAt, traceWords } from '@/lib/trace/select';
import { visiblePiece } from '../format';
import { weightColour } from './colours';
import { scaleEnds } from './figure';
import type { Cell, PlotProps } from './HeatmapPlot';
import { weightAt } from './layout';
import { useExactRow } from './useExactRow';

export function WeightReadout(props: PlotProps & { cell: Cell | null }) {
  const { trace, tokenText, map, readRow, cell } = props;
  const row = useExactRow(map, readRow, cell?.row ?? null);
  if (!cell) return <p className="view-readout">Point at a cell: query down, key across.</p>;
  const words = tokenText ?? traceWords(trace);
  const query = map.rows[cell.row] ?? 0;
  const key = map.columns[cell.column] ?? 0;
  const known = weightAt(map, cell.row, cell.column);
  const exact = known?.exact ? known.weight : row?.[cell.column];
  return (
    <p className="view-readout" aria-live="polite">
      <span>
        query <b>{query}</b> <span className="token-word">{visiblePiece(pieceAt(trace, query, words))}</span>
      </span>
      <span>
        key <b>{key}</b> <span className="token-word">{visiblePiece(pieceAt(trace, key, words))}</span>
      </span>
      <span>
        {known === null ? (
          'not visible to the query'
        ) : (
          <b>{exact === undefined ? `≈ ${known.weight.toPrecision(2)}` : exact.toPrecision(4)}</b>
        )}
      </span>
    </p>
  );
}

export function ColourKey({ highest, scale, palette }: { highest: number; scale: 'linear' | 'log'; palette: Palette }) {
  const stops = Array.from({ length: 13 }, (_, i) => weightColour(i / 12, palette.dark));
  const [lowest, most] = scaleEnds({ scale, highest });
  return (
    <div
      className="flex items-center gap-2 text-xs text-[var(--ink-2)] tabular-nums"
      aria-label={`Colour scale, ${scale}`}
      role="img"
    >
      <span>{lowest}</span>
      <span className="h-2 w-24" style={{ background: `linear-gradient(to right, ${stops.join(',')})` }} />
      <span>{most}</span>
    </div>
  );
}
