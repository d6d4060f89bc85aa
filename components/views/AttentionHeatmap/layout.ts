// The attention matrix made drawable: one byte a cell, a max-pool pyramid, and the pixels of any zoom. Numbers only.

import type { AttentionMatrix, ScoreScale } from '../selection';

/** Cells above the diagonal, which no query sees. */
export const NON_CAUSAL = 0;

/** Orders of magnitude below the highest weight that the log scale still tells apart. */
export const LOG_DECADES = 4;

/** Highest weight in the causal part, the first token's column left out if wished. */
export function highestWeight({ rows, columns, values }: AttentionMatrix, skipFirst: boolean): number {
  let most = 0;
  rows.forEach((row, r) => {
    const base = r * columns.length;
    for (let c = 0; c < columns.length && (columns[c] ?? Infinity) <= row; c++) {
      if (skipFirst && columns[c] === 0) continue;
      most = Math.max(most, values[base + c] ?? 0);
    }
  });
  return most;
}

/** Place of a weight on the colour scale, 0..1. Rising in the weight; `rank` draws as log. */
export function weightShare(weight: number, highest: number, scale: ScoreScale): number {
  if (highest <= 0 || weight <= 0) return 0;
  const share = weight / highest;
  return Math.max(0, Math.min(1, scale === 'linear' ? share : 1 + Math.log10(share) / LOG_DECADES));
}

/** One level of the pyramid: codes 1..255 by weight, `NON_CAUSAL` where no cell of the block is causal. (rows x columns) */
export interface Level {
  readonly rows: number;
  readonly columns: number;
  readonly codes: Uint8Array;
}

/** Codes every cell. The coding rises with the weight, so pooling codes pools weights. */
export function codeMatrix(matrix: AttentionMatrix, highest: number, scale: ScoreScale): Level {
  const { rows, columns, values } = matrix;
  const n = columns.length;
  const codes = new Uint8Array(rows.length * n);
  const logarithmic = scale !== 'linear';
  const factor = logarithmic ? 254 / (LOG_DECADES * Math.LN10) : 254 / (highest || 1);
  const offset = logarithmic ? Math.log(highest || 1) - LOG_DECADES * Math.LN10 : 0;
  rows.forEach((row, r) => {
    const base = r * n;
    for (let c = 0; c < n && (columns[c] ?? Infinity) <= row; c++) {
      const weight = values[base + c] ?? 0;
      const height = weight <= 0 ? 0 : ((logarithmic ? Math.log(weight) : weight) - offset) * factor;
      // Anything above zero gets a code of its own, so that it can be told from none.
      codes[base + c] = 1 + Math.max(weight > 0 ? 1 : 0, Math.min(254, Math.round(height)));
    }
  });
  return { rows: rows.length, columns: n, codes };
}

/** Halves a level along one axis, keeping the highest code of each pair. */
export function halve(level: Level, axis: 'rows' | 'columns'): Level {
  const { rows, columns, codes } = level;
  const alongRows = axis === 'rows';
  const outRows = alongRows ? Math.ceil(rows / 2) : rows;
  const outColumns = alongRows ? columns : Math.ceil(columns / 2);
  const out = new Uint8Array(outRows * outColumns);
  for (let r = 0; r < rows; r++) {
    const target = (alongRows ? r >> 1 : r) * outColumns;
    for (let c = 0; c < columns; c++) {
      const code = codes[r * columns + c] ?? 0;
      const place = target + (alongRows ? c : c >> 1);
      if (code > (out[place] ?? 0)) out[place] = code;
    }
  }
  return { rows: outRows, columns: outColumns, codes: out };
}

/** Levels by halvings of columns and rows, each made when first asked for. */
export interface Pyramid {
  level(columnHalvings: number, rowHalvings: number): Level;
}

/** A max-pool pyramid over a coded matrix. Axes halve apart: a decode step has few rows and many columns. */
export function makePyramid(base: Level): Pyramid {
  const made = new Map<string, Level>([['0,0', base]]);
  const level = (x: number, y: number): Level => {
    const key = `${x},${y}`;
    const known = made.get(key);
    if (known) return known;
    const next = x > 0 ? halve(level(x - 1, y), 'columns') : halve(level(0, y - 1), 'rows');
    made.set(key, next);
    return next;
  };
  return { level };
}

/** How many times to halve so that a block is at least one pixel: every block then shows. */
export function halvings(pixelsPerCell: number): number {
  return pixelsPerCell >= 1 ? 0 : Math.ceil(-Math.log2(pixelsPerCell) - 1e-9);
}

/** A window on the matrix: the cell (fractional) at the first pixel and the cells a pixel, along each axis. */
export interface Viewport {
  readonly column: number;
  readonly row: number;
  readonly columnStep: number;
  readonly rowStep: number;
}

