// What both sides answered, and whether that is right: a line each.

import { Check, X } from 'lucide-react';
import { modeNotes } from '@/components/modes';
import type { Entry } from '@/lib/experiment/entry';

export function Verdict({ entry }: { entry: Entry }) {
  const { answers, mode } = entry;
  const sides = [
    { name: 'Full prefill', answer: answers.full },
    { name: modeNotes[mode].title, answer: answers.pruned },
  ];
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-0.5 text-xs">
      {sides.map(({ name, answer: { text, right } }) => (
        <div key={name} className="contents">
          <dt className="text-ink-2">{name}</dt>
          <dd className="flex min-w-0 items-center gap-1.5">
            {right === true && <Check size={13} className="text-good shrink-0" aria-label="right:" />}
            {right === false && <X size={13} className="text-bad shrink-0" aria-label="wrong:" />}
            <span className="truncate font-mono">{text || '(nothing)'}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}
