'use client';
// One round: the words to mark within the budget, the question that follows, and after the reveal what the model kept.

import { useEffect, useRef, useState } from 'react';
import { Button } from '@/components/ui/Button';
import type { Position } from '@/lib/engine/types';
import type { Passage } from '@/lib/learn/guess';
import { scoreGuess } from '@/lib/learn/guess';
import type { Stage } from '@/lib/trace/select';
import type { Trace } from '@/lib/trace/schema';
import { GuessResult } from './GuessResult';
import { RevealedText } from './RevealedText';
import { WordMarker } from './WordMarker';

interface GuessBoardProps {
  readonly trace: Trace;
  readonly passage: Passage;
  readonly stage: Stage;
  /** Positions of the passage that the stage let through. */
  readonly kept: readonly Position[];
  readonly onRevealed: () => void;
  readonly onAgain: () => void;
}

export function GuessBoard({ trace, passage, stage, kept, onRevealed, onAgain }: GuessBoardProps) {
  const [marked, setMarked] = useState<ReadonlySet<number>>(new Set());
  const [revealed, setRevealed] = useState(false);
  /** The marks to which one more was refused; once they change, nothing is said of it. */
  const [refusedAt, setRefusedAt] = useState<ReadonlySet<number> | null>(null);
  const result = useRef<HTMLDivElement>(null);
  const budget = kept.length;
  const spent = [...marked].reduce((sum, index) => sum + tokensOf(passage, index), 0);
  const tokens = passage.last - passage.first + 1;

  useEffect(() => {
    if (revealed) result.current?.focus();
  }, [revealed]);

  const toggle = (index: number): void => {
    const next = new Set(marked);
    if (!next.delete(index)) {
      if (spent >= budget) return setRefusedAt(marked);
      next.add(index);
    }
    setMarked(next);
  };
  if (budget === 0) {
    return (
      <p className="text-ink-2 py-6">
        The model kept nothing of this passage after layer {stage.layer}: choose another.
      </p>
    );
  }
  return (
    <div className="flex flex-col gap-4">
      <p className="text-sm">
        The model kept <strong className="tabular font-semibold">{budget}</strong> of the {tokens} tokens of this
        passage after layer {stage.layer}.{' '}
        {!revealed && (
          <>
            Which? <span className="text-ink-2">A word costs its tokens, most of them one.</span>
          </>
        )}
      </p>
      {revealed ? (
        <RevealedText trace={trace} passage={passage} verdicts={scoreGuess(passage, kept, marked).verdicts} />
      ) : (
        <WordMarker passage={passage} marked={marked} onToggle={toggle} />
      )}
      <blockquote className="border-line-2 text-ink-2 border-l-2 pl-3 text-sm">
        <span className="text-xs">The prompt ends with</span>
        <span className="text-ink block whitespace-pre-wrap">{endOf(trace)}</span>
      </blockquote>
      {revealed ? (
        <GuessResult
          ref={result}
          score={scoreGuess(passage, kept, marked)}
          whole={{ kept: stage.kept.length, all: trace.input.ids.length }}
          layer={stage.layer}
          onAgain={onAgain}
        />
      ) : (
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
          <Button
            weight="primary"
            disabled={marked.size === 0}
            onClick={() => {
              setRevealed(true);
              onRevealed();
            }}
          >
            See what the model kept
          </Button>
          <Button weight="quiet" disabled={marked.size === 0} onClick={() => setMarked(new Set())}>
            Clear
          </Button>
          <p role="status" className={`tabular text-sm ${refusedAt === marked ? 'text-warn' : 'text-ink-2'}`}>
            {refusedAt === marked
              ? `All ${budget} are used: unmark a word first.`
              : `${spent} of ${budget} tokens marked${spent > budget ? ', the last word reaches over' : ''}`}
          </p>
        </div>
      )}
    </div>
  );
}

function tokensOf({ words }: Passage, index: number): number {
  const word = words[index];
  return word ? word.last - word.first + 1 : 0;
}

/** The last paragraph of the prompt: what is asked. */
function endOf({ input }: Trace): string {
  return (
    input.text
      .trimEnd()
      .split(/\n\s*\n/)
      .at(-1) ?? ''
  );
}
