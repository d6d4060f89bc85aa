import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { importanceLayout, KIND, positionAt, type ImportanceOptions } from '@/components/views/Importance/layout';
import { isForced, stagesOf } from '@/lib/trace/select';
import { makeTrace } from '../fixtures/trace';
import { rounded } from './rounded';

function chart(options: Partial<ImportanceOptions> & { prompt?: number; stage?: number } = {}) {
  const { prompt = 24, stage: index = 0, ...rest } = options;
  const trace = makeTrace({ prompt, sinks: 2, decodeSteps: 1 });
  const record = trace.steps[0];
  const stage = record && stagesOf(trace, record)[index];
  if (!record || !stage) throw new Error('no stage');
  const layout = importanceLayout(stage, {
    positions: prompt,
    width: 400,
    height: 200,
    scale: 'linear',
    skipFirst: false,
    isForced: (p) => isForced(trace, record, p),
    ...rest,
  });
  return { stage, layout, trace, record };
}

describe('importance layout', () => {
  it('draws one bar a token where there is room', () => {
    expect(rounded(chart({ scale: 'log' }).layout)).toMatchInlineSnapshot(`
      {
        "columns": {
          "count": 24,
          "forced": [
            1,
            1,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            1,
          ],
          "kind": [
            3,
            3,
            1,
            2,
            2,
            2,
            1,
            2,
            2,
            1,
            2,
            1,
            1,
            1,
            1,
            1,
            1,
            1,
            1,
            2,
            2,
            2,
            1,
            3,
          ],
          "width": 14.5,
          "y": [
            10,
            139.9,
            166.2,
            135.7,
            73.1,
            68.2,
            166.8,
            124.4,
            118,
            138.7,
            58.3,
            159.6,
            135.8,
            170.2,
            156.6,
            154.2,
            163.2,
            164.1,
            142.9,
            117.5,
            102.4,
            133.6,
            152.8,
            117.8,
          ],
        },
        "height": 200,
        "plot": {
          "height": 166,
          "left": 44,
          "top": 10,
          "width": 348,
        },
        "thresholdY": 135.7,
        "xTicks": [
          {
            "label": "0",
            "x": 51.2,
          },
          {
            "label": "10",
            "x": 196.3,
          },
          {
            "label": "20",
            "x": 341.3,
          },
        ],
        "yTicks": [
          {
            "label": "10⁻²",
            "y": 118.3,
          },
          {
            "label": "10⁻¹",
            "y": 58.9,
          },
        ],
      }
    `);
  });

  it.each(['linear', 'log', 'rank'] as const)(
    'keeps exactly the bars at or above the threshold on the %s scale',
    (scale) => {
      fc.assert(
        fc.property(fc.integer({ min: 4, max: 300 }), fc.nat({ max: 2 }), fc.boolean(), (prompt, stage, skipFirst) => {
          const { layout } = chart({ prompt, stage, scale, skipFirst, width: 900 });
          const { thresholdY, columns } = layout;
          if (thresholdY === null) return;
          for (let i = 0; i < columns.count; i++) {
            const y = columns.y[i] ?? 0;
            if (columns.kind[i] === KIND.kept) expect(y).toBeLessThanOrEqual(thresholdY + 1e-3);
            if (columns.kind[i] === KIND.pruned) expect(y).toBeGreaterThanOrEqual(thresholdY - 1e-3);
          }
        }),
      );
    },
  );

  it('shows the highest score of the tokens that share a pixel', () => {
    const { layout, stage } = chart({ prompt: 2000, width: 352 });
    expect(layout.columns.count).toBe(300);
    const highest = Math.max(...stage.scores);
    const at = stage.active[stage.scores.indexOf(highest)] ?? -1;
    const column = Math.floor((at * layout.columns.count) / 2000);
    expect(layout.columns.y[column]).toBeCloseTo(layout.plot.top, 3);
  });

  it('leaves the first token out of bars and scale', () => {
    const { layout } = chart({ skipFirst: true });
    expect(layout.columns.kind[0]).toBe(KIND.none);
    expect(Math.min(...layout.columns.y)).toBeCloseTo(layout.plot.top, 3);
  });

  it('marks tokens that are kept by rule', () => {
    const { layout, record } = chart();
    expect([layout.columns.forced[0], layout.columns.forced[1], layout.columns.forced[2]]).toEqual([1, 1, 0]);
    expect(layout.columns.forced[record.position]).toBe(1);
  });

  it('finds the token under the pointer', () => {
    const { layout } = chart();
    expect(positionAt(layout, 24, layout.plot.left)).toBe(0);
    expect(positionAt(layout, 24, layout.plot.left + layout.plot.width - 0.1)).toBe(23);
    expect(positionAt(layout, 24, 3)).toBeNull();
  });
});
