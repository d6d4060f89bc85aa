// The heatmap as a file.

import type { Figure, LegendItem } from '@/components/figures/figure';
import type { Mark, Paint } from '@/components/figures/marks';
import { modeTitle } from '@/components/modes';
import { formatScore, stepFile, stepName } from '../format';
import type { PlotProps } from './HeatmapPlot';
import { weightColour } from './colours';
import { LOG_DECADES, type HeatmapLayout } from './layout';

export interface HeatmapScale {
  readonly scale: 'linear' | 'log';
  readonly highest: number;
  readonly dark: boolean;
}

/** Ends of the colour scale, in words. */
export function scaleEnds({
  scale,
  highest,
}: Pick<HeatmapScale, 'scale' | 'highest'>): [lowest: string, highest: string] {
  return [scale === 'linear' ? '0' : `≤ ${formatScore(highest / 10 ** LOG_DECADES)}`, formatScore(highest)];
}

export function heatmapFigure(
  { trace, map, request, selection, named }: PlotProps,
  marks: readonly Mark[],
  layout: HeatmapLayout,
  width: number,
  scaled: HeatmapScale,
): Figure {
  const { step, layer, head } = request;
  const who = head === 'mean' ? 'mean over heads' : `head ${head + 1}`;
  const { what, of } = named ?? { what: 'Attention', of: modeTitle(trace.config.mode) };
  const left = selection.skipFirst ? ' The first token is left out of the scale.' : '';
  return {
    name: `attention-${stepFile(step)}-layer-${layer}-${head === 'mean' ? 'mean' : `head-${head + 1}`}`,
    title: `${what}, layer ${layer}, ${who}: ${of}, ${stepName(step)}`,
    width,
    height: layout.height,
    marks,
    legend: [colourScale(scaled)],
    notes: [`Queries down, keys across, by position. A pixel shows the highest weight under it.${left}`],
    caption: `${what} of ${map.rows.length} queries over ${map.columns.length} keys in layer ${layer}, ${who}, ${of}, ${stepName(step)}; ${scaled.scale} colour scale up to ${formatScore(scaled.highest)}.${left}`,
  };
}

const KEY = { left: 64, width: 96, stops: 48 };

function colourScale(scaled: HeatmapScale): LegendItem {
  const [lowest, highest] = scaleEnds(scaled);
  const wide = KEY.width / KEY.stops;
  const steps = Array.from({ length: KEY.stops }, (_, i): Mark => {
    const fill: Paint = `#${weightColour(i / (KEY.stops - 1), scaled.dark).slice(1)}`;
    return { kind: 'rect', x: KEY.left + i * wide, y: 2, width: wide, height: 8, fill };
  });
  const low: Mark = { kind: 'text', x: KEY.left - 6, y: 6, text: lowest, size: 11, anchor: 'end', fill: 'ink-2' };
  return { width: KEY.left + KEY.width, marks: [low, ...steps], label: highest };
}
