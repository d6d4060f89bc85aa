import { describe, expect, it, vi } from 'vitest';
import { differenceFigure, differenceTable } from '@/components/compare/DifferenceMap/figure';
import { differenceMarks } from '@/components/compare/DifferenceMap/marks';
import { chosenOf, pairOf, type Pair } from '@/components/compare/pair';
import { scoreDifferenceFigure, scoreDifferenceTable } from '@/components/compare/ScoreDifference/figure';
import { scoreDifferenceLayout } from '@/components/compare/ScoreDifference/layout';
import { scoreDifferenceMarks, scoreDifferencePin } from '@/components/compare/ScoreDifference/marks';
import { sourceOfPair, sourceOfPlace } from '@/components/compare/source';
import type { Linked } from '@/components/compare/state';
import { answerTable, figuresTable, repeatTable, settingTable, stepsTable } from '@/components/compare/tables';
import type { Mark } from '@/components/figures/marks';
import { writeCsv } from '@/components/figures/table';
import { mapLayout } from '@/components/views/FateMap/layout';
import { createHoverStore } from '@/components/views/hover';
import { differenceOf, segmentAt } from '@/lib/compare/fates';
import { scoreDifferences } from '@/lib/compare/scores';
import { compareTtft, samplesOf } from '@/lib/compare/times';
import { traceFates } from '@/lib/trace/fate';
import { titleOf, type Run } from '@/lib/trace/run';
import { recordedRuns } from '../compare/traces';
import { csvRows } from './csv';

vi.stubGlobal('window', { location: { origin: 'https://lens.example' } });

const linked: Linked = { step: 0, layer: null, column: null, head: 'mean', skipFirst: false };

function recorded(title: string): Run {
  const run = recordedRuns.find((each) => titleOf(each) === title);
  if (!run) throw new Error(`no recorded run “${title}”`);
  return run;
}

function pair(a: Run, b: Run, sideA: 'full' | 'pruned' = 'pruned'): Pair {
  const [ofA, ofB] = [chosenOf(a, sideA), chosenOf(b, 'pruned')];
  if (!ofA || !ofB) throw new Error('recorded runs are whole');
  return pairOf(ofA, ofB);
}

const passkey = recorded('Find the pass key');
const quotation = recorded('Complete a sentence: pruning loses');
const sides = pair(passkey, passkey, 'full');
const runs = pair(passkey, quotation);
/** The same prompt, pruned less in A than in B. */
const schedules = pair(recorded('The first token takes its share'), recorded('Revival misleads'));

function differenceStep(of: Pair, step = 0, layer = of.layers) {
  const [a, b] = [traceFates(of.a.trace)[step], traceFates(of.b.trace)[step]];
  if (!a || !b) throw new Error('both have the step');
  const segments = differenceOf(of.alignment, a, b);
  const nothing = { look: () => undefined, hover: createHoverStore() };
  return { pair: of, linked: { ...linked, step }, segments, layer, ...nothing };
}

/** The scores after the second pruning layer of the prefill: the first sees the same in both runs. */
function secondStage(of: Pair) {
  const [a, b] = [of.a.trace.steps[0], of.b.trace.steps[0]];
  const [, stage] = a && b ? scoreDifferences(of.alignment, { ...of.a, step: a }, { ...of.b, step: b }) : [];
  if (!stage) throw new Error('both score at the same layer');
  return stage;
}

const texts = (marks: readonly Mark[]) => marks.flatMap((mark) => (mark.kind === 'text' ? [mark.text] : []));

