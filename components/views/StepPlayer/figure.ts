// The timeline and the tables of the steps as files.

import type { Figure } from '@/components/figures/figure';
import type { Mark } from '@/components/figures/marks';
import type { Cell, Table } from '@/components/figures/table';
import { modeTitle } from '@/components/modes';
import type { StepRecord } from '@/lib/engine/types';
import { revivalsOf, stepWork, type StepFates } from '@/lib/trace/fate';
import { pieceAt, stagesOf, traceWords } from '@/lib/trace/select';
import { formatCount, stepFile, stepName } from '../format';
import { colourItem } from '../legend';
import type { ViewProps } from '../selection';
import { tokenCells } from '../tokens';
import { candidates, revivedTokens, type StripBar } from './layout';
import { stepAxis, STRIP_FOOT } from './marks';

export function stripFigure(
  { trace }: ViewProps,
  at: number,
  bars: readonly StripBar[],
  drawn: { readonly marks: readonly Mark[]; readonly width: number; readonly height: number },
): Figure {
  const { marks, width, height } = drawn;
  const last = trace.steps.length - 1;
  const prefill = formatCount(bars[0]?.tokenLayers ?? 0);
  return {
    name: 'steps',
    title: `Work by step: ${modeTitle(trace.config.mode)}`,
    width,
    height: height + STRIP_FOOT + 18,
    marks: [...marks, ...stepAxis(bars, height)],
    legend: [colourItem('fate-computed', 'new'), colourItem('fate-revived', 'revived')],
    notes: [
      `Token-layers a step; the ${prefill} of the prefill (step 0) are cut off. Marked: ${stepName(at)}, ${formatCount(bars[at]?.tokenLayers ?? 0)}.`,
    ],
    caption: `Token-layers computed in each of ${last + 1} steps, ${modeTitle(trace.config.mode)}, new and revived tokens apart; the prefill’s ${prefill} are cut off.`,
  };
}

/** One row a step: what went in, what came out, how long it took and how much was computed. */
export function stepTable({ trace, tokenText }: ViewProps): Table {
  const words = tokenText ?? traceWords(trace);
  const work = stepWork(trace);
  return {
    name: 'steps',
    columns: [
      'step',
      'kind',
      'position',
      'next_id',
      'next_token',
      'ms',
      'computed_token_layers',
      'revived_token_layers',
      'reused_token_layers',
      'revived_tokens',
    ],
    rows: trace.steps.map((step, at) => [
      at,
      step.kind,
      step.position,
      step.nextId,
      { text: pieceAt(trace, step.position + 1, words) },
      step.ms,
      work[at]?.computed ?? null,
      work[at]?.revived ?? null,
      work[at]?.cached ?? null,
      revivedTokens(trace, at),
    ]),
  };
}

/** The ten largest logits of a step. */
export function candidateTable({ trace, tokenText }: ViewProps, at: number, record: StepRecord): Table {
  const words = tokenText ?? traceWords(trace);
  return {
    name: `next-token-${stepFile(at)}`,
    columns: ['step', 'token_id', 'token', 'logit', 'chosen'],
    rows: candidates(record).map(({ id, logit, chosen }) => [at, id, { text: words(id) }, logit, chosen]),
  };
}

/** What the caches hold after a step, by segment. */
export function cacheTable(at: number, record: StepRecord, { segments }: StepFates): Table {
  return {
    name: `caches-${stepFile(at)}`,
    columns: ['step', 'first_layer', 'last_layer', 'tokens', 'kv', 'aux', 'computed', 'revived'],
    rows: segments.map(({ firstLayer, lastLayer, kv, aux, counts }) => [
      ...[at, firstLayer, lastLayer, record.position + 1],
      ...[kv, aux, counts.computed, counts.revived],
    ]),
  };
}

/** Every token that a step brought back, with the score that did it. */
export function revivedTable({ trace, tokenText }: ViewProps, at: number, record: StepRecord): Table {
  const stages = stagesOf(trace, record);
  return {
    name: `revived-${stepFile(at)}`,
    columns: [
      'step',
      'after_layer',
      'first_layer',
      'last_layer',
      'position',
      'token_id',
      'token',
      'score',
      'threshold',
    ],
    rows: revivalsOf(record).flatMap(({ layer, segment, tokens }) => {
      const { firstLayer, lastLayer } = record.segments[segment] ?? { firstLayer: layer + 1, lastLayer: layer + 1 };
      const threshold = stages.find((stage) => stage.layer === layer)?.threshold ?? null;
      return tokens.map(({ position, score }): Cell[] => [
        ...[at, layer, firstLayer, lastLayer, position],
        ...tokenCells(trace, position, tokenText),
        score,
        threshold,
      ]);
    }),
  };
}
