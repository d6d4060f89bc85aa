'use client';
// The browser's folder chooser, opened by a click on its element. Files are read where they lie; nothing is uploaded, whatever the
// browser's own question says.

import type { Ref } from 'react';
import type { PlacedFile } from '@/lib/model/localFiles';
import { chosenFiles } from './drop';

interface FolderInputProps {
  readonly ref: Ref<HTMLInputElement>;
  readonly label: string;
  readonly onFiles: (files: PlacedFile[]) => void;
}

export function FolderInput({ ref, label, onFiles }: FolderInputProps) {
  return (
    <input
      ref={ref}
      type="file"
      // React's types do not know it; every browser does.
      {...{ webkitdirectory: '' }}
      className="hidden"
      aria-hidden
      aria-label={label}
      tabIndex={-1}
      onChange={(event) => {
        const { files } = event.target;
        if (files?.length) onFiles(chosenFiles(files));
        // The same folder can be chosen again.
        event.target.value = '';
      }}
    />
  );
}
