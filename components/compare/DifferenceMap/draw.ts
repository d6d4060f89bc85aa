// Paints the cells of the difference map: in every layer A's half above and B's half below, so that it reads without its colours.

import { families } from '@/components/figures/marks';
import type { Palette } from '@/components/palette';
import { layerY, positionX, visiblePositions, type MapLayout, type ZoomX } from '@/components/views/FateMap/layout';
import { FATE } from '@/lib/trace/fate';
import { DIFFERENCE, differences, type SegmentDifference } from '@/lib/compare/fates';
import { differenceStyles } from '../differenceStyles';
import { poolDifferences } from './pool';

export interface DifferenceCells {
  readonly layout: MapLayout;
  readonly zoom: ZoomX;
  readonly segments: readonly SegmentDifference[];
}

/** Width of a column, in CSS pixels, from which it has a letter and is filled whole. */
const LETTER_COLUMN = 10;

/** Draws the plot of the map from its own corner. */
export function drawDifference(
  context: CanvasRenderingContext2D,
  ratio: number,
  palette: Palette,
  cells: DifferenceCells,
): void {
  const { layout, zoom } = cells;
  const cellOnScreen = layout.cell * zoom.k;
  paintCells(context, ratio, palette, cells, cellOnScreen);
  context.translate(-layout.plot.left, -layout.plot.top);
  drawGrid(context, ratio, palette, cells, cellOnScreen);
  if (cellOnScreen >= LETTER_COLUMN) drawLetters(context, palette, cells, cellOnScreen);
}

function paintCells(
  context: CanvasRenderingContext2D,
  ratio: number,
  palette: Palette,
  { layout, zoom, segments }: DifferenceCells,
  cellOnScreen: number,
): void {
  const { plot, cell } = layout;
  const width = Math.max(1, Math.round(plot.width * ratio));
  const start = ((plot.left - zoom.x) / zoom.k - plot.left) / cell;
  const pooled = new Uint8Array(width);
  const halves = cellOnScreen < LETTER_COLUMN;
  segments.forEach(({ codes, firstLayer, lastLayer }) => {
    poolDifferences(codes, start, 1 / (cellOnScreen * ratio), pooled);
    for (let layer = firstLayer; layer <= lastLayer; layer++) {
      const y = layerY(layout, layer) - plot.top;
      const top = Math.round(y * ratio);
      const height = Math.max(2, Math.round((y + layout.layerHeight) * ratio) - top);
      const image = context.createImageData(width, height);
      const pixels = new Uint32Array(image.data.buffer);
      const middle = Math.floor(height / 2);
      for (let x = 0; x < width; x++) {
        const [above, below] = halfPixels(pooled[x] ?? 0, palette, halves);
        for (let y = 0; y < height; y++) pixels[y * width + x] = y < middle ? above : below;
        if (pooled[x] === DIFFERENCE.alone)
          hatch(pixels, x, [width, height], Math.round(5 * ratio), palette.pixel['fate-parked']);
      }
      context.putImageData(image, 0, top);
    }
  });
}

/** Pixels of the upper and the lower half of a layer; a pixel that covers tokens of both kinds shows both. */
function halfPixels(
  code: number,
  { pixel, pixels }: Palette,
  halves: boolean,
): readonly [above: number, below: number] {
  const [a, b, neither] = [pixel['run-a'], pixel['run-b'], pixel['fate-out']];
  if (code & DIFFERENCE.onlyA && code & DIFFERENCE.onlyB) return [a, b];
  if (code & DIFFERENCE.onlyA) return [a, halves ? neither : a];
  if (code & DIFFERENCE.onlyB) return [halves ? neither : b, b];
  const nothing = pixels[FATE.absent] ?? 0;
  if (code & DIFFERENCE.alone) return [nothing, nothing];
  const alike = code & DIFFERENCE.both ? pixel['run-both'] : code & DIFFERENCE.neither ? neither : nothing;
  return [alike, alike];
}

/** Diagonal lines over a column of pixels. */
function hatch(
  pixels: Uint32Array,
  x: number,
  size: readonly [width: number, height: number],
  period: number,
  pixel: number,
): void {
  const [width, height] = size;
  for (let y = period - 1 - (x % period); y < height; y += period) pixels[y * width + x] = pixel;
}

function drawGrid(
  context: CanvasRenderingContext2D,
  ratio: number,
  palette: Palette,
  { layout, zoom, segments }: DifferenceCells,
  cellOnScreen: number,
): void {
  const { left, top, width, height } = layout.plot;
  const hair = 1 / ratio;
  context.fillStyle = palette.css.surface;
  for (const { firstLayer, lastLayer } of segments) {
    for (let layer = firstLayer + 1; layer <= lastLayer; layer++) {
      context.fillRect(left, layerY(layout, layer) - hair, width, 2 * hair);
    }
  }
  if (cellOnScreen < 4) return;
  const [first, last] = visiblePositions(layout, zoom);
  for (let column = first; column <= last + 1; column++) {
    context.fillRect(Math.round(positionX(layout, zoom, column) * ratio) / ratio - hair / 2, top, hair, height);
  }
}

function drawLetters(
  context: CanvasRenderingContext2D,
  palette: Palette,
  { layout, zoom, segments }: DifferenceCells,
  cellOnScreen: number,
): void {
  const [first, last] = visiblePositions(layout, zoom);
  context.font = `500 ${Math.min(11, layout.layerHeight - 2, cellOnScreen - 2)}px ${families.mono}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  for (const { firstLayer, lastLayer, codes } of segments) {
    for (let column = first; column <= last; column++) {
      const name = differences.find((each) => DIFFERENCE[each] === codes[column]);
      if (!name) continue;
      const { letter } = differenceStyles[name];
      context.fillStyle = name === 'onlyA' || name === 'onlyB' ? palette.css.surface : palette.css.ink;
      context.globalAlpha = name === 'neither' ? 0.45 : 0.9;
      for (let layer = firstLayer; layer <= lastLayer; layer++) {
        const middle = layerY(layout, layer) + layout.layerHeight / 2 + 0.5;
        context.fillText(letter, positionX(layout, zoom, column + 0.5), middle);
      }
    }
  }
  context.globalAlpha = 1;
}