describe('the figures of a comparison', () => {
  const nothing = { marks: [], width: 400, height: 300 };

  it('difference map: one raster of the plot, the end of the prompts, and who prunes at each cut', () => {
    const { segments } = differenceStep(sides);
    const layout = mapLayout(segments, sides.alignment.a.length, 800);
    const cuts = layout.cuts.map(() => 'B');
    const zoom = { k: 1, x: 0 };
    const { promptColumns } = sides.alignment;
    const marks = differenceMarks({ layout, zoom, segments, promptColumns, cuts, wordAt: null });
    expect(marks.filter(({ kind }) => kind === 'raster')).toMatchObject([{ box: layout.plot }]);
    expect(texts(marks).filter((text) => text === 'B')).toHaveLength(layout.cuts.length);
    expect(texts(marks)).toEqual(expect.arrayContaining(['1', String(sides.layers), '0', '600']));
  });

  it('difference map: its legend counts what the layer holds, its caption says how much differs', () => {
    const step = differenceStep(sides);
    const { legend, caption, notes } = differenceFigure(step, nothing);
    expect(legend.map(({ label }) => label)).toEqual([
      'kept in both 79',
      'only in A 550',
      'only in B 0',
      'in neither 0',
    ]);
    expect(caption).toContain('The runs differ in 5,340 of the 10,064 token-layers');
    expect(notes.join(' ')).toContain('Counts are those of layer 16');
    expect(differenceFigure(differenceStep(runs), nothing).legend.at(-1)?.label).toMatch(/^in one run only \d/);
  });

  it('score differences: a bar for every token that differs, up where A scores higher, and the pin', () => {
    const stage = secondStage(schedules);
    const columns = schedules.alignment.a.length;
    const options = { columns, width: 4000, height: 220, skipFirst: false, ratio: 1 };
    const layout = scoreDifferenceLayout(stage, options);
    const bars = (fill: string) =>
      scoreDifferenceMarks(layout).flatMap((mark) =>
        mark.kind === 'path' && mark.fill === fill ? [mark.d.match(/M/g)?.length ?? 0] : [],
      );
    expect(bars('run-a')).toEqual([stage.values.filter((value) => value > 0).length]);
    expect(bars('run-b')).toEqual([stage.values.filter((value) => value < 0).length]);
    expect(stage.values.filter((value) => value !== 0).length).toBeGreaterThan(50);
    expect(scoreDifferencePin(layout, columns, 3)).toHaveLength(1);
    expect(scoreDifferencePin(layout, columns, columns)).toEqual([]);
    const chart = { ...differenceStep(schedules), linked: { ...linked, skipFirst: true }, stage };
    const { caption } = scoreDifferenceFigure(chart, nothing);
    expect(caption).toContain(`Of ${stage.columns.length} tokens scored in both`);
    expect(caption).toContain('The first token is left out.');
  });
});

describe('the tables of a comparison', () => {
  it('figures: what the page shows, unrounded', () => {
    const rows = csvRows(writeCsv(figuresTable(sides)));
    const row = (name: string) => rows.find(({ figure }) => figure === name);
    const times = compareTtft(samplesOf(passkey, 'full'), samplesOf(passkey, 'pruned'));
    expect(Number(row('ttft_median')?.['a'])).toBe(times.a?.median);
    expect(Number(row('ttft_median')?.['b'])).toBe(times.b?.median);
    expect(Number(row('ttft_median_a_over_b')?.['both'])).toBe(times.ratio);
    expect(Number(row('computed_in_prefill')?.['a'])).toBe(629 * 16);
    expect(row('computed_in_prefill_share')?.['a']).toBe('1');
    if (passkey.kind !== 'whole') throw new Error('the pass key is whole');
    expect(Number(row('kl_a_to_b')?.['both'])).toBe(passkey.comparison.fidelity.kl);
    expect(row('first_output_token_that_differs')?.['both']).toBe('');
    expect(new Set(rows.map(({ figure }) => figure)).size).toBe(rows.length);
  });

  it('figures: no difference at all for a run and itself', () => {
    const rows = csvRows(writeCsv(figuresTable(pair(passkey, passkey))));
    for (const { a, b } of rows) expect(a).toBe(b);
    const both = Object.fromEntries(rows.map(({ figure, both }) => [figure, both]));
    expect(both).toMatchObject({ ttft_median_a_over_b: '1', kl_a_to_b_at_least: '0' });
  });

  it('repeats: every time that was measured, of both', () => {
    const rows = csvRows(writeCsv(repeatTable(sides)));
    for (const [run, side] of [
      ['A', 'full'],
      ['B', 'pruned'],
    ] as const) {
      const times = samplesOf(passkey, side).map(({ ttftMs }) => ttftMs);
      expect(rows.filter((row) => row['run'] === run).map((row) => Number(row['ttft_ms']))).toEqual(times);
    }
  });

  it('settings: all of them, with prompts and hashes whole', () => {
    const rows = csvRows(writeCsv(settingTable(runs)));
    const row = (name: string) => rows.find(({ setting }) => setting === name);
    expect(JSON.parse(row('Prompt')?.['a'] ?? '')).toContain(passkey.kind === 'whole' && runs.a.trace.input.text);
    expect(row('Weights')?.['a']).toContain(runs.a.trace.model.sha256);
    expect([row('Prompt')?.['differs'], row('Weights')?.['differs']]).toEqual(['true', 'false']);
  });

  it('answers: what each run wrote, held against what was expected of it', () => {
    const rows = csvRows(writeCsv(answerTable(runs)));
    expect(rows.map(({ run, text }) => [run, JSON.parse(text ?? '')])).toEqual([
      ['A', runs.a.trace.output.text],
      ['B', runs.b.trace.output.text],
    ]);
    expect(rows.map(({ exact_match }) => exact_match)).toEqual(['true', 'false']);
  });

  it('differences: as many of each kind as the legend counts, by layer', () => {
    const [step, layer] = [1, 9];
    const shown = differenceStep(sides, step, layer);
    const rows = csvRows(writeCsv(differenceTable(shown)));
    const counts = segmentAt(shown.segments, layer)?.counts;
    for (const [name, count] of Object.entries(counts ?? {}))
      expect(rows.filter(({ difference }) => difference === name)).toHaveLength(count);
    const [first] = rows;
    expect(Object.keys(first ?? {})).toEqual(expect.arrayContaining(['layers_1_4', 'fate_a', 'score_b']));
    expect(rows.map(({ position_a }) => Number(position_a))).toEqual(rows.map((_, position) => position));
    expect(rows.map(({ token }) => JSON.parse(token ?? '')).slice(0, 629)).toEqual(sides.a.trace.input.pieces);
  });

  it('scores: of each run at each layer, and their difference where there are two', () => {
    const stage = secondStage(schedules);
    const rows = csvRows(writeCsv(scoreDifferenceTable(schedules, 0))).filter(
      ({ after_layer }) => after_layer === String(stage.layer),
    );
    const both = rows.filter(({ difference }) => difference !== '');
    expect(both.map(({ column }) => Number(column))).toEqual([...stage.columns]);
    expect(both.map(({ difference }) => Number(difference))).toEqual([...stage.values]);
    expect(rows.filter(({ score_b }) => score_b === '')).toHaveLength(stage.onlyScoredInA);
    expect(rows.filter(({ score_a }) => score_a === '')).toHaveLength(stage.onlyScoredInB);
  });

  it('steps: those that both have, with what each run read, wrote and computed', () => {
    const rows = csvRows(writeCsv(stepsTable(sides)));
    expect(rows).toHaveLength(sides.steps);
    expect(rows[0]).toMatchObject({ differing_token_layers: '5340', compared_token_layers: '10064' });
    expect(rows.map(({ ms_b }) => Number(ms_b))).toEqual(sides.b.trace.steps.map(({ ms }) => ms));
    expect(rows.map(({ next_token_a }) => JSON.parse(next_token_a ?? ''))).toEqual(
      sides.a.trace.output.pieces.slice(0, rows.length),
    );
  });
});

