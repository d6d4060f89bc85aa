'use client';
// A button that lets a file be chosen. Knows nothing of what is in it.

import { Slot } from 'radix-ui';
import type { ReactNode } from 'react';
import { useRef } from 'react';

interface FileButtonProps {
  /** Extensions and media types, as the file input takes them. */
  readonly accept: string;
  readonly onFile: (file: File) => void;
  /** A button element: pressing it shows the browser's file chooser. */
  readonly children: ReactNode;
}

export function FileButton({ accept, onFile, children }: FileButtonProps) {
  const chooser = useRef<HTMLInputElement>(null);
  return (
    <>
      <Slot.Root onClick={() => chooser.current?.click()}>{children}</Slot.Root>
      <input
        ref={chooser}
        type="file"
        accept={accept}
        className="hidden"
        aria-hidden
        tabIndex={-1}
        onChange={(event) => {
          const file = event.target.files?.[0];
          if (file) onFile(file);
          // The same file can be chosen again.
          event.target.value = '';
        }}
      />
    </>
  );
}
