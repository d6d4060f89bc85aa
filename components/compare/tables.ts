// The tables of a comparison as files: figures, repeats, settings and steps of both runs, with unrounded numbers.

import type { Cell, Table } from '@/components/figures/table';
import { answerCells, answerColumns } from '@/components/run/fidelity';
import { shareThatDiffers } from '@/lib/compare/fates';
import { compareFirstToken } from '@/lib/compare/firstToken';
import { sameVocabulary } from '@/lib/compare/align';
import { compareTtft, samplesOf } from '@/lib/compare/times';
import { stepWork } from '@/lib/trace/fate';
import { expectedOf } from '@/lib/trace/run';
import { pieceAt, traceWords } from '@/lib/trace/select';
import { klFromFull, pairKl, rankedFirst } from './firstTokenFigures';
import { segmentsOf, type Chosen, type Pair } from './pair';
import { settingsOfBoth } from './settings';
import { placeName, places } from './state';
import { workOf } from './summary';

/** The figures of the page; `both` holds those that are of the pair. */
export function figuresTable(pair: Pair): Table {
  return {
    name: 'figures',
    columns: ['figure', 'unit', 'a', 'b', 'both'],
    rows: [...timeRows(pair), ...workRows(pair), ...firstTokenRows(pair), ...outputRows(pair)],
  };
}

function timeRows({ a, b }: Pair): Cell[][] {
  const times = compareTtft(samplesOf(a.run, a.side), samplesOf(b.run, b.side));
  const row = (name: 'n' | 'median' | 'q1' | 'q3', unit: string): Cell[] => [
    ...[`ttft_${name}`, unit, times.a?.[name] ?? null, times.b?.[name] ?? null, null],
  ];
  return [
    row('n', 'repeats'),
    row('median', 'ms'),
    row('q1', 'ms'),
    row('q3', 'ms'),
    ['ttft_median_a_over_b', 'ratio', null, null, times.ratio],
    ['ttft_a_over_b_q1', 'ratio', null, null, times.spread?.[0] ?? null],
    ['ttft_a_over_b_q3', 'ratio', null, null, times.spread?.[1] ?? null],
  ];
}

function workRows({ a, b }: Pair): Cell[][] {
  const [ofA, ofB] = [workOf(a), workOf(b)];
  const row = (name: string, unit: string, of: (work: typeof ofA) => number): Cell[] => [
    ...[name, unit, of(ofA), of(ofB), null],
  ];
  return [
    row('computed_in_prefill', 'token-layers', (work) => work.prefillTokenLayers),
    row('computed_in_prefill_share', '0..1', (work) => work.prefillTokenLayers / work.all),
    row('prompt_computed_by_the_end', '0..1', (work) => work.meanPromptShare),
    row('computed_in_all', 'token-layers', (work) => work.tokenLayers),
  ];
}

function firstTokenRows({ a, b }: Pair): Cell[][] {
  const [stepA, stepB] = [a.trace.steps[0], b.trace.steps[0]];
  if (!stepA || !stepB) return [];
  const first = ({ trace }: Chosen): Cell => {
    const id = rankedFirst(trace);
    return id === null ? null : { text: traceWords(trace)(id) };
  };
  const found = sameVocabulary(a.trace, b.trace)
    ? compareFirstToken(stepA, stepB, a.trace.model.spec.vocabSize)
    : { shared: null, klAmongShared: null, klAtLeast: null };
  return [
    ['first_token', '', first(a), first(b), null],
    ['kl_full_to_pruned', 'nats', klFromFull(a), klFromFull(b), null],
    ['kl_a_to_b', 'nats', null, null, pairKl(a, b)],
    ['kl_a_to_b_at_least', 'nats', null, null, found.klAtLeast],
    ['kl_a_to_b_among_shared_candidates', 'nats', null, null, found.klAmongShared],
    ['shared_candidates', 'tokens', null, null, found.shared],
  ];
}

function outputRows({ a, b, alignment: { firstDifference } }: Pair): Cell[][] {
  return [
    ['output', 'tokens', a.trace.output.ids.length, b.trace.output.ids.length, null],
    [
      'first_output_token_that_differs',
      'counted from 1',
      null,
      null,
      firstDifference === null ? null : firstDifference + 1,
    ],
  ];
}

/** Every timed repeat of the side shown of each run, in the order they ran. */
export function repeatTable(pair: Pair): Table {
  return {
    name: 'times-by-repeat',
    columns: ['run', 'repeat', 'ttft_ms', 'decode_steps', 'decode_ms', 'total_ms'],
    rows: places.flatMap((place) =>
      samplesOf(pair[place].run, pair[place].side).map(({ ttftMs, decodeMs, totalMs }, i): Cell[] => [
        ...[placeName[place], i + 1, ttftMs, decodeMs.length],
        ...[decodeMs.reduce((sum, ms) => sum + ms, 0), totalMs],
      ]),
    ),
  };
}

/** All settings, prompts and hashes in full; `differs` is empty where a run does not say. */
export function settingTable(pair: Pair): Table {
  return {
    name: 'settings',
    columns: ['setting', 'a', 'b', 'differs'],
    rows: settingsOfBoth(pair, 'whole').map(({ name, a, b, same }) => [
      ...[name, { text: a }, { text: b }, same === null ? null : !same],
    ]),
  };
}

/** What each run wrote, and how that agrees with the answer that was expected of it. */
export function answerTable(pair: Pair): Table {
  return {
    name: 'answers',
    columns: ['run', ...answerColumns],
    rows: places.map((place) => [placeName[place], ...answerCells(pair[place].trace, expectedOf(pair[place].run))]),
  };
}

/** One row a step that both have: what each run read, wrote and computed, and in how many places they keep different tokens. */
export function stepsTable(pair: Pair): Table {
  const work = { a: stepWork(pair.a.trace), b: stepWork(pair.b.trace) };
  return {
    name: 'steps',
    columns: [
      ...['step', 'differing_token_layers', 'compared_token_layers'],
      ...places.flatMap((place) =>
        ['position', 'token', 'next_token', 'ms', 'computed_token_layers', 'revived_token_layers'].map(
          (name) => `${name}_${place}`,
        ),
      ),
    ],
    rows: Array.from({ length: pair.steps }, (_, step) => {
      const { differ, compared } = shareThatDiffers(segmentsOf(pair, step));
      return [step, differ, compared, ...places.flatMap((place) => stepCells(pair[place], step, work[place][step]))];
    }),
  };
}

function stepCells({ trace }: Chosen, step: number, work: ReturnType<typeof stepWork>[number] | undefined): Cell[] {
  const record = trace.steps[step];
  if (!record) return [null, null, null, null, null, null];
  const words = traceWords(trace);
  const text = (position: number): Cell => ({ text: pieceAt(trace, position, words) });
  return [
    ...[record.position, text(record.position), text(record.position + 1), record.ms],
    ...[work?.computed ?? null, work?.revived ?? null],
  ];
}