describe('a comparison opens', () => {
  it('at the first step in which the runs keep different tokens of the same prompt, else at the prefill', () => {
    const revival = pair(recorded('Revival brings the answer back'), recorded('The same prompt without revival'));
    const differing = csvRows(writeCsv(stepsTable(revival))).map((row) => Number(row['differing_token_layers']));
    expect(revival.opening).toBe(differing.findIndex((count) => count > 0));
    expect(revival.opening).toBeGreaterThan(0);
    for (const other of [sides, runs, pair(passkey, passkey)]) expect(other.opening).toBe(0);
  });
});

describe('files made from a comparison', () => {
  const path = '/compare?a=recorded:passkey&b=recorded:quotation';
  const source = sourceOfPair(runs, path);

  it('name both runs, the paper and the link of the comparison', () => {
    const caption = source.caption('What is seen.');
    expect(caption).toMatch(/^What is seen\. A: run “Find the pass key” on lens-28m .*\. B: run “Complete a sentence/);
    expect(caption).toContain('arXiv:2407.14057');
    expect(caption.endsWith(` https://lens.example${path}`)).toBe(true);
    expect(source.name).toBe('lazylens-compare-find-the-pass-key-complete-a-sentence-pruning-loses');
    expect(source.bibtex().match(/^@\w+/gm)).toEqual(['@misc', '@misc', '@article']);
  });

  it('of one run say which, in name, title and caption', () => {
    const [a, b] = [sourceOfPlace(source, runs, 'a'), sourceOfPlace(source, runs, 'b')];
    expect(a.name).not.toBe(b.name);
    expect(b.caption('Fates.')).toMatch(/^Run B\. Fates\. A: run/);
    const figure = { name: 'x', title: 'Fate map', width: 1, height: 1, marks: [], legend: [], notes: [], caption: '' };
    expect(b.framed?.(figure)).toMatchObject({
      title: 'B. Fate map',
      notes: ['B: Complete a sentence: pruning loses, LazyLLM.'],
    });
  });

  it('carry no link of the comparison where a run of it is on this device alone', () => {
    const own = sourceOfPair(pair({ ...passkey, origin: 'here' }, { ...quotation, id: 'quotation' }), null);
    expect(own.caption('x')).not.toContain('/compare');
    expect(own.caption('x').match(/https:\/\/lens\.example\S*/g)).toEqual(['https://lens.example/gallery/quotation).']);
    expect(own.bibtex().match(/url .*/g)).toEqual([
      expect.stringContaining('/gallery/quotation'),
      expect.stringContaining('arxiv.org'),
    ]);
  });

  it('cite a run that is compared with itself once', () => {
    const self = sourceOfPair(sides, path);
    expect(self.name).toBe('lazylens-compare-find-the-pass-key');
    expect(self.bibtex().match(/^@\w+/gm)).toEqual(['@misc', '@article']);
    expect(self.caption('x')).toMatch(/A: .*Full prefill.* B: .*LazyLLM after layers/);
  });
});
