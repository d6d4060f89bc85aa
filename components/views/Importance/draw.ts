// Paints the importance chart: bars by what became of the token, marks of forced ones, axes, threshold. Decides nothing.

import type { Palette } from '@/components/palette';
import { KIND, type ImportanceLayout } from './layout';

/** Draws the whole chart in CSS pixels. */
export function drawChart(context: CanvasRenderingContext2D, layout: ImportanceLayout, palette: Palette): void {
  const { plot, columns, thresholdY } = layout;
  const bottom = plot.top + plot.height;
  context.font = '10.5px ui-sans-serif, system-ui, sans-serif';
  context.textBaseline = 'middle';
  context.textAlign = 'right';
  for (const { y, label } of layout.yTicks) {
    context.fillStyle = palette.line;
    context.fillRect(plot.left, Math.round(y) - 0.5, plot.width, 1);
    context.fillStyle = palette.ink2;
    context.fillText(label, plot.left - 6, y);
  }
  const colours = [palette.surface, palette.parkedLine, palette.fate.computed, palette.ink];
  const gap = columns.width > 4 ? 1 : 0;
  // Pruned bars first: a kept neighbour narrower than a pixel must not be painted over.
  for (const kind of [KIND.pruned, KIND.kept, KIND.forced]) {
    context.fillStyle = colours[kind] ?? palette.ink;
    for (let i = 0; i < columns.count; i++) {
      if (columns.kind[i] !== kind) continue;
      const y = Math.min(bottom - 1, columns.y[i] ?? bottom);
      context.fillRect(plot.left + i * columns.width, y, Math.max(0.5, columns.width - gap), bottom - y);
    }
  }
  context.fillStyle = palette.ink;
  for (let i = 0; i < columns.count; i++) {
    if (!columns.forced[i]) continue;
    const x = plot.left + (i + 0.5) * columns.width;
    context.beginPath();
    context.moveTo(x, bottom + 2);
    context.lineTo(x - 3, bottom + 7);
    context.lineTo(x + 3, bottom + 7);
    context.fill();
  }
  context.fillStyle = palette.ink2;
  context.fillRect(plot.left, bottom, plot.width, 1);
  context.textAlign = 'center';
  for (const { x, label } of layout.xTicks) context.fillText(label, x, bottom + 14);
  if (thresholdY === null) return;
  context.strokeStyle = palette.fate.revived;
  context.lineWidth = 1.25;
  context.setLineDash([5, 3]);
  context.beginPath();
  context.moveTo(plot.left, thresholdY);
  context.lineTo(plot.left + plot.width, thresholdY);
  context.stroke();
  context.setLineDash([]);
}