/** Fills `out` (height x width, device pixels) with the codes seen through a viewport; 0 outside the matrix. */
export function viewCodes(
  pyramid: Pyramid,
  view: Viewport,
  width: number,
  height: number,
  out: Uint8Array,
): Uint8Array {
  const x = halvings(1 / view.columnStep);
  const y = halvings(1 / view.rowStep);
  const { rows, columns, codes } = pyramid.level(x, y);
  const across = pixelBlocks(view.column, view.columnStep, x, columns, width);
  const down = pixelBlocks(view.row, view.rowStep, y, rows, height);
  for (let py = 0; py < height; py++) {
    const [r0, r1] = [down.first[py] ?? -1, down.last[py] ?? -1];
    const target = py * width;
    for (let px = 0; px < width; px++) {
      const [c0, c1] = [across.first[px] ?? -1, across.last[px] ?? -1];
      let code = 0;
      if (r0 >= 0 && c0 >= 0) {
        code = codes[r0 * columns + c0] ?? 0;
        if (c1 !== c0) code = Math.max(code, codes[r0 * columns + c1] ?? 0);
        if (r1 !== r0) code = Math.max(code, codes[r1 * columns + c0] ?? 0, codes[r1 * columns + c1] ?? 0);
      }
      out[target + px] = code;
    }
  }
  return out;
}

/**
 * The blocks that each pixel of an axis shows, -1 outside the matrix. Cells of a pixel or more are shown by the pixel's centre. A
 * pooled block is shown by every pixel that it touches, two a pixel at most: the last block may be cut to less than a pixel.
 */
function pixelBlocks(start: number, step: number, halved: number, blocks: number, pixels: number) {
  const size = 2 ** halved;
  const first = new Int32Array(pixels).fill(-1);
  const last = new Int32Array(pixels).fill(-1);
  for (let pixel = 0; pixel < pixels; pixel++) {
    const [from, to] = halved > 0 ? [pixel, pixel + 1 - 1e-6] : [pixel + 0.5, pixel + 0.5];
    const low = Math.floor((start + from * step) / size);
    const high = Math.floor((start + to * step) / size);
    if (high < 0 || low >= blocks) continue;
    first[pixel] = Math.max(0, low);
    last[pixel] = Math.min(blocks - 1, high);
  }
  return { first, last };
}

export interface HeatmapLayout {
  readonly plot: { readonly left: number; readonly top: number; readonly width: number; readonly height: number };
  readonly height: number;
  readonly cellWidth: number;
  readonly cellHeight: number;
}

/** Square cells where the matrix is, rows of 14 to 22 pixels where there are few. */
export function heatmapLayout(rows: number, columns: number, width: number): HeatmapLayout {
  const left = 44;
  const top = 8;
  const plotWidth = Math.max(1, width - left - 4);
  const square = (plotWidth / Math.max(1, columns)) * rows;
  const plotHeight = Math.max(1, Math.min(620, Math.max(square, Math.min(rows * 18, 220))));
  return {
    plot: { left, top, width: plotWidth, height: plotHeight },
    height: top + plotHeight + 24,
    cellWidth: plotWidth / Math.max(1, columns),
    cellHeight: plotHeight / Math.max(1, rows),
  };
}

/** Zoom as d3-zoom has it. */
export interface Zoom2 {
  readonly k: number;
  readonly x: number;
  readonly y: number;
}

/** Row and column under a point on the screen; null outside the matrix. */
export function cellAt(
  layout: HeatmapLayout,
  zoom: Zoom2,
  x: number,
  y: number,
  size: { rows: number; columns: number },
): { row: number; column: number } | null {
  const { left, top, width, height } = layout.plot;
  if (x < left || y < top || x >= left + width || y >= top + height) return null;
  const column = Math.floor(((x - zoom.x) / zoom.k - left) / layout.cellWidth);
  const row = Math.floor(((y - zoom.y) / zoom.k - top) / layout.cellHeight);
  return column >= 0 && row >= 0 && column < size.columns && row < size.rows ? { row, column } : null;
}

/** Left and top of a cell on the screen. */
export function cellPlace(layout: HeatmapLayout, zoom: Zoom2, row: number, column: number): { x: number; y: number } {
  return {
    x: (layout.plot.left + column * layout.cellWidth) * zoom.k + zoom.x,
    y: (layout.plot.top + row * layout.cellHeight) * zoom.k + zoom.y,
  };
}

/** The viewport of a zoom, in device pixels. */
export function viewportOf(layout: HeatmapLayout, zoom: Zoom2, ratio: number): Viewport {
  const { left, top } = layout.plot;
  return {
    column: ((left - zoom.x) / zoom.k - left) / layout.cellWidth,
    row: ((top - zoom.y) / zoom.k - top) / layout.cellHeight,
    columnStep: 1 / (layout.cellWidth * zoom.k * ratio),
    rowStep: 1 / (layout.cellHeight * zoom.k * ratio),
  };
}

/** Weight of a cell; null above the diagonal. */
export function weightAt({ rows, columns, values }: AttentionMatrix, row: number, column: number): number | null {
  const query = rows[row];
  const key = columns[column];
  if (query === undefined || key === undefined || key > query) return null;
  return values[row * columns.length + column] ?? null;
}
