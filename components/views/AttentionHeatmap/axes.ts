// The axes of the heatmap: positions of queries down, of keys across. Draws on a canvas; knows no weights.

import type { Palette } from '@/components/palette';
import type { AttentionMap } from '@/lib/trace/attentionMap';
import { formatCount } from '../format';
import { cellPlace, type HeatmapLayout, type Zoom2 } from './layout';

/** Ticks and labels around the plot; the context draws in CSS pixels. */
export function drawAxes(
  context: CanvasRenderingContext2D,
  layout: HeatmapLayout,
  zoom: Zoom2,
  map: AttentionMap,
  palette: Palette,
): void {
  const { left, top, width, height } = layout.plot;
  context.font = '10.5px ui-sans-serif, system-ui, sans-serif';
  context.fillStyle = palette.ink2;
  context.textBaseline = 'middle';
  context.textAlign = 'center';
  for (const at of tickPlaces(map.columns.length, layout.cellWidth * zoom.k, 80)) {
    const x = cellPlace(layout, zoom, 0, at + 0.5).x;
    if (x < left || x > left + width) continue;
    context.fillRect(x - 0.5, top + height + 1, 1, 4);
    // The last label ends at the edge instead of beyond it.
    context.textAlign = x > left + width - 16 ? 'right' : 'center';
    context.fillText(formatCount(map.columns[at] ?? 0), Math.min(x, left + width), top + height + 13);
  }
  context.textAlign = 'right';
  // The few rows of a decode step are no even series: each has its label.
  const apart = map.rows.length <= 30 ? 12 : 48;
  for (const at of tickPlaces(map.rows.length, layout.cellHeight * zoom.k, apart)) {
    const y = cellPlace(layout, zoom, at + 0.5, 0).y;
    if (y < top || y > top + height) continue;
    context.fillRect(left - 5, y - 0.5, 4, 1);
    context.fillText(formatCount(map.rows[at] ?? 0), left - 8, y);
  }
}

/** Every so many cells that labels stand `apart` pixels from each other. */
function tickPlaces(count: number, cellPixels: number, apart: number): number[] {
  const rough = apart / cellPixels;
  const power = 10 ** Math.floor(Math.log10(Math.max(1, rough)));
  const every = [1, 2, 5, 10].map((m) => m * power).find((step) => step >= rough) ?? 10 * power;
  return Array.from({ length: Math.ceil(count / every) }, (_, i) => i * every);
}
