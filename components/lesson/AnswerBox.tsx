// The question of a lesson and a student's answer, kept on this device and copied to be handed in.

import { Check, Copy } from 'lucide-react';
import { useId, useRef, useState } from 'react';
import { Button } from '@/components/ui/Button';
import { useAnswer } from './answers';

interface AnswerBoxProps {
  /** Key of the answer: the lesson as in the address. */
  readonly lesson: string;
  readonly question: string;
}

export function AnswerBox({ lesson, question }: AnswerBoxProps) {
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const [answer, setAnswer] = useAnswer(lesson);
  const [said, setSaid] = useState<{ answer: string; copied: boolean } | null>(null);
  const now = said?.answer === answer ? said : null;
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(`${question}\n${answer}`);
      setSaid({ answer, copied: true });
    } catch {
      // No clipboard on an insecure address, as on a teacher's laptop: what is marked can be copied by hand.
      field.current?.select();
      setSaid({ answer, copied: false });
    }
  };
  return (
    <div className="mt-3 max-w-3xl">
      <label htmlFor={id} className="block text-base font-semibold break-words">
        {question}
      </label>
      <textarea
        ref={field}
        id={id}
        value={answer}
        rows={2}
        placeholder="Your answer"
        aria-describedby={`${id}-kept`}
        className="border-line-2 bg-surface mt-1.5 block w-full resize-y rounded-sm border px-2.5 py-1.5 text-sm"
        onChange={(event) => setAnswer(event.target.value)}
      />
      <div className="mt-1.5 flex flex-wrap items-center gap-x-3 gap-y-1.5">
        <Button disabled={answer.trim() === ''} onClick={() => void copy()}>
          {now?.copied ? <Check size={14} className="text-good" aria-hidden /> : <Copy size={14} aria-hidden />}
          {now?.copied ? 'Copied' : 'Copy question and answer'}
        </Button>
        <p id={`${id}-kept`} className="text-ink-2 text-xs">
          Kept in this browser, sent nowhere.
        </p>
        <p role="status" className={now && !now.copied ? 'text-xs' : 'sr-only'}>
          {now && (now.copied ? 'Copied.' : 'The answer is marked: press Ctrl+C or ⌘C to copy it.')}
        </p>
      </div>
    </div>
  );
}
