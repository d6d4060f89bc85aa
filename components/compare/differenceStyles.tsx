// Names, letters and meanings of what two runs do with a token, and their swatch. The one place that words them.

import { differences, type Difference, type DifferenceCounts } from '@/lib/compare/fates';
import type { Pair } from './pair';

export const differenceStyles: Readonly<Record<Difference, { letter: string; label: string; meaning: string }>> = {
  both: { letter: '=', label: 'kept in both', meaning: 'active in this layer in both runs' },
  onlyA: { letter: 'A', label: 'only in A', meaning: 'active in A, pruned in B' },
  onlyB: { letter: 'B', label: 'only in B', meaning: 'active in B, pruned in A' },
  neither: { letter: '–', label: 'in neither', meaning: 'pruned in both runs' },
  alone: {
    letter: '×',
    label: 'in one run only',
    meaning: 'a token that the other run does not have, of prompt or output',
  },
};

export function DifferenceSwatch({ difference }: { difference: Difference }) {
  return (
    <span aria-hidden className="difference-swatch" data-difference={difference}>
      {differenceStyles[difference].letter}
    </span>
  );
}

/** Those that a legend names: tokens of one run only where there can be any. */
export function shownDifferences({ alignment }: Pair, counts: DifferenceCounts | null): Difference[] {
  return differences.filter((name) => name !== 'alone' || alignment.prompts !== 'same' || counts?.alone);
}
