import { describe, expect, it } from 'vitest';
import type { Mark } from '@/components/figures/marks';
import { ttftMarks } from '@/components/run/timing/marks';
import { layoutTtft } from '@/components/run/timing/layout';
import { mapLayout } from '@/components/views/FateMap/layout';
import { mapMarks, selectionMarks } from '@/components/views/FateMap/marks';
import { importanceLayout } from '@/components/views/Importance/layout';
import { chartMarks, chartPin } from '@/components/views/Importance/marks';
import { stripBars } from '@/components/views/StepPlayer/layout';
import { stepAxis, stripMarks } from '@/components/views/StepPlayer/marks';
import { columnMarks, handleMarks } from '@/components/workbench/schedule/marks';
import { layoutSchedule } from '@/components/workbench/schedule/layout';
import { traceFates } from '@/lib/trace/fate';
import { stagesOf } from '@/lib/trace/select';
import { summarizeSamples } from '@/lib/trace/statistics';
import { makeTrace } from '../fixtures/trace';

const trace = makeTrace({ prompt: 80 });
const texts = (marks: readonly Mark[]) => marks.flatMap((mark) => (mark.kind === 'text' ? [mark.text] : []));

describe('marks of the fate map', () => {
  const step = traceFates(trace)[1];
  if (!step) throw new Error('the fixture decodes');
  const layout = mapLayout(step.segments, 86, 800);
  const cutLabels = [40, 20, 10].map((kept) => ({ keep: '50%', kept }));
  const draw = (k: number, wordAt: ((p: number) => string) | null) =>
    mapMarks({ layout, zoom: { k, x: layout.plot.left * (1 - k) }, step, prompt: 80, wordAt, cutLabels });

  it('are the cells as one raster of the plot, then layers, prunings and positions as text', () => {
    const marks = draw(1, null);
    expect(marks.filter(({ kind }) => kind === 'raster')).toMatchObject([{ box: layout.plot }]);
    expect(texts(marks)).toEqual(
      expect.arrayContaining(['1', '12', 'keep 50%', '40 stay', '20 stay', '10 stay', '0', '80']),
    );
  });

  it('have the words of the tokens in sight only, and none while columns are narrow', () => {
    const words = texts(draw(4, (p) => `word${p}`)).filter((text) => text.startsWith('word'));
    expect(words[0]).toBe('word0');
    expect(words.length).toBeGreaterThan(15);
    expect(words.length).toBeLessThan(30);
    expect(texts(draw(1, null)).filter((text) => text.startsWith('word'))).toEqual([]);
  });

  it('mark the selected layer always and a pinned token where there is one, within the plot', () => {
    const zoom = { k: 1, x: 0 };
    expect(selectionMarks(layout, zoom, 5, null)).toHaveLength(1);
    expect(selectionMarks(layout, zoom, 5, 999)).toHaveLength(1);
    expect(selectionMarks(layout, zoom, 5, 20)[1]).toMatchObject({
      kind: 'group',
      clip: { left: layout.plot.left, width: layout.plot.width },
    });
  });
});

describe('marks of the charts', () => {
  it('importance: a bar for every scored token, in the colour of what became of it', () => {
    const record = trace.steps[0];
    const stage = record && stagesOf(trace, record)[1];
    if (!stage) throw new Error('the fixture prunes');
    const layout = importanceLayout(stage, {
      positions: 86,
      width: 800,
      height: 200,
      scale: 'log',
      skipFirst: false,
      isForced: (p) => p === 79,
    });
    const bars = (fill: string) =>
      chartMarks(layout).flatMap((mark) =>
        mark.kind === 'path' && mark.fill === fill ? [mark.d.match(/v/g)?.length ?? 0] : [],
      );
    expect(bars('fate-computed')).toEqual([stage.kept.length - 1]);
    expect(bars('fate-parked')).toEqual([stage.active.length - stage.kept.length]);
    expect(chartPin(layout, 86, 3)).toHaveLength(1);
    expect(chartPin(layout, 86, 86)).toEqual([]);
  });

  it('timeline: one bar a step in each colour, the prefill cut, and steps named as far apart as they can be read', () => {
    const bars = stripBars(trace, 700, 30);
    const marks = stripMarks(bars, 2, 700, 30);
    const counts = marks.flatMap((mark) => (mark.kind === 'path' ? [mark.d.match(/M/g)?.length ?? 0] : []));
    expect(counts.slice(0, 2)).toEqual([bars.length, bars.length]);
    expect(marks.filter((mark) => mark.kind === 'path' && mark.fill === 'surface')).toHaveLength(1);
    expect(texts(stepAxis(bars, 30))).toEqual(['prefill', '1', '2', '3', '4', '5', '6']);
    expect(texts(stepAxis(stripBars(trace, 70, 30), 30))).toEqual(['0', '5']);
  });

  it('TTFT: a dot for every repeat, hollow for warm-ups, with its time when pointed at', () => {
    const sample = (mode: 'full' | 'lazyllm', ttftMs: number) => ({ mode, ttftMs, decodeMs: [], totalMs: ttftMs });
    const samples = [sample('full', 100), sample('lazyllm', 50), sample('full', 110), sample('lazyllm', 52)];
    const warmups = [sample('full', 105), sample('lazyllm', 900)];
    const layout = layoutTtft(summarizeSamples(samples), warmups, 500);
    const marks = ttftMarks(layout, { full: 'Full prefill', pruned: 'LazyLLM' }, 500);
    const dots = marks.flatMap((mark) => (mark.kind === 'circle' ? [[mark.title, mark.fill]] : []));
    expect(dots).toEqual([
      ['Full prefill, warm-up 1: 105 ms', 'surface'],
      ['Full prefill, repeat 1: 100 ms', 'ink-2'],
      ['Full prefill, repeat 2: 110 ms', 'ink-2'],
      ['LazyLLM, repeat 1: 50.0 ms', 'accent'],
      ['LazyLLM, repeat 2: 52.0 ms', 'accent'],
    ]);
    expect(texts(marks)).toContain('900 ms ▸');
  });

  it('schedule: a column a layer, and a handle that says what is left', () => {
    const schedule = [{ layer: 4, keep: 0.5 }];
    const layout = layoutSchedule(schedule, 8, { width: 340, height: 100, top: 10, bottom: 18 });
    const filled = columnMarks(layout, 10, 8).filter((mark) => mark.kind === 'rect' && mark.fill === 'fate-computed');
    expect(filled).toHaveLength(8);
    expect(layout.stages.flatMap((stage) => texts(handleMarks(stage, layout)))).toEqual(['50%']);
  });
});
