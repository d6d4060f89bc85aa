// The score: how many marks the model would have made too, against choosing blindly and against its keep ratio.

import type { Ref } from 'react';
import { Button } from '@/components/ui/Button';
import { formatPercent } from '@/components/run/format';
import type { Score } from '@/lib/learn/guess';

interface GuessResultProps {
  readonly ref: Ref<HTMLDivElement>;
  readonly score: Score;
  /** Tokens of the prompt that the stage kept, and all of them. */
  readonly whole: { readonly kept: number; readonly all: number };
  readonly layer: number;
  readonly onAgain: () => void;
}

export function GuessResult({ ref, score, whole, layer, onAgain }: GuessResultProps) {
  const { hits, marked, kept, tokens, blind } = score;
  const bars = [
    { name: 'Your marks that were kept', share: hits / marked, fact: `${hits} of ${marked}`, own: true },
    {
      name: 'As many words, blindly',
      share: kept / tokens,
      fact: `${blind.hits.toFixed(1)} of ${blind.marked.toFixed(1)}`,
      own: false,
    },
    {
      name: `Of the whole prompt, past layer ${layer}`,
      share: whole.kept / whole.all,
      fact: `${whole.kept} of ${whole.all}`,
      own: false,
    },
  ];
  return (
    <div
      ref={ref}
      tabIndex={-1}
      role="group"
      aria-label="Your score"
      className="border-line border-t pt-4 outline-none"
    >
      <p className="text-xl font-semibold tracking-tight">
        {hits} of {marked} right
      </p>
      <p className="mt-1 text-sm text-pretty">
        {verdictOf(score)} You left out {kept - hits} of the {kept} tokens that it kept here.
      </p>
      <table className="tabular mt-4 w-full max-w-2xl text-xs">
        <caption className="sr-only">Shares that were kept</caption>
        <tbody>
          {bars.map(({ name, share, fact, own }) => (
            <tr key={name}>
              <th scope="row" className="text-ink-2 py-1 pr-3 text-left font-normal">
                {name}
              </th>
              <td className="w-2/5 py-1">
                <div className="bg-surface-3">
                  <div
                    className={`h-3 ${own ? 'bg-accent' : 'bg-line-2'}`}
                    style={{ width: formatPercent(share, 1) }}
                  />
                </div>
              </td>
              <td className="py-1 pl-3 text-right font-medium">{formatPercent(share)}</td>
              <td className="text-ink-2 py-1 pl-3 text-right whitespace-nowrap">{fact}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <Button className="mt-4" onClick={onAgain}>
        Guess again
      </Button>
    </div>
  );
}

/** What the score is worth, from the probability that choosing blindly does as well. */
function verdictOf({ hits, blind }: Score): string {
  if (hits <= blind.hits)
    return 'Choosing as many words blindly does as well: this layer looks for something else than you did.';
  if (blind.luck > 0.1)
    return 'A little better than choosing as many words blindly, which does as well in more than one try of ten.';
  const tries = Math.round(1 / blind.luck);
  return `Choosing as many words blindly does as well once in ${tries > 10_000 ? 'more than 10,000' : tries.toLocaleString('en')} tries.`;
}
