'use client';
// An area that takes the dropped folder, or files, of a model.

import type { DragEvent, ReactNode } from 'react';
import { useState } from 'react';
import { droppedFiles } from '@/components/ui/drop';
import type { PlacedFile } from '@/lib/model/localFiles';

interface DropFolderProps {
  /** Rejects where a dropped file cannot be read. */
  readonly onFiles: (files: Promise<PlacedFile[]>) => void;
  readonly children: ReactNode;
}

export function DropFolder({ onFiles, children }: DropFolderProps) {
  const [over, setOver] = useState(false);
  return (
    <div
      className="relative"
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
        if (!event.dataTransfer.types.includes('Files')) return;
        event.preventDefault();
        onFiles(droppedFiles(event.dataTransfer));
      }}
    >
      {children}
      {over && (
        <div className="border-accent bg-accent-soft/80 text-accent pointer-events-none absolute inset-0 z-30 border-2 border-dashed">
          <p className="sticky top-40 p-8 text-center text-base font-medium">Drop to open this model</p>
        </div>
      )}
    </div>
  );
}
