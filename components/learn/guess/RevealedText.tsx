// The passage after the reveal: every token with what the student and the model made of it, in colour, shape and a legend.

import type { Passage, Verdict } from '@/lib/learn/guess';
import type { Trace } from '@/lib/trace/schema';

export const verdictWords: Readonly<Record<Verdict, string>> = {
  hit: 'marked and kept',
  missed: 'kept, not marked',
  wrong: 'marked, but pruned',
  rest: 'pruned',
};

interface RevealedTextProps {
  readonly trace: Trace;
  readonly passage: Passage;
  /** One a token of the passage. */
  readonly verdicts: readonly Verdict[];
}

export function RevealedText({ trace, passage, verdicts }: RevealedTextProps) {
  const pieces = trace.input.pieces.slice(passage.first, passage.last + 1);
  return (
    <div>
      <p className="guess-text whitespace-pre-wrap" aria-label="The passage, with what the model kept">
        {pieces.map((piece, i) => {
          const verdict = verdicts[i] ?? 'rest';
          // The space before a word stays outside its mark.
          const space = /^\s*/.exec(piece)?.[0] ?? '';
          const ink = piece.slice(space.length);
          return (
            <span key={i}>
              {ink === '' || i === 0 ? '' : space}
              <span className="guess-token" data-verdict={verdict} title={verdictWords[verdict]}>
                {ink === '' ? piece : ink}
              </span>
            </span>
          );
        })}
      </p>
      <ul className="mt-3 flex flex-wrap gap-x-4 gap-y-1 text-xs" aria-label="Legend">
        {(['hit', 'missed', 'wrong'] as const).map((verdict) => (
          <li key={verdict}>
            <span className="guess-token px-0.5" data-verdict={verdict}>
              {verdictWords[verdict]}
            </span>
          </li>
        ))}
      </ul>
      <dl className="sr-only">
        {(['hit', 'missed', 'wrong'] as const).map((verdict) => (
          <div key={verdict}>
            <dt>{verdictWords[verdict]}</dt>
            <dd>
              {pieces
                .filter((_, i) => verdicts[i] === verdict)
                .map((piece) => piece.trim())
                .join(', ') || 'none'}
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
