// Paints the cells of an attention map: a pixel is the highest weight under it.

import type { Palette } from '@/components/palette';
import type { AttentionMap } from '@/lib/trace/attentionMap';
import { codePixels } from './colours';
import { viewCodes, viewportOf, type HeatmapLayout, type Zoom2 } from './layout';

export interface HeatmapPicture {
  readonly layout: HeatmapLayout;
  readonly zoom: Zoom2;
  readonly map: AttentionMap;
  readonly scale: 'linear' | 'log';
  /** Weight at the end of the colour scale. */
  readonly highest: number;
}

/** Device pixels drawn at most, a frame's work: on a finer screen a drawn pixel covers several of its own. */
const MOST_PIXELS = 1_200_000;

let buffer: HTMLCanvasElement | null = null;

/** Draws the plot from its own corner. */
export function drawCells(
  context: CanvasRenderingContext2D,
  ratio: number,
  palette: Palette,
  { layout, zoom, map, scale, highest }: HeatmapPicture,
): void {
  const { width, height } = layout.plot;
  const fine = Math.min(ratio, Math.sqrt(MOST_PIXELS / (width * height)));
  const columns = Math.max(1, Math.round(width * fine));
  const rows = Math.max(1, Math.round(height * fine));
  const view = viewportOf(layout, zoom, { x: columns / width, y: rows / height });
  const codes = viewCodes(map.levels, view, columns, rows, new Uint8Array(rows * columns));
  const colours = codePixels(palette, highest, scale);
  const image = context.createImageData(columns, rows);
  const pixels = new Uint32Array(image.data.buffer);
  for (let i = 0; i < codes.length; i++) pixels[i] = colours[codes[i] ?? 0] ?? 0;
  const canvas = (buffer ??= document.createElement('canvas'));
  if (canvas.width !== columns) canvas.width = columns;
  if (canvas.height !== rows) canvas.height = rows;
  canvas.getContext('2d')?.putImageData(image, 0, 0);
  context.imageSmoothingEnabled = false;
  context.drawImage(canvas, 0, 0, width, height);
}
