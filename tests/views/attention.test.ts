import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codePixels } from '@/components/views/AttentionHeatmap/colours';
import {
  cellAt,
  cellPlace,
  halvings,
  heatmapLayout,
  viewCodes,
  viewportOf,
  weightAt,
  weightShare,
} from '@/components/views/AttentionHeatmap/layout';
import { buildMap, codeOf, EXACT_CELLS, weightOf, type AttentionMap } from '@/lib/trace/attentionMap';
import { rounded } from './rounded';

const upTo = (n: number) => Array.from({ length: n }, (_, i) => i);

function mapOf(rows: number[], columns: number[], weights: Float32Array): AttentionMap {
  const builder = buildMap(rows, columns);
  builder.add(0, weights);
  return builder.finish();
}

/** A zero matrix but for one cell, built in bands of rows as the worker does. */
function single(n: number, row: number, column: number): AttentionMap {
  const builder = buildMap(upTo(n), upTo(n));
  const band = new Float32Array(Math.min(n, 256) * n);
  for (let from = 0; from < n; from += 256) {
    const rows = Math.min(256, n - from);
    const inside = row >= from && row < from + rows;
    if (inside) band[(row - from) * n + column] = 1;
    builder.add(from, band.subarray(0, rows * n));
    if (inside) band[(row - from) * n + column] = 0;
  }
  return builder.finish();
}

describe('attention pyramid', () => {
  it('shows a single 1.0 in a zero matrix of 4,096 x 4,096 at every zoom', () => {
    const n = 4096;
    const [row, column] = [3337, 1421];
    const { levels } = single(n, row, column);
    for (const width of [320, 1000]) {
      const layout = heatmapLayout(n, n, width);
      for (const ratio of [1, 1.6]) {
        for (let k = 1; k <= 256; k *= 1.53) {
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
          const view = viewportOf(layout, zoom, { x: wide / plot.width, y: high / plot.height });
          const seen = viewCodes(levels, view, wide, high, new Uint8Array(wide * high));
          expect(seen.includes(255), `width ${width}, ratio ${ratio}, zoom ${k}`).toBe(true);
        }
      }
    }
  });

  it('shows any single cell of any matrix when zoomed out, whatever the shape of the plot', () => {
    const pixels = fc.integer({ min: 1, max: 60 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 90 }), fc.nat(), fc.nat(), pixels, pixels, (n, a, b, wide, high) => {
        const row = a % n;
        const column = b % (row + 1);
        const { levels } = single(n, row, column);
        const view = { row: 0, column: 0, rowStep: n / high, columnStep: n / wide };
        expect(viewCodes(levels, view, wide, high, new Uint8Array(wide * high))).toContain(255);
      }),
      // 33 cells on 2 pixels: the last block of the halved level is cut to one cell, less than a pixel.
      { examples: [[33, 32, 32, 2, 2]], numRuns: 1000 },
    );
  });

  it('shows in every pixel the highest code of the cells under it, and of none far away', () => {
    const drawn = fc.record({
      n: fc.integer({ min: 1, max: 40 }),
      seed: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 7, maxLength: 7 }),
      size: fc.integer({ min: 1, max: 30 }),
      zoom: fc.double({ min: 0.2, max: 4, noNaN: true }),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(drawn, ({ n, seed, size, zoom, at }) => {
        const weights = Float32Array.from({ length: n * n }, (_, i) => seed[i % 7] ?? 0);
        const { levels } = mapOf(upTo(n), upTo(n), weights);
        const step = 1 / zoom;
        const view = { row: at * n, column: at * n, rowStep: step, columnStep: step };
        const seen = viewCodes(levels, view, size, size, new Uint8Array(size * size));
        const code = (r: number, c: number) => (r < n && c < n ? (levels[0]?.codes[r * n + c] ?? 0) : 0);
        // A block reaches less than two pixels beyond the pixel that shows it.
        const far = step > 1 ? Math.ceil(2 * step) : 0;
        for (let p = 0; p < size; p++) {
          const from = at * n + p * step;
          const [low, high] =
            step > 1
              ? [Math.floor(from), Math.floor(from + step * (1 - 1e-6))]
              : [0, 0].fill(Math.floor(from + step / 2));
          let under = 0;
          let near = 0;
          for (let r = (low ?? 0) - far; r <= (high ?? 0) + far; r++) {
            for (let c = (low ?? 0) - far; c <= (high ?? 0) + far; c++) {
              if (r < 0 || c < 0) continue;
              near = Math.max(near, code(r, c));
              if (r >= (low ?? 0) && r <= (high ?? 0) && c >= (low ?? 0) && c <= (high ?? 0))
                under = Math.max(under, code(r, c));
            }
          }
          const shown = seen[p * size + p] ?? 0;
          expect(shown).toBeGreaterThanOrEqual(under);
          expect(shown).toBeLessThanOrEqual(near);
        }
      }),
    );
  });

  it('keeps the few rows of a decode step apart', () => {
    const weights = new Float32Array(3 * 1000);
    weights[999] = 0.5;
    weights[2999] = 1;
    const { levels } = mapOf([1000, 1001, 1002], upTo(1000), weights);
    const view = { row: 0, column: 0, rowStep: 0.1, columnStep: 50 };
    const seen = viewCodes(levels, view, 20, 30, new Uint8Array(600));
    expect([5, 15, 25].map((y) => seen[y * 20 + 19])).toEqual([codeOf(0.5), 1, 255]);
  });

  it('halves until a block is at least a pixel', () => {
    expect([2, 1, 0.9, 0.5, 0.49, 0.25].map(halvings)).toEqual([0, 0, 1, 1, 2, 2]);
  });

  it('takes 4/3 bytes a cell, and keeps the weights only where they are few', () => {
    const few = single(1024, 5, 5);
    const many = single(1025, 5, 5);
    const bytes = many.levels.reduce((sum, { codes }) => sum + codes.byteLength, 0);
    expect(bytes).toBeLessThan(1025 * 1025 * 1.34);
    expect(few.values?.length).toBe(EXACT_CELLS);
    expect(many.values).toBeNull();
  });
});

