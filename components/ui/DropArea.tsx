'use client';
// An area that files can be dropped on; it says what would happen while they are held over it.

import type { DragEvent, ReactNode } from 'react';
import { useState } from 'react';

interface DropAreaProps {
  /** What a drop does, as an invitation; null where nothing may be dropped: the browser then opens no file in the page's place. */
  readonly hint: string | null;
  /** Called while the drop is handled: its entries must be taken at once. */
  readonly onDrop: (transfer: DataTransfer) => void;
  readonly className?: string;
  readonly children: ReactNode;
}

export function DropArea({ hint, onDrop, className = '', children }: DropAreaProps) {
  const [over, setOver] = useState(false);
  return (
    <div
      className={`relative ${className}`}
      onDragOver={(event: DragEvent) => {
        if (!event.dataTransfer.types.includes('Files')) return;
        event.preventDefault();
        if (hint === null) event.dataTransfer.dropEffect = 'none';
        else setOver(true);
      }}
      onDragLeave={(event: DragEvent<HTMLDivElement>) => {
        const { relatedTarget } = event;
        if (!(relatedTarget instanceof Node) || !event.currentTarget.contains(relatedTarget)) setOver(false);
      }}
      onDrop={(event: DragEvent) => {
        setOver(false);
        if (!event.dataTransfer.types.includes('Files')) return;
        event.preventDefault();
        if (hint !== null) onDrop(event.dataTransfer);
      }}
    >
      {children}
      {over && hint !== null && (
        <div className="border-accent bg-accent-soft/80 text-accent pointer-events-none absolute inset-0 z-30 border-2 border-dashed">
          <p className="sticky top-40 p-8 text-center text-base font-medium">{hint}</p>
        </div>
      )}
    </div>
  );
}
