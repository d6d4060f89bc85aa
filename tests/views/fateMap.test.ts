import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  layerAtY,
  layerY,
  leastHeight,
  mapLayout,
  poolColumns,
  positionAtX,
  positionTicks,
  positionX,
  visiblePositions,
} from '@/components/views/FateMap/layout';
import { FATE, traceFates } from '@/lib/trace/fate';
import { makeTrace } from '../fixtures/trace';
import { rounded } from './rounded';

const trace = makeTrace({ prompt: 200, layers: 16, schedule: [4, 8, 12].map((layer) => ({ layer, keep: 0.5 })) });
const segments = traceFates(trace)[2]?.segments ?? [];
const none = { k: 1, x: 0 };

describe('fate map layout', () => {
  it('places segments, cuts and labels', () => {
    expect(rounded(mapLayout(segments, 206, 960))).toMatchInlineSnapshot(`
      {
        "cell": 4.1,
        "cuts": [
          {
            "layer": 4,
            "y": 74.5,
          },
          {
            "layer": 8,
            "y": 147.5,
          },
          {
            "layer": 12,
            "y": 220.5,
          },
        ],
        "height": 315,
        "layerHeight": 17,
        "layerLabels": [
          {
            "layer": 1,
            "y": 12.5,
          },
          {
            "layer": 2,
            "y": 29.5,
          },
          {
            "layer": 3,
            "y": 46.5,
          },
          {
            "layer": 4,
            "y": 63.5,
          },
          {
            "layer": 5,
            "y": 85.5,
          },
          {
            "layer": 6,
            "y": 102.5,
          },
          {
            "layer": 7,
            "y": 119.5,
          },
          {
            "layer": 8,
            "y": 136.5,
          },
          {
            "layer": 9,
            "y": 158.5,
          },
          {
            "layer": 10,
            "y": 175.5,
          },
          {
            "layer": 11,
            "y": 192.5,
          },
          {
            "layer": 12,
            "y": 209.5,
          },
          {
            "layer": 13,
            "y": 231.5,
          },
          {
            "layer": 14,
            "y": 248.5,
          },
          {
            "layer": 15,
            "y": 265.5,
          },
          {
            "layer": 16,
            "y": 282.5,
          },
        ],
        "plot": {
          "height": 287,
          "left": 30,
          "top": 4,
          "width": 838,
        },
        "positions": 206,
        "rows": [
          {
            "firstLayer": 1,
            "height": 68,
            "lastLayer": 4,
            "top": 4,
          },
          {
            "firstLayer": 5,
            "height": 68,
            "lastLayer": 8,
            "top": 77,
          },
          {
            "firstLayer": 9,
            "height": 68,
            "lastLayer": 12,
            "top": 150,
          },
          {
            "firstLayer": 13,
            "height": 68,
            "lastLayer": 16,
            "top": 223,
          },
        ],
        "width": 960,
      }
    `);
  });

  it('fits a telephone', () => {
    const { plot, layerLabels, cell } = mapLayout(segments, 206, 320);
    expect(rounded({ plot, labels: layerLabels.length, cell })).toMatchInlineSnapshot(`
      {
        "cell": 1.2,
        "labels": 16,
        "plot": {
          "height": 287,
          "left": 30,
          "top": 4,
          "width": 246,
        },
      }
    `);
  });

  it('fills a stage to within a pixel a layer, and never gets lower than rows that can be told apart', () => {
    const least = leastHeight(segments);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2000 }), (height) => {
        const layout = mapLayout(segments, 206, 1000, height);
        expect(layout.height).toBeLessThanOrEqual(Math.max(least, height));
        expect(layout.height).toBeGreaterThan(Math.max(least, height) - 16 - 1);
      }),
    );
  });

  it('finds under the pointer the very cell it drew there, at any zoom', () => {
    const wide = fc.integer({ min: 320, max: 2400 });
    fc.assert(
      fc.property(
        wide,
        fc.integer({ min: 1, max: 2048 }),
        fc.double({ min: 1, max: 40, noNaN: true }),
        fc.nat(),
        (width, n, k, pick) => {
          const layout = mapLayout(segments, n, width);
          const position = pick % n;
          // Zoomed so that the position stands in the middle of the plot, as d3-zoom would have it.
          const centre = layout.plot.left + (position + 0.5) * layout.cell;
          const zoom = { k, x: layout.plot.left + layout.plot.width / 2 - centre * k };
          const x = positionX(layout, zoom, position) + (layout.cell * k) / 2;
          expect(positionAtX(layout, zoom, x)).toBe(position);
          const layer = (pick % 16) + 1;
          expect(layerAtY(layout, layerY(layout, layer) + 1)).toBe(layer);
          const [first, last] = visiblePositions(layout, zoom);
          expect(first <= position && position <= last).toBe(true);
        },
      ),
    );
  });

  it('labels positions that are on the screen', () => {
    const layout = mapLayout(segments, 2048, 960);
    expect(positionTicks(layout, none).map(({ position }) => position)).toMatchInlineSnapshot(`
      [
        0,
        200,
        400,
        600,
        800,
        1000,
        1200,
        1400,
        1600,
        1800,
        2000,
      ]
    `);
    expect(positionTicks(layout, { k: 40, x: -30 * 39 }).map(({ position }) => position)).toMatchInlineSnapshot(`
      [
        0,
        5,
        10,
        15,
        20,
        25,
        30,
        35,
        40,
        45,
        50,
      ]
    `);
  });
});

describe('pooling of positions into pixel columns', () => {
  it('keeps a single revived token visible among thousands, wherever it stands and however few the pixels', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4096 }), fc.nat(), fc.integer({ min: 1, max: 400 }), (n, pick, width) => {
        const codes = new Uint8Array(n).fill(FATE.computed);
        codes[pick % n] = FATE.revived;
        expect(poolColumns(codes, 0, n / width, new Uint8Array(width))).toContain(FATE.revived);
      }),
    );
  });

  it('shows the rarest of the fates that share a pixel', () => {
    const codes = new Uint8Array([
      FATE.out,
      FATE.parked,
      FATE.reused,
      FATE.computed,
      FATE.revived,
      FATE.out,
      FATE.out,
      FATE.parked,
    ]);
    expect([...poolColumns(codes, 0, 4, new Uint8Array(2))]).toEqual([FATE.computed, FATE.revived]);
    expect([...poolColumns(codes, 0, 2, new Uint8Array(4))]).toEqual([
      FATE.parked,
      FATE.computed,
      FATE.revived,
      FATE.parked,
    ]);
  });

  it('repeats a position over its pixels where there is room', () => {
    const codes = new Uint8Array([FATE.out, FATE.revived]);
    expect([...poolColumns(codes, 0, 1 / 3, new Uint8Array(6))]).toEqual([1, 1, 1, 5, 5, 5]);
    expect([...poolColumns(codes, -1, 1, new Uint8Array(4))]).toEqual([0, 1, 5, 0]);
  });
});
