'use client';
// An area that takes a dropped run file.

import type { DragEvent, ReactNode } from 'react';
import { useState } from 'react';

interface DropFileProps {
  readonly onFile: (file: File) => void;
  readonly children: ReactNode;
}

export function DropFile({ onFile, children }: DropFileProps) {
  const [over, setOver] = useState(false);
  return (
    <div
      className="border-line relative min-w-0 lg:min-h-[calc(100dvh-3.3125rem)] lg:border-l"
      onDragOver={(event: DragEvent) => {
        if (!event.dataTransfer.types.includes('Files')) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={(event: DragEvent<HTMLDivElement>) => {
        const { relatedTarget } = event;
        if (!(relatedTarget instanceof Node) || !event.currentTarget.contains(relatedTarget)) setOver(false);
      }}
      onDrop={(event: DragEvent) => {
        setOver(false);
        const file = event.dataTransfer.files[0];
        if (!file) return;
        event.preventDefault();
        onFile(file);
      }}
    >
      {children}
      {over && (
        <div className="border-accent bg-accent-soft/80 text-accent pointer-events-none absolute inset-0 z-30 border-2 border-dashed">
          <p className="sticky top-40 p-8 text-center text-base font-medium">Drop to open this run</p>
        </div>
      )}
    </div>
  );
}
