'use client';
// The part of the workbench that takes a dropped run file, or a model.

import type { ReactNode } from 'react';
import { droppedFiles, dropsMany } from '@/components/ui/drop';
import { DropArea } from '@/components/ui/DropArea';
import type { PlacedFile } from '@/lib/model/localFiles';

interface DropFileProps {
  readonly onFile: (file: File) => void;
  /** A folder, or several files: a model. */
  readonly onModel: (files: Promise<PlacedFile[]>) => void;
  readonly children: ReactNode;
}

export function DropFile({ onFile, onModel, children }: DropFileProps) {
  const take = (transfer: DataTransfer): void => {
    const file = transfer.files[0];
    if (dropsMany(transfer)) onModel(droppedFiles(transfer));
    else if (file) onFile(file);
  };
  return (
    <DropArea
      hint="Drop to open this run, or the folder of a model"
      onDrop={take}
      className="border-line min-w-0 lg:min-h-[calc(100dvh-3.3125rem)] lg:border-l"
    >
      {children}
    </DropArea>
  );
}
