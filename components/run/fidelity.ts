// How close both sides of a run are, as figures with their meaning and as tables. Words and numbers only.

import type { Cell, Table } from '@/components/figures/table';
import type { Term } from '@/components/ui/Terms';
import { workDone } from '@/lib/engine/cost';
import { checkAnswer } from '@/lib/trace/answer';
import { expectedOf, traceOf, type Run } from '@/lib/trace/run';
import type { Comparison, Trace } from '@/lib/trace/schema';
import { formatPercent, formatSmall } from './format';

export interface FidelityFact extends Term {
  readonly value: string;
}

/** The figures in the order the page has them. */
export function fidelityOf(comparison: Comparison): FidelityFact[] {
  const { fidelity } = comparison;
  const { prefill, byTheEnd } = sharesOf(comparison);
  return [
    {
      name: 'First token',
      meaning: 'Whether both sides rank the same token first.',
      value: fidelity.argmaxEqual ? 'same' : 'differs',
    },
    {
      name: 'KL',
      meaning: 'Kullback-Leibler divergence KL(full ‖ pruned) of the first token’s distribution.',
      value: `${formatSmall(fidelity.kl)} nats`,
    },
    {
      name: 'Outputs',
      meaning: 'The first output token that differs, counted from 1.',
      value: fidelity.firstDifference === null ? 'identical' : `part at token ${fidelity.firstDifference + 1}`,
    },
    {
      name: 'Largest logit difference',
      meaning: 'Of the first token’s logits, between both sides.',
      value: formatSmall(fidelity.maxLogitDifference),
    },
    {
      name: 'Computed in prefill',
      meaning: 'Prompt tokens × layers that prefill computed, of all.',
      value: formatPercent(prefill),
    },
    {
      name: 'Computed by the end',
      meaning: 'The paper’s “% of prompt token computed” (Table 2), averaged over layers: revived tokens count too.',
      value: formatPercent(byTheEnd),
    },
  ];
}

/** The same figures, unrounded. */
export function fidelityTable(comparison: Comparison): Table {
  const { argmaxEqual, kl, firstDifference, maxLogitDifference } = comparison.fidelity;
  const { prefill, byTheEnd } = sharesOf(comparison);
  return {
    name: 'fidelity',
    columns: [
      'first_token_same',
      'kl_nats',
      'first_difference',
      'max_logit_difference',
      'prefill_share',
      'prompt_share_by_end',
    ],
    rows: [
      [
        ...[argmaxEqual, kl, firstDifference === null ? null : firstDifference + 1],
        ...[maxLogitDifference, prefill, byTheEnd],
      ],
    ],
  };
}

/** A row a side: what it wrote, and how that agrees with the expected answer where there is one. */
export function answersTable(run: Run): Table {
  return {
    name: 'answers',
    columns: ['side', ...answerColumns],
    rows: (['full', 'pruned'] as const).flatMap((side): Cell[][] => {
      const trace = traceOf(run, side);
      return trace ? [[side, ...answerCells(trace, expectedOf(run))]] : [];
    }),
  };
}

/** What a table says of an answer. */
export const answerColumns: readonly string[] = [
  'mode',
  'tokens',
  'stopped_by',
  'text',
  'expected',
  'exact_match',
  'holds_expected',
  'f1',
];

export function answerCells({ config, output }: Trace, expected: string | null): Cell[] {
  const { ids, text, stopReason } = output;
  const check = expected === null ? null : checkAnswer(text, expected);
  const answer = expected === null ? null : { text: expected };
  const agreement = [check?.exact ?? null, check?.contained ?? null, check?.f1 ?? null];
  return [config.mode, ids.length, stopReason, { text }, answer, ...agreement];
}

/** Parts of the prompt's token-layers that the pruned side computed, 0 to 1. */
function sharesOf({ pruned }: Comparison): { prefill: number; byTheEnd: number } {
  const { layers } = pruned.model.spec;
  const work = workDone(pruned.steps, layers);
  return {
    prefill: work.prefillTokenLayers / (pruned.input.ids.length * layers),
    byTheEnd: work.meanPromptShare,
  };
}
