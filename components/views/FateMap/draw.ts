// Paints the fate map: one pixel column a pooled position, stretched over each segment; then lines, textures and letters.

import { fateStyles, type Palette } from '@/components/palette';
import { FATE, fates, type StepFates } from '@/lib/trace/fate';
import { formatCount } from '../format';
import { layerY, poolColumns, positionTicks, positionX, visiblePositions, type MapLayout, type ZoomX } from './layout';

export interface MapPicture {
  readonly layout: MapLayout;
  readonly zoom: ZoomX;
  readonly step: StepFates;
  readonly palette: Palette;
  /** Prompt length: a line parts prompt from generated tokens. */
  readonly prompt: number;
  /** Text of a token, drawn under its column where that is wide enough; null where it is not. */
  readonly wordAt: ((position: number) => string) | null;
  /** One a cut: share kept as text, and the number that stayed. */
  readonly cutLabels: readonly { readonly keep: string | null; readonly kept: number }[];
}

/** Draws the whole map. A frame costs a pass over the visible positions of each segment and one over the pixels. */
export function drawMap(context: CanvasRenderingContext2D, ratio: number, picture: MapPicture): void {
  const { layout, zoom } = picture;
  const { plot, cell } = layout;
  const cellOnScreen = cell * zoom.k;
  paintCells(context, ratio, picture, cellOnScreen);
  context.save();
  context.beginPath();
  context.rect(plot.left, plot.top, plot.width, plot.height);
  context.clip();
  drawGrid(context, ratio, picture, cellOnScreen);
  if (cellOnScreen >= 10) drawLetters(context, ratio, picture, cellOnScreen);
  drawPromptEnd(context, picture);
  context.restore();
  drawAxes(context, picture);
  drawWords(context, picture);
}

/** Fates differ without their colours: parked is hatched, revived has a dark cap where it enters, out is empty. */
function paintCells(context: CanvasRenderingContext2D, ratio: number, picture: MapPicture, cellOnScreen: number): void {
  const { layout, zoom, palette, step } = picture;
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
    const top = Math.round(row.top * ratio);
    const height = Math.max(1, Math.round((row.top + row.height) * ratio) - top);
    poolColumns(codes, start, 1 / (cellOnScreen * ratio), pooled);
    const image = context.createImageData(width, height);
    const pixels = new Uint32Array(image.data.buffer);
    for (let x = 0; x < width; x++) pixels[x] = palette.pixels[pooled[x] ?? 0] ?? 0;
    for (let y = 1; y < height; y++) pixels.copyWithin(y * width, 0, width);
    if (textured) {
      for (let x = 0; x < width; x++) {
        if (pooled[x] === FATE.parked) {
          for (let y = period - 1 - (x % period); y < height; y += period) pixels[y * width + x] = palette.hatchPixel;
        } else if (pooled[x] === FATE.revived) {
          for (let y = 0; y < cap && y < height; y++) pixels[y * width + x] = palette.capPixel;
        }
      }
    }
    context.putImageData(image, Math.round(plot.left * ratio), top);
  });
}

function drawGrid(context: CanvasRenderingContext2D, ratio: number, picture: MapPicture, cellOnScreen: number): void {
  const { layout, zoom, palette } = picture;
  const hair = 1 / ratio;
  context.fillStyle = palette.surface;
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
  picture: MapPicture,
  cellOnScreen: number,
): void {
  const { layout, zoom, step, palette } = picture;
  const { left, width } = layout.plot;
  const strip = (letterStrip ??= document.createElement('canvas'));
  const [first, last] = visiblePositions(layout, zoom);
  step.segments.forEach(({ codes }, s) => {
    const row = layout.rows[s];
    const pen = prepareStrip(strip, width, layout.layerHeight, ratio);
    if (!row || !pen) return;
    pen.font = `500 ${Math.min(11, layout.layerHeight - 2, cellOnScreen - 2)}px ui-monospace, SFMono-Regular, Menlo, monospace`;
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

function drawPromptEnd(context: CanvasRenderingContext2D, picture: MapPicture): void {
  const { layout, zoom, palette, prompt } = picture;
  if (prompt >= layout.positions) return;
  const x = positionX(layout, zoom, prompt);
  context.fillStyle = palette.ink;
  context.fillRect(x - 0.5, layout.plot.top, 1, layout.plot.height);
}

/** Token texts, read from below, as many letters as the strip has room for. */
function drawWords(context: CanvasRenderingContext2D, picture: MapPicture): void {
  const { layout, zoom, palette, wordAt } = picture;
  if (!wordAt) return;
  const { left, top, width, height } = layout.plot;
  context.save();
  context.font = '10.5px ui-monospace, SFMono-Regular, Menlo, monospace';
  context.fillStyle = palette.ink;
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  const [first, last] = visiblePositions(layout, zoom);
  for (let p = first; p <= last; p++) {
    const x = positionX(layout, zoom, p + 0.5);
    if (x < left + 4 || x > left + width - 4) continue;
    const word = wordAt(p);
    context.save();
    context.translate(x, top + height + 25);
    context.rotate(-Math.PI / 2);
    context.fillText(word.length > 9 ? `${word.slice(0, 8)}…` : word, 0, 0);
    context.restore();
  }
  context.restore();
}

function drawAxes(context: CanvasRenderingContext2D, picture: MapPicture): void {
  const { layout, zoom, palette, cutLabels } = picture;
  const { plot } = layout;
  const right = plot.left + plot.width;
  context.font = '10.5px ui-sans-serif, system-ui, sans-serif';
  context.fillStyle = palette.ink2;
  context.textBaseline = 'middle';
  context.textAlign = 'right';
  for (const { layer, y } of layout.layerLabels) context.fillText(String(layer), plot.left - 6, y + 0.5);

  layout.cuts.forEach(({ y }, i) => {
    const label = cutLabels[i];
    context.fillStyle = palette.ink;
    context.fillRect(plot.left - 4, y - 0.5, plot.width + 8, 1);
    if (!label) return;
    context.textAlign = 'left';
    const wide = layout.width >= 560;
    const stay = wide ? `${formatCount(label.kept)} stay` : formatCount(label.kept);
    const two = wide && label.keep !== null;
    context.fillText(two ? `keep ${label.keep}` : (label.keep ?? stay), right + 11, y - (two ? 5 : 0));
    if (!two) return;
    context.fillStyle = palette.ink2;
    context.fillText(stay, right + 11, y + 7);
  });

  const bottom = plot.top + plot.height;
  context.fillStyle = palette.ink2;
  context.textAlign = 'center';
  for (const { position, x } of positionTicks(layout, zoom)) {
    context.fillRect(x - 0.5, bottom + 1, 1, 4);
    context.fillText(formatCount(position), x, bottom + 13);
  }
}
