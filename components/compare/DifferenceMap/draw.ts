// Paints the difference map: in every layer A's half above and B's half below, so that it reads without its colours.

import type { Palette } from '@/components/palette';
import {
  layerY,
  positionTicks,
  positionX,
  visiblePositions,
  type MapLayout,
  type ZoomX,
} from '@/components/views/FateMap/layout';
import { formatCount } from '@/components/views/format';
import { FATE } from '@/lib/trace/fate';
import { DIFFERENCE, differences, type SegmentDifference } from '@/lib/compare/fates';
import { differenceStyles } from '../differenceStyles';
import { poolDifferences } from './pool';

export interface DifferencePicture {
  readonly layout: MapLayout;
  readonly zoom: ZoomX;
  readonly segments: readonly SegmentDifference[];
  readonly palette: Palette;
  /** Columns of the prompts: a line parts them from the outputs. */
  readonly promptEnd: number;
  /** What is said of each cut: which run prunes there. */
  readonly cuts: readonly string[];
  /** Text of a column's token, where columns are wide enough for it. */
  readonly word: ((column: number) => string) | null;
}

/** Width of a column, in CSS pixels, from which it has a letter and is filled whole. */
const LETTER_COLUMN = 10;

export function drawDifference(context: CanvasRenderingContext2D, ratio: number, picture: DifferencePicture): void {
  const { layout, zoom } = picture;
  const { left, top, width, height } = layout.plot;
  const cellOnScreen = layout.cell * zoom.k;
  paintCells(context, ratio, picture, cellOnScreen);
  context.save();
  context.beginPath();
  context.rect(left, top, width, height);
  context.clip();
  drawGrid(context, ratio, picture, cellOnScreen);
  if (cellOnScreen >= LETTER_COLUMN) drawLetters(context, picture, cellOnScreen);
  if (picture.promptEnd < layout.positions) {
    context.fillStyle = picture.palette.css.ink;
    context.fillRect(positionX(layout, zoom, picture.promptEnd) - 0.5, top, 1, height);
  }
  context.restore();
  drawAxes(context, picture);
  drawWords(context, picture);
}

function paintCells(
  context: CanvasRenderingContext2D,
  ratio: number,
  { layout, zoom, palette, segments }: DifferencePicture,
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
      const top = Math.round(layerY(layout, layer) * ratio);
      const height = Math.max(2, Math.round((layerY(layout, layer) + layout.layerHeight) * ratio) - top);
      const image = context.createImageData(width, height);
      const pixels = new Uint32Array(image.data.buffer);
      const middle = Math.floor(height / 2);
      for (let x = 0; x < width; x++) {
        const [above, below] = halfPixels(pooled[x] ?? 0, palette, halves);
        for (let y = 0; y < height; y++) pixels[y * width + x] = y < middle ? above : below;
        if (pooled[x] === DIFFERENCE.alone)
          hatch(pixels, x, [width, height], Math.round(5 * ratio), palette.pixel['fate-parked']);
      }
      context.putImageData(image, Math.round(plot.left * ratio), top);
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
  picture: DifferencePicture,
  cellOnScreen: number,
): void {
  const { layout, zoom, palette, segments } = picture;
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

function drawLetters(context: CanvasRenderingContext2D, picture: DifferencePicture, cellOnScreen: number): void {
  const { layout, zoom, segments, palette } = picture;
  const [first, last] = visiblePositions(layout, zoom);
  context.font = `500 ${Math.min(11, layout.layerHeight - 2, cellOnScreen - 2)}px ui-monospace, SFMono-Regular, Menlo, monospace`;
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

function drawAxes(context: CanvasRenderingContext2D, { layout, zoom, palette, cuts }: DifferencePicture): void {
  const { plot } = layout;
  const right = plot.left + plot.width;
  context.font = '10.5px ui-sans-serif, system-ui, sans-serif';
  context.textBaseline = 'middle';
  context.textAlign = 'right';
  context.fillStyle = palette.css['ink-2'];
  for (const { layer, y } of layout.layerLabels) context.fillText(String(layer), plot.left - 6, y + 0.5);
  context.textAlign = 'left';
  layout.cuts.forEach(({ y }, i) => {
    context.fillStyle = palette.css.ink;
    context.fillRect(plot.left - 4, y - 0.5, plot.width + 8, 1);
    context.fillText(cuts[i] ?? '', right + 11, y);
  });
  const bottom = plot.top + plot.height;
  context.fillStyle = palette.css['ink-2'];
  context.textAlign = 'center';
  for (const { position, x } of positionTicks(layout, zoom)) {
    context.fillRect(x - 0.5, bottom + 1, 1, 4);
    context.fillText(formatCount(position), x, bottom + 13);
  }
}

/** Token texts, read from below, as many letters as the strip has room for. */
function drawWords(context: CanvasRenderingContext2D, { layout, zoom, palette, word }: DifferencePicture): void {
  if (!word) return;
  const { left, top, width, height } = layout.plot;
  context.font = '10.5px ui-monospace, SFMono-Regular, Menlo, monospace';
  context.fillStyle = palette.css.ink;
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  const [first, last] = visiblePositions(layout, zoom);
  for (let column = first; column <= last; column++) {
    const x = positionX(layout, zoom, column + 0.5);
    if (x < left + 4 || x > left + width - 4) continue;
    const text = word(column);
    context.save();
    context.translate(x, top + height + 25);
    context.rotate(-Math.PI / 2);
    context.fillText(text.length > 9 ? `${text.slice(0, 8)}…` : text, 0, 0);
    context.restore();
  }
}
