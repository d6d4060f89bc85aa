import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  cellAt,
  cellPlace,
  codeMatrix,
  halvings,
  heatmapLayout,
  highestWeight,
  makePyramid,
  viewCodes,
  viewportOf,
  weightAt,
} from '@/components/views/AttentionHeatmap/layout';
import { rounded } from './rounded';

const upTo = (n: number) => Array.from({ length: n }, (_, i) => i);

/** A zero matrix but for one cell. */
function single(n: number, row: number, column: number) {
  const values = new Float32Array(n * n);
  values[row * n + column] = 1;
  return { rows: upTo(n), columns: upTo(n), values };
}

describe('attention pyramid', () => {
  it('shows a single 1.0 in a zero matrix of 2,048 x 2,048 at every zoom', () => {
    const n = 2048;
    const [row, column] = [1337, 421];
    const pyramid = makePyramid(codeMatrix(single(n, row, column), 1, 'linear'));
    for (const width of [320, 611, 1000]) {
      const layout = heatmapLayout(n, n, width);
      for (const ratio of [1, 2]) {
        for (let k = 1; k <= 128; k *= 1.37) {
          const centre = cellPlace(layout, { k, x: 0, y: 0 }, row + 0.5, column + 0.5);
          // Clamped as d3-zoom does: the matrix never leaves the plot.
          const { plot } = layout;
          const clamp = (shift: number, start: number, length: number) =>
            Math.min(start - start * k, Math.max(start + length - (start + length) * k, shift));
          const zoom = {
            k,
            x: clamp(plot.left + plot.width / 2 - centre.x, plot.left, plot.width),
            y: clamp(plot.top + plot.height / 2 - centre.y, plot.top, plot.height),
          };
          const wide = Math.round(plot.width * ratio);
          const high = Math.round(plot.height * ratio);
          const seen = viewCodes(pyramid, viewportOf(layout, zoom, ratio), wide, high, new Uint8Array(wide * high));
          expect(seen.includes(255), `width ${width}, ratio ${ratio}, zoom ${k}`).toBe(true);
        }
      }
    }
  });

  it('shows any single cell of any matrix when zoomed out', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 90 }),
        fc.nat(),
        fc.nat(),
        fc.integer({ min: 1, max: 60 }),
        (n, a, b, pixels) => {
          const row = a % n;
          const column = b % (row + 1);
          const pyramid = makePyramid(codeMatrix(single(n, row, column), 1, 'log'));
          const view = { row: 0, column: 0, rowStep: n / pixels, columnStep: n / pixels };
          expect(viewCodes(pyramid, view, pixels, pixels, new Uint8Array(pixels * pixels))).toContain(255);
        },
      ),
      // 33 cells on 2 pixels: the last block of the halved level is cut to one cell, less than a pixel.
      { examples: [[33, 32, 32, 2]], numRuns: 1000 },
    );
  });

  it('pools rows and columns apart, so that the few rows of a decode step stay apart', () => {
    const values = new Float32Array(3 * 1000);
    values[999] = 0.5;
    values[2999] = 1;
    const matrix = { rows: [1000, 1001, 1002], columns: upTo(1000), values };
    const pyramid = makePyramid(codeMatrix(matrix, 1, 'linear'));
    const level = pyramid.level(5, 0);
    expect([level.rows, level.columns]).toEqual([3, 32]);
    expect([31, 63, 95].map((i) => level.codes[i])).toEqual([128, 1, 255]);
  });

  it('halves until a block is at least a pixel', () => {
    expect([2, 1, 0.9, 0.5, 0.49, 0.25].map(halvings)).toEqual([0, 0, 1, 1, 2, 2]);
  });
});

describe('attention codes', () => {
  it('rise with the weight, on both scales, and tell little from nothing', () => {
    const weights = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 2, maxLength: 40 });
    fc.assert(
      fc.property(weights, fc.constantFrom('linear' as const, 'log' as const), (list, scale) => {
        const sorted = Float32Array.from(list).sort();
        const matrix = { rows: [sorted.length], columns: upTo(sorted.length), values: sorted };
        const { codes } = codeMatrix(matrix, highestWeight(matrix, false), scale);
        codes.forEach((code, i) => {
          expect(code).toBeGreaterThanOrEqual(codes[i - 1] ?? 1);
          expect(code === 1).toBe(sorted[i] === 0);
        });
      }),
    );
  });

  it('leave out what no query sees', () => {
    const matrix = { rows: [2, 5], columns: [0, 2, 4, 5], values: new Float32Array(8).fill(0.25) };
    expect([...codeMatrix(matrix, 0.25, 'linear').codes]).toEqual([255, 255, 0, 0, 255, 255, 255, 255]);
    expect(weightAt(matrix, 0, 2)).toBeNull();
    expect(weightAt(matrix, 1, 2)).toBe(0.25);
  });

  it('take the scale from the rest where the first token is left out', () => {
    const matrix = { rows: [2], columns: [0, 1, 2], values: new Float32Array([0.75, 0.125, 0.125]) };
    expect(highestWeight(matrix, false)).toBe(0.75);
    expect(highestWeight(matrix, true)).toBe(0.125);
    expect([...codeMatrix(matrix, 0.125, 'linear').codes]).toEqual([255, 255, 255]);
  });
});

describe('heatmap layout', () => {
  it('is square for a prefill and low for a decode step', () => {
    expect(rounded([heatmapLayout(500, 500, 700), heatmapLayout(4, 500, 700)])).toMatchInlineSnapshot(`
      [
        {
          "cellHeight": 1.2,
          "cellWidth": 1.3,
          "height": 652,
          "plot": {
            "height": 620,
            "left": 44,
            "top": 8,
            "width": 652,
          },
        },
        {
          "cellHeight": 18,
          "cellWidth": 1.3,
          "height": 104,
          "plot": {
            "height": 72,
            "left": 44,
            "top": 8,
            "width": 652,
          },
        },
      ]
    `);
  });

  it('reads out the cell that it drew', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 800 }),
        fc.nat(),
        fc.nat(),
        fc.integer({ min: 1, max: 30 }),
        (n, a, b, k) => {
          const layout = heatmapLayout(n, n, 640);
          const [row, column] = [a % n, b % n];
          const at = cellPlace(layout, { k, x: 0, y: 0 }, row + 0.5, column + 0.5);
          const zoom = { k, x: layout.plot.left + 50 - at.x, y: layout.plot.top + 20 - at.y };
          const found = cellAt(layout, zoom, layout.plot.left + 50, layout.plot.top + 20, { rows: n, columns: n });
          if (layout.plot.height > 20) expect(found).toEqual({ row, column });
        },
      ),
    );
  });
});
