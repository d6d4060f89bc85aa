// Says how the two runs were laid side by side, and how much of their prompts that is.

import { formatCount, formatShare } from '@/components/views/format';
import { sameVocabulary } from '@/lib/compare/align';
import type { Pair } from './pair';

export function AlignmentNote({ pair }: { pair: Pair }) {
  const { a, b } = pair;
  const same = a.run === b.run && a.side === b.side;
  return (
    <p className="border-line tabular border-t px-4 py-3 text-sm text-pretty md:px-5">
      {same && 'A and B are the same run, so nothing differs. '}
      {howAligned(pair)}
    </p>
  );
}

function howAligned({ alignment, a, b }: Pair): string {
  const { shared, prompts } = alignment;
  const [lengthA, lengthB] = [a.trace.input.ids.length, b.trace.input.ids.length];
  const what = sameVocabulary(a.trace, b.trace) ? 'tokens' : 'token texts';
  if (prompts === 'same') {
    return `The prompts are the same ${formatCount(lengthA)} ${what}, aligned position by position.`;
  }
  const shares = `${formatShare(shared, lengthA)} of A’s ${formatCount(lengthA)} and ${formatShare(shared, lengthB)} of B’s ${formatCount(lengthB)}`;
  if (prompts === 'edited') {
    return `The prompts differ. Aligned are ${formatCount(shared)} ${what}, ${shares}: the longest sequence that both have in this order. The others stand in one run only.`;
  }
  if (shared === 0) return `The prompts have nothing in common, so no token of one is compared with one of the other.`;
  return `The prompts have too little in common to be laid side by side. Compared are only the same tokens at their beginning and end, ${formatCount(shared)} in all: ${shares}.`;
}
