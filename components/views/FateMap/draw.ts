// Paints the cells of the fate map: one pixel column a pooled position, stretched over each segment; then lines and letters.

import { fateStyles, type Palette } from '@/components/palette';
import { families } from '@/components/figures/marks';
import { FATE, fates, type StepFates } from '@/lib/trace/fate';
import { layerY, poolColumns, positionX, visiblePositions, type MapLayout, type ZoomX } from './layout';

export interface MapCells {
  readonly layout: MapLayout;
  readonly zoom: ZoomX;
  readonly step: StepFates;
}

/**
 * Draws the plot of the map from its own corner. A frame costs a pass over the visible positions of each segment and one over the
 * pixels.
 */
export function drawCells(context: CanvasRenderingContext2D, ratio: number, palette: Palette, cells: MapCells): void {
  const { layout, zoom } = cells;
  const cellOnScreen = layout.cell * zoom.k;
  paintCells(context, ratio, palette, cells, cellOnScreen);
  context.translate(-layout.plot.left, -layout.plot.top);
  drawGrid(context, ratio, palette, cells, cellOnScreen);
  if (cellOnScreen >= 10) drawLetters(context, ratio, palette, cells, cellOnScreen);
}

/** Fates differ without their colours: parked is hatched, revived has a dark cap where it enters, out is empty. */
function paintCells(
  context: CanvasRenderingContext2D,
  ratio: number,
  palette: Palette,
  { layout, zoom, step }: MapCells,
  cellOnScreen: number,
): void {
  const { plot, cell } = layout;
  const width = Math.max(1, Math.round(plot.width * ratio));
  const start = ((plot.left - zoom.x) / zoom.k - plot.left) / cell;
  const textured = cellOnScreen < 10;
  const period = Math.round(5 * ratio);
  const cap = Math.round(2 * ratio);
  const pooled = new Uint8Array(width);
  step.segments.forEach(({ codes }, s) => {
    const row = layout.rows[s];
    if (!row) return;
    const top = Math.round((row.top - plot.top) * ratio);
    const height = Math.max(1, Math.round((row.top - plot.top + row.height) * ratio) - top);
    poolColumns(codes, start, 1 / (cellOnScreen * ratio), pooled);
    const image = context.createImageData(width, height);
    const pixels = new Uint32Array(image.data.buffer);
    for (let x = 0; x < width; x++) pixels[x] = palette.pixels[pooled[x] ?? 0] ?? 0;
    for (let y = 1; y < height; y++) pixels.copyWithin(y * width, 0, width);
    if (textured) {
      for (let x = 0; x < width; x++) {
        if (pooled[x] === FATE.parked) {
          for (let y = period - 1 - (x % period); y < height; y += period)
            pixels[y * width + x] = palette.pixel['fate-parked'];
        } else if (pooled[x] === FATE.revived) {
          for (let y = 0; y < cap && y < height; y++) pixels[y * width + x] = palette.pixel.ink;
        }
      }
    }
    context.putImageData(image, 0, top);
  });
}

function drawGrid(
  context: CanvasRenderingContext2D,
  ratio: number,
  palette: Palette,
  { layout, zoom }: MapCells,
  cellOnScreen: number,
): void {
  const hair = 1 / ratio;
  context.fillStyle = palette.css.surface;
  context.globalAlpha = palette.dark ? 0.5 : 0.4;
  for (const row of layout.rows) {
    for (let layer = row.firstLayer + 1; layer <= row.lastLayer; layer++) {
      context.fillRect(layout.plot.left, layerY(layout, layer) - hair / 2, layout.plot.width, hair);
    }
  }
  if (cellOnScreen >= 4) {
    context.globalAlpha = cellOnScreen >= 7 ? 1 : 0.5;
    const [first, last] = visiblePositions(layout, zoom);
    for (let p = first; p <= last + 1; p++) {
      const x = Math.round(positionX(layout, zoom, p) * ratio) / ratio;
      for (const row of layout.rows) context.fillRect(x - hair / 2, row.top, hair, row.height);
    }
  }
  context.globalAlpha = 1;
}

let letterStrip: HTMLCanvasElement | null = null;

/** Every layer of a segment has the same letters: they are written once, and the strip is laid over each layer. */
function drawLetters(
  context: CanvasRenderingContext2D,
  ratio: number,
  palette: Palette,
  { layout, zoom, step }: MapCells,
  cellOnScreen: number,
): void {
  const { left, width } = layout.plot;
  const strip = (letterStrip ??= document.createElement('canvas'));
  const [first, last] = visiblePositions(layout, zoom);
  step.segments.forEach(({ codes }, s) => {
    const row = layout.rows[s];
    const pen = prepareStrip(strip, width, layout.layerHeight, ratio);
    if (!row || !pen) return;
    pen.font = `500 ${Math.min(11, layout.layerHeight - 2, cellOnScreen - 2)}px ${families.mono}`;
    pen.textAlign = 'center';
    pen.textBaseline = 'middle';
    for (let p = first; p <= last; p++) {
      const fate = fates[codes[p] ?? 0] ?? 'absent';
      if (fate === 'absent') continue;
      pen.fillStyle = palette.inkOn[fate];
      pen.globalAlpha = fate === 'out' ? 0.45 : 0.9;
      pen.fillText(fateStyles[fate].letter, positionX(layout, zoom, p + 0.5) - left, layout.layerHeight / 2 + 0.5);
    }
    for (let layer = row.firstLayer; layer <= row.lastLayer; layer++) {
      context.drawImage(strip, left, layerY(layout, layer), strip.width / ratio, strip.height / ratio);
    }
  });
}

/** An empty strip to write on in CSS pixels; null where canvas is refused. */
function prepareStrip(strip: HTMLCanvasElement, width: number, height: number, ratio: number) {
  const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (strip.width !== wide) strip.width = wide;
  if (strip.height !== high) strip.height = high;
  const pen = strip.getContext('2d');
  pen?.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen?.clearRect(0, 0, width, height);
  return pen;
}
