import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { writeCsv } from '@/components/figures/table';
import { fateTable } from '@/components/views/FateMap/figure';
import { createHoverStore } from '@/components/views/hover';
import { scoreTable } from '@/components/views/Importance/figure';
import { defaultSelection } from '@/components/views/selection';
import { cacheTable, candidateTable, revivedTable, stepTable } from '@/components/views/StepPlayer/figure';
import { answersTable, fidelityTable } from '@/components/run/fidelity';
import { sampleTable, timesTable } from '@/components/run/timing/figure';
import { traceFates } from '@/lib/trace/fate';
import { titleOf } from '@/lib/trace/run';
import { summarizeSamples } from '@/lib/trace/statistics';
import { recordedRuns } from '../compare/traces';
import { makeTrace } from '../fixtures/trace';
import { csvRows, parseCsv } from './csv';

const trace = makeTrace({ prompt: 80, sinks: 2 });
const view = { trace, selection: defaultSelection, onSelect: () => undefined, hover: createHoverStore() };
const fates = traceFates(trace);

describe('CSV', () => {
  it('parses back to what was written: any text, any number', () => {
    const cell = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.boolean(),
      fc.constant(null),
      fc.record({ text: fc.string({ unit: 'binary' }) }),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1 }), (rows) => {
        const text = writeCsv({ name: 'x', columns: ['a', 'b'], rows });
        const read = parseCsv(text)
          .slice(1)
          .map((row) => row.map((field, i) => ({ field, i })));
        rows.forEach((row, r) =>
          row.forEach((value, c) => {
            const field = read[r]?.[c]?.field ?? '';
            if (typeof value === 'number') expect(Number(field)).toBe(value === 0 ? 0 : value);
            else if (value !== null && typeof value === 'object') expect(JSON.parse(field)).toBe(value.text);
            else expect(field).toBe(value === null ? '' : String(value));
          }),
        );
      }),
    );
  });

  it('keeps a record on one line and gives a spreadsheet no formula, whatever a token holds', () => {
    const text = writeCsv({
      name: 'x',
      columns: ['token'],
      rows: [[{ text: '=1+1' }], [{ text: '\n' }], [{ text: '-2' }]],
    });
    expect(text.split('\r\n')).toEqual(['token', '"""=1+1"""', '"""\\n"""', '"""-2"""', '']);
  });
});