describe('attention codes', () => {
  const weight = fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1e-3, noNaN: true }));

  it('rise with the weight, tell little from nothing, and stand for a weight near it', () => {
    fc.assert(
      fc.property(fc.array(weight, { minLength: 2, maxLength: 40 }), (list) => {
        const sorted = Float32Array.from(list).sort();
        const codes = mapOf([sorted.length], upTo(sorted.length), sorted).levels[0]?.codes ?? new Uint8Array(0);
        codes.forEach((code, i) => {
          const exact = sorted[i] ?? 0;
          expect(code).toBeGreaterThanOrEqual(codes[i - 1] ?? 1);
          if (exact > 1e-30) expect(code).toBeGreaterThan(1);
          if (exact === 0) expect(code).toBe(1);
          if (exact > 1e-6) expect(Math.abs(weightOf(code) / exact - 1)).toBeLessThan(0.15);
        });
      }),
    );
  });

  it('leave out what no query sees', () => {
    const map = mapOf([2, 5], [0, 2, 4, 5], new Float32Array(8).fill(0.25));
    const quarter = codeOf(0.25);
    expect([...(map.levels[0]?.codes ?? [])]).toEqual([quarter, quarter, 0, 0, quarter, quarter, quarter, quarter]);
    expect(weightAt(map, 0, 2)).toBeNull();
    expect(weightAt(map, 1, 2)).toEqual({ weight: 0.25, exact: true });
    expect(weightAt({ ...map, values: null }, 1, 2)).toEqual({ weight: weightOf(quarter), exact: false });
  });

  it('take the scale from the rest where the first token is left out', () => {
    const { highest, highestButFirst } = mapOf([2], [0, 1, 2], new Float32Array([0.75, 0.125, 0.125]));
    expect([highest, highestButFirst]).toEqual([0.75, 0.125]);
    const all = mapOf([5], [3, 4, 5], new Float32Array([0.75, 0.125, 0.125]));
    expect(all.highestButFirst).toBe(0.75);
  });

  it('are coloured by the scale in force, nothing above the diagonal', () => {
    const palette = { dark: false } as Parameters<typeof codePixels>[0];
    const linear = codePixels(palette, 0.5, 'linear');
    const log = codePixels(palette, 0.5, 'log');
    expect(linear[0]).toBe(0);
    expect(linear[1]).toBe(log[1]);
    expect(linear[255]).toBe(log[255]);
    expect(linear[codeOf(0.005)]).not.toBe(log[codeOf(0.005)]);
    expect(linear[2]).not.toBe(linear[1]);
    expect(weightShare(0.005, 0.5, 'log')).toBeCloseTo(0.5);
  });
});

describe('heatmap layout', () => {
  it('fills a stage, whatever its shape', () => {
    for (const height of [200, 333, 900]) {
      expect(heatmapLayout(500, 500, 700, height).height).toBe(height);
      expect(heatmapLayout(4, 500, 700, height).height).toBe(height);
    }
  });

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
