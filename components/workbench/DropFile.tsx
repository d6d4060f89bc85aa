'use client';
// An area that takes a dropped run file.

import type { DragEvent, ReactNode } from 'react';
import { useState } from 'react';
import { droppedFiles, dropsMany } from '@/components/ui/drop';
import type { PlacedFile } from '@/lib/model/localFiles';

interface DropFileProps {
  readonly onFile: (file: File) => void;
  /** A folder, or several files: a model. */
  readonly onModel: (files: Promise<PlacedFile[]>) => void;
  readonly children: ReactNode;
}

export function DropFile({ onFile, onModel, children }: DropFileProps) {
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
        const { dataTransfer } = event;
        const file = dataTransfer.files[0];
        if (!file) return;
        event.preventDefault();
        if (dropsMany(dataTransfer)) onModel(droppedFiles(dataTransfer));
        else onFile(file);
      }}
    >
      {children}
      {over && (
        <div className="border-accent bg-accent-soft/80 text-accent pointer-events-none absolute inset-0 z-30 border-2 border-dashed">
          <p className="sticky top-40 p-8 text-center text-base font-medium">
            Drop to open this run, or the folder of a model
          </p>
        </div>
      )}
    </div>
  );
}