describe('tables of a trace hold its numbers unrounded', () => {
  it('scores: every scored token of every pruning layer of a step', () => {
    for (const [at, step] of trace.steps.entries()) {
      const rows = csvRows(writeCsv(scoreTable(view, at)));
      const scored = step.segments.filter(({ scores }) => scores !== null);
      expect(rows).toHaveLength(scored.reduce((sum, { scores }) => sum + (scores?.length ?? 0), 0));
      for (const segment of scored) {
        const here = rows.filter(({ after_layer }) => after_layer === String(segment.lastLayer));
        expect(here.map(({ score }) => Number(score))).toEqual(segment.scores);
        expect(here.filter(({ kept }) => kept === 'true').map(({ position }) => Number(position))).toEqual(
          segment.kept,
        );
        const best = here.find(({ rank }) => rank === '1');
        expect(Number(best?.score)).toBe(Math.max(...(segment.scores ?? [])));
      }
    }
  });

  it('fates: every position of the step, in the selected layer and in every segment', () => {
    const [at, layer] = [2, 7];
    const step = fates[at];
    const record = trace.steps[at];
    if (!step || !record) throw new Error('the fixture has three steps');
    const rows = csvRows(writeCsv(fateTable({ ...view, at, layer, step })));
    expect(rows.map(({ position }) => Number(position))).toEqual(
      Array.from({ length: record.position + 1 }, (_, p) => p),
    );
    const third = record.segments[2];
    const computed = rows.filter((row) => /computed|revived/.test(row['layers_7_9'] ?? ''));
    expect(computed.map(({ position }) => Number(position))).toEqual(third?.computed);
    expect(rows.map(({ fate }) => fate)).toEqual(rows.map((row) => row['layers_7_9']));
    expect(rows.slice(0, 80).map(({ token }) => JSON.parse(token ?? ''))).toEqual(trace.input.pieces);
    expect(rows.slice(0, 80).map(({ token_id }) => Number(token_id))).toEqual(trace.input.ids);
  });

  it('steps, candidates, caches and revived tokens', () => {
    expect(csvRows(writeCsv(stepTable(view))).map(({ ms, next_id }) => [Number(ms), Number(next_id)])).toEqual(
      trace.steps.map(({ ms, nextId }) => [ms, nextId]),
    );
    const at = trace.steps.findIndex(({ segments }) => segments.some(({ revived }) => revived.length > 0));
    const [record, step] = [trace.steps[at], fates[at]];
    if (!record || !step) throw new Error('the fixture revives tokens');
    expect(
      csvRows(writeCsv(candidateTable(view, at, record))).map(({ token_id, logit }) => [
        Number(token_id),
        Number(logit),
      ]),
    ).toEqual(record.top);
    const caches = csvRows(writeCsv(cacheTable(at, record, step)));
    expect(caches.map(({ kv, aux }) => [Number(kv), Number(aux)])).toEqual(
      step.segments.map(({ kv, aux }) => [kv, aux]),
    );
    const revived = csvRows(writeCsv(revivedTable(view, at, record)));
    const positions = record.segments.flatMap((segment) => segment.revived);
    expect(revived.map(({ position }) => Number(position)).sort((a, b) => a - b)).toEqual(
      [...positions].sort((a, b) => a - b),
    );
    for (const row of revived) {
      const segment = record.segments.find(({ lastLayer }) => lastLayer === Number(row['after_layer']));
      expect(segment?.scores).toContain(Number(row['score']));
    }
  });

  it('times: every repeat, and the medians of the page', () => {
    const sample = (mode: 'full' | 'lazyllm', ttftMs: number) => ({
      mode,
      ttftMs,
      decodeMs: [10.123456789, 20],
      totalMs: 3 * ttftMs,
    });
    const timing = {
      warmup: [sample('full', 900.5)],
      samples: [sample('full', 101.25), sample('lazyllm', 50.123456789), sample('full', 103.75), sample('lazyllm', 60)],
    };
    const run = { full: makeTrace({ mode: 'full' }), pruned: trace, timing };
    const rows = csvRows(writeCsv(sampleTable(run)));
    expect(rows.map(({ side, warmup, repeat, ttft_ms }) => [side, warmup, repeat, Number(ttft_ms)])).toEqual([
      ['full', 'true', '1', 900.5],
      ['full', 'false', '1', 101.25],
      ['pruned', 'false', '1', 50.123456789],
      ['full', 'false', '2', 103.75],
      ['pruned', 'false', '2', 60],
    ]);
    const summary = summarizeSamples(timing.samples);
    const times = csvRows(writeCsv(timesTable(run, summary)));
    expect(times.map((row) => row['ttft_median_ms'])).toEqual([102.5, summary.pruned.ttft?.median, ''].map(String));
    expect(times[0]?.['repeats']).toBe('2');
  });

  it('has both answers word for word, and how close the sides are, unrounded', () => {
    const run = recordedRuns.find((each) => titleOf(each) === 'Complete a sentence: pruning loses');
    if (run?.kind !== 'whole') throw new Error('the recorded run is whole');
    const { full, pruned, fidelity } = run.comparison;
    const answers = csvRows(writeCsv(answersTable(run)));
    expect(answers.map(({ text }) => JSON.parse(text ?? '') as unknown)).toEqual([
      full.output.text,
      pruned.output.text,
    ]);
    expect(answers.map(({ exact_match }) => exact_match)).toEqual(['true', 'false']);
    const [row] = csvRows(writeCsv(fidelityTable(run.comparison)));
    expect(Number(row?.['kl_nats'])).toBe(fidelity.kl);
    expect(row).toMatchObject({ first_token_same: 'false', first_difference: '1' });
  });
});
