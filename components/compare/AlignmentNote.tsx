// Says how the two runs were laid side by side, and how much of their prompts that is.

import { formatCount, formatShare } from '@/components/views/format';
import { sameVocabulary } from '@/lib/compare/align';
import type { Pair } from './pair';

/** Below this part of the longer prompt, aligned tokens are mostly chance. */
const LITTLE = 0.5;

export function AlignmentNote({ pair }: { pair: Pair }) {
  const { alignment, a, b } = pair;
  const { shared, samePrompt } = alignment;
  const [lengthA, lengthB] = [a.trace.input.ids.length, b.trace.input.ids.length];
  const same = a.run === b.run && a.side === b.side;
  const little = shared < LITTLE * Math.max(lengthA, lengthB);
  return (
    <p className="border-line tabular border-t px-4 py-3 text-sm text-pretty md:px-5">
      {same && 'A and B are the same run. '}
      {samePrompt ? (
        <>The prompts are the same {formatCount(lengthA)} tokens, aligned position by position.</>
      ) : (
        <>
          The prompts differ: {formatCount(shared)} tokens are aligned, {formatShare(shared, lengthA)} of A’s{' '}
          {formatCount(lengthA)} and {formatShare(shared, lengthB)} of B’s {formatCount(lengthB)}: the longest sequence
          of {sameVocabulary(a.trace, b.trace) ? 'tokens' : 'token texts'} that both have in this order. The others
          stand in one run only.
        </>
      )}
      {little && (
        <span className="text-warn"> So little is shared that much of it may stand in the same order by chance.</span>
      )}
    </p>
  );
}
