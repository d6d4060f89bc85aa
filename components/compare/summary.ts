// The figures of two runs in words: times, work, the first token's distribution, outputs. Pure; draws nothing.

import { formatMs, formatPercent, formatSmall, formatTimes } from '@/components/run/format';
import { formatCount, visiblePiece } from '@/components/views/format';
import { sameVocabulary } from '@/lib/compare/align';
import { compareFirstToken } from '@/lib/compare/firstToken';
import { compareTtft, samplesOf } from '@/lib/compare/times';
import { workDone, type WorkDone } from '@/lib/engine/cost';
import { traceWords } from '@/lib/trace/select';
import { describeSpeedup } from '@/lib/trace/statistics';
import type { Chosen, Pair } from './pair';

export interface Figure {
  readonly name: string;
  /** What it is, for a reader who asks. */
  readonly meaning: string;
  /** Null where there is one figure for both. */
  readonly a: string | null;
  readonly b: string | null;
  readonly difference: string;
  readonly differs: boolean;
}

/** The figures, in the order of the page. */
export function figuresOf(pair: Pair): Figure[] {
  return [...times(pair), ...work(pair), ...firstToken(pair), outputs(pair)];
}

function times({ a, b }: Pair): Figure[] {
  const ttft = compareTtft(samplesOf(a.run, a.side), samplesOf(b.run, b.side));
  const { ratio, spread } = ttft;
  const of = (summary: typeof ttft.a) =>
    summary
      ? `${formatMs(summary.median)} (${formatMs(summary.q1)} – ${formatMs(summary.q3)}), n = ${summary.n}`
      : 'not timed';
  const range = spread && spread[0] !== spread[1] ? ` (${formatTimes(spread[0])} – ${formatTimes(spread[1])})` : '';
  return [
    {
      name: 'Time to first token',
      meaning:
        'Median and quartiles of the repeats. The ratio is of the medians; in brackets the middle half of all ratios of a repeat of A to one of B.',
      a: of(ttft.a),
      b: of(ttft.b),
      difference: ratio === null ? '–' : ratio === 1 ? 'equal' : `B ${describeSpeedup(ratio)}${range}`,
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

function firstToken({ a, b }: Pair): Figure[] {
  const [stepA, stepB] = [a.trace.steps[0], b.trace.steps[0]];
  const own = (chosen: Chosen): string => {
    if (chosen.side === 'full') return 'is full prefill';
    const kl = klFromFull(chosen);
    return kl === null ? 'not recorded' : `${formatSmall(kl)} nats`;
  };
  const figures: Figure[] = [
    {
      name: 'KL from full prefill',
      meaning:
        'KL(full ‖ pruned) of the first token’s distribution, each against the full prefill of its own run: exact, over the whole vocabulary',
      a: own(a),
      b: own(b),
      difference: own(a) === own(b) ? 'equal' : '',
      differs: own(a) !== own(b),
    },
  ];
  if (!stepA || !stepB) return figures;
  const word = (chosen: Chosen, id: number) => visiblePiece(traceWords(chosen.trace)(id));
  const same = sameVocabulary(a.trace, b.trace);
  const found = compareFirstToken(stepA, stepB, a.trace.model.spec.vocabSize);
  figures.unshift({
    name: 'First token',
    meaning: 'The token that each run puts first, and chooses at temperature 0',
    a: word(a, stepA.nextId),
    b: word(b, stepB.nextId),
    difference: word(a, stepA.nextId) === word(b, stepB.nextId) ? 'same' : 'differs',
    differs: word(a, stepA.nextId) !== word(b, stepB.nextId),
  });
  figures.push({
    name: 'KL from A to B',
    meaning:
      'KL(A ‖ B) of the first token’s distribution. A trace holds the ten largest logits only, so this is a lower bound: what both runs say of the candidates that they share. The rest may differ by more.',
    a: null,
    b: null,
    difference: same ? klWords(pairKl(a, b), found) : 'not comparable: another vocabulary',
    differs: same && (found.klAtLeast > 0 || found.shared === 0),
  });
  return figures;
}

/** KL(full || pruned) of a run, in nats: 0 of full prefill itself, null where it was not recorded. */
export function klFromFull({ side, run }: Chosen): number | null {
  if (side === 'full') return 0;
  return run.kind === 'whole' ? run.comparison.fidelity.kl : null;
}

/** KL(full || pruned) where the pair is just that: both sides of one run. */
export function pairKl(a: Chosen, b: Chosen): number | null {
  const sides = a.run === b.run && a.side === 'full' && b.side === 'pruned';
  return sides && a.run.kind === 'whole' ? a.run.comparison.fidelity.kl : null;
}

function klWords(
  exact: number | null,
  { shared, klAmongShared, klAtLeast }: ReturnType<typeof compareFirstToken>,
): string {
  if (exact !== null) return `${formatSmall(exact)} nats`;
  if (klAmongShared === null) return 'unknown: none of the ten recorded candidates is shared';
  const among = `${shared} shared ${shared === 1 ? 'candidate' : 'candidates'}`;
  if (klAmongShared === 0) return `no difference among ${among}`;
  return `at least ${formatSmall(klAtLeast)} nats; ${formatSmall(klAmongShared)} among ${among}`;
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
