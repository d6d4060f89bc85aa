// The figures of two runs in words: times, work, the first token's distribution, outputs. Pure; draws nothing.

import { formatMs, formatPercent } from '@/components/run/format';
import { formatCount } from '@/components/views/format';
import { compareTtft, samplesOf } from '@/lib/compare/times';
import { workDone, type WorkDone } from '@/lib/engine/cost';
import { describeRatio } from '@/lib/trace/statistics';
import type { Figure } from './figure';
import { firstTokenFigures } from './firstTokenFigures';
import type { Chosen, Pair } from './pair';

/** The figures, in the order of the page. */
export function figuresOf(pair: Pair): Figure[] {
  return [...times(pair), ...work(pair), ...firstTokenFigures(pair), outputs(pair)];
}

function times({ a, b }: Pair): Figure[] {
  const ttft = compareTtft(samplesOf(a.run, a.side), samplesOf(b.run, b.side));
  const { ratio } = ttft;
  const of = (summary: typeof ttft.a) =>
    summary
      ? `${formatMs(summary.median)} (${formatMs(summary.q1)} – ${formatMs(summary.q3)}), n = ${summary.n}`
      : 'not timed';
  return [
    {
      name: 'Time to first token',
      meaning:
        'Median and quartiles of the repeats. The ratio is of the medians; in brackets the middle half of the same ratio over every pair of a repeat of A and one of B.',
      a: of(ttft.a),
      b: of(ttft.b),
      difference: ratio === null ? '–' : ratio === 1 ? 'equal' : `B ${describeRatio(ratio, ttft.spread)}`,
      differs: ratio !== null && ratio !== 1,
    },
  ];
}

function work({ a, b }: Pair): Figure[] {
  const [workA, workB] = [workOf(a), workOf(b)];
  const figure = (name: string, meaning: string, of: (work: WorkOf) => { share: number; words: string }): Figure => {
    const [ofA, ofB] = [of(workA), of(workB)];
    return { name, meaning, a: ofA.words, b: ofB.words, ...inPoints((ofB.share - ofA.share) * 100) };
  };
  return [
    figure(
      'Computed in prefill',
      'Prompt tokens × layers that prefill computed, of all there are',
      ({ prefillTokenLayers, all }) => ({
        share: prefillTokenLayers / all,
        words: `${formatPercent(prefillTokenLayers / all, 1)}, ${formatCount(prefillTokenLayers)} token-layers`,
      }),
    ),
    figure(
      'Prompt computed by the end',
      'The paper’s “% of prompt token computed” (Table 2), averaged over layers',
      ({ meanPromptShare, tokenLayers }) => ({
        share: meanPromptShare,
        words: `${formatPercent(meanPromptShare, 1)}; ${formatCount(tokenLayers)} token-layers with the output`,
      }),
    ),
  ];
}

/** A difference of two percentages. */
function inPoints(points: number): Pick<Figure, 'difference' | 'differs'> {
  if (points === 0) return { difference: 'equal', differs: false };
  const size = Math.abs(points) < 0.1 ? 'less than 0.1 points' : `${Math.abs(points).toFixed(1)} points`;
  return { difference: `B ${size} ${points > 0 ? 'more' : 'less'}`, differs: Math.abs(points) >= 0.1 };
}

interface WorkOf extends WorkDone {
  /** Prompt tokens × layers. */
  readonly all: number;
}

/** What prefill and the whole generation computed. */
export function workOf({ trace }: Chosen): WorkOf {
  const { layers } = trace.model.spec;
  return { ...workDone(trace.steps, layers), all: trace.input.ids.length * layers };
}

function outputs({ a, b, alignment }: Pair): Figure {
  const { firstDifference } = alignment;
  const of = ({ trace }: Chosen) => `${trace.output.ids.length} ${trace.output.ids.length === 1 ? 'token' : 'tokens'}`;
  return {
    name: 'Output',
    meaning: 'First output token that differs, counted from 1',
    a: of(a),
    b: of(b),
    difference: firstDifference === null ? 'identical' : `parts at token ${firstDifference + 1}`,
    differs: firstDifference !== null,
  };
}
