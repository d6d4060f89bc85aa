// A titled part of the page between hairlines.

import type { ReactNode } from 'react';
import { useId } from 'react';

interface SectionProps {
  readonly title: string;
  /** Controls at the right of the title. */
  readonly aside?: ReactNode;
  /** One line under the title. */
  readonly note?: ReactNode;
  readonly className?: string;
  readonly children: ReactNode;
}

export function Section({ title, aside, note, className = '', children }: SectionProps) {
  const id = useId();
  return (
    <section
      aria-labelledby={id}
      className={`view-room border-line presenting:py-2 min-w-0 border-t px-4 py-4 md:px-5 ${className}`}
    >
      <div className="presenting:mb-1 mb-3 flex min-h-8 flex-wrap items-center justify-between gap-x-4 gap-y-1">
        <h2 id={id} className="text-sm font-semibold">
          {title}
        </h2>
        {aside && <div className="flex flex-wrap items-center gap-2">{aside}</div>}
        {note && <p className="text-ink-2 basis-full text-xs">{note}</p>}
      </div>
      {children}
    </section>
  );
}
