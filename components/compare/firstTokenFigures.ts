// How far two runs are apart in their first token, in words. Pure; draws nothing.

import { formatSmall } from '@/components/run/format';
import { visiblePiece } from '@/components/views/format';
import { sameVocabulary } from '@/lib/compare/align';
import { compareFirstToken } from '@/lib/compare/firstToken';
import { traceWords } from '@/lib/trace/select';
import type { Figure } from './figure';
import type { Chosen, Pair } from './pair';

/** The token ranked first, and how far the distributions are apart. */
export function firstTokenFigures(pair: Pair): Figure[] {
  const { a, b } = pair;
  const [stepA, stepB] = [a.trace.steps[0], b.trace.steps[0]];
  const own = ownKl(pair);
  if (!stepA || !stepB) return [own];
  const same = sameVocabulary(a.trace, b.trace);
  const found = compareFirstToken(stepA, stepB, a.trace.model.spec.vocabSize);
  return [
    firstRanked(pair, same ? found.sameArgmax : null),
    own,
    {
      name: 'KL from A to B',
      meaning:
        'KL(A ‖ B) of the first token’s distribution. A trace holds the ten largest logits only, so this is a lower bound: what both runs say of the candidates that they share. The rest may differ by more.',
      a: null,
      b: null,
      difference: same ? klWords(pairKl(a, b), found) : 'not comparable: another vocabulary',
      differs: same && (found.klAtLeast > 0 || found.shared === 0),
    },
  ];
}

/** The candidate with the highest logit; null where none is recorded. */
export function rankedFirst({ steps }: Chosen['trace']): number | null {
  return steps[0]?.top[0]?.[0] ?? null;
}

/** The token ranked first; `sameId` is null where ids do not tell, as between models: there its text does. */
function firstRanked({ a, b }: Pair, sameId: boolean | null): Figure {
  const of = ({ trace }: Chosen) => {
    const id = rankedFirst(trace);
    if (id === null) return { id, text: null, words: 'not recorded' };
    const text = traceWords(trace)(id);
    // Without a text of its own a token is the same as no token of another vocabulary.
    return { id, text: text === '' || text === `#${id}` ? null : text, words: visiblePiece(text) };
  };
  const [ofA, ofB] = [of(a), of(b)];
  const sameText = ofA.text === null || ofB.text === null ? null : ofA.text === ofB.text;
  const same = sameId ?? sameText;
  const spelledAlike = same === false && ofA.words === ofB.words;
  const words = (each: typeof ofA) => (spelledAlike ? `${each.words} (id ${each.id})` : each.words);
  return {
    name: 'First token',
    meaning: 'The token that each run ranks first, and chooses at temperature 0',
    a: words(ofA),
    b: words(ofB),
    difference: same === null ? '–' : same ? 'same' : 'differs',
    differs: same === false,
  };
}

function ownKl({ a, b }: Pair): Figure {
  const [klA, klB] = [klFromFull(a), klFromFull(b)];
  const more = klA === null || klB === null ? null : klB - klA;
  const words = ({ side }: Chosen, kl: number | null) =>
    side === 'full' ? 'is full prefill' : kl === null ? 'not recorded' : `${formatSmall(kl)} nats`;
  return {
    name: 'KL from full prefill',
    meaning:
      'KL(full ‖ pruned) of the first token’s distribution, each against the full prefill of its own run: exact, over the whole vocabulary',
    a: words(a, klA),
    b: words(b, klB),
    difference: inNats(more),
    differs: more !== null && more !== 0,
  };
}

/** A difference of two numbers of nats. */
function inNats(more: number | null): string {
  if (more === null) return '–';
  return more === 0 ? 'equal' : `B ${formatSmall(Math.abs(more))} nats ${more > 0 ? 'more' : 'less'}`;
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
