// The foot of a presentation: where one is among the steps of a run, or among its parts, and the way on.

import { ChevronLeft, ChevronRight } from 'lucide-react';
import { IconButton } from '@/components/ui/IconButton';

interface PagerProps {
  readonly at: number;
  readonly count: number;
  readonly what: 'step' | 'part';
  readonly text: string;
  readonly onGo: (to: number) => void;
}

export function Pager({ at, count, what, text, onGo }: PagerProps) {
  const [back, on] = what === 'step' ? ['Step back', 'Step forward'] : ['Part before', 'Next part'];
  return (
    // As high as two lines, so that a longer sentence moves nothing above.
    <footer className="border-line flex min-h-14 items-center gap-x-4 border-t px-4 py-1 md:px-5">
      <div className="flex flex-1 items-center justify-between gap-1 sm:flex-none sm:justify-start">
        <IconButton label={`${back} (←, Page Up)`} disabled={at === 0} onClick={() => onGo(at - 1)}>
          <ChevronLeft size={20} aria-hidden />
        </IconButton>
        <p className="tabular text-center text-sm font-semibold sm:min-w-38" aria-live="polite">
          {what === 'part' ? `Part ${at + 1} of ${count}` : at === 0 ? 'Prefill' : `Decode step ${at} of ${count - 1}`}
        </p>
        <IconButton label={`${on} (→, Page Down)`} disabled={at >= count - 1} onClick={() => onGo(at + 1)}>
          <ChevronRight size={20} aria-hidden />
        </IconButton>
      </div>
      <p
        className="text-ink-2 hidden min-w-0 flex-1 text-sm text-pretty sm:block"
        aria-live={what === 'step' ? 'polite' : 'off'}
      >
        {text}
      </p>
    </footer>
  );
}
