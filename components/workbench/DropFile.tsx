'use client';
// The part of the workbench that takes a dropped run file, or a model.

import type { ReactNode } from 'react';
import { droppedFiles, dropsMany } from '@/components/ui/drop';
import { DropArea } from '@/components/ui/DropArea';
import type { PlacedFile } from '@/lib/model/localFiles';

interface DropFileProps {
  /** Null where no run may be opened. */
  readonly onFile: ((file: File) => void) | null;
  /** A folder, or several files: a model. Null where none may be. */
  readonly onModel: ((files: Promise<PlacedFile[]>) => void) | null;
  readonly children: ReactNode;
}

export function DropFile({ onFile, onModel, children }: DropFileProps) {
  const take = (transfer: DataTransfer): void => {
    const file = transfer.files[0];
    if (dropsMany(transfer)) onModel?.(droppedFiles(transfer));
    else if (file) onFile?.(file);
  };
  const what = [...(onFile ? ['open this run'] : []), ...(onModel ? ['choose the folder of a model'] : [])];
  return (
    <DropArea
      hint={what.length > 0 ? `Drop to ${what.join(', or ')}` : null}
      onDrop={take}
      className="border-line min-w-0 lg:min-h-[calc(100dvh-3.3125rem)] lg:border-l"
    >
      {children}
    </DropArea>
  );
}
