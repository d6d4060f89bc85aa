// Paints the chart of score differences. Decides nothing.

import type { Palette } from '@/components/palette';
import type { ScoreDifferenceLayout } from './layout';

export function drawScoreDifference(
  context: CanvasRenderingContext2D,
  { plot, bars, zeroY, yTicks, xTicks }: ScoreDifferenceLayout,
  palette: Palette,
): void {
  context.font = '10.5px ui-sans-serif, system-ui, sans-serif';
  context.textBaseline = 'middle';
  context.textAlign = 'right';
  for (const { y, label } of yTicks) {
    context.fillStyle = palette.css.line;
    context.fillRect(plot.left, Math.round(y) - 0.5, plot.width, 1);
    context.fillStyle = palette.css['ink-2'];
    context.fillText(label, plot.left - 6, y);
  }
  const width = Math.max(0.5, bars.width - (bars.width > 4 ? 1 : 0));
  for (let bar = 0; bar < bars.count; bar++) {
    const x = plot.left + bar * bars.width;
    const [top, bottom] = [bars.top[bar] ?? zeroY, bars.bottom[bar] ?? zeroY];
    context.fillStyle = palette.css['run-a'];
    if (top < zeroY) context.fillRect(x, top, width, Math.max(0.5, zeroY - top));
    context.fillStyle = palette.css['run-b'];
    if (bottom > zeroY) context.fillRect(x, zeroY, width, Math.max(0.5, bottom - zeroY));
  }
  context.fillStyle = palette.css['ink-2'];
  context.fillRect(plot.left, zeroY - 0.5, plot.width, 1);
  context.textAlign = 'center';
  for (const { x, label } of xTicks) context.fillText(label, x, plot.top + plot.height + 14);
}
