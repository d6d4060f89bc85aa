'use client';
// Opens a run that was exported.

import { FolderOpen } from 'lucide-react';
import { Button } from '@/components/ui/Button';
import { FileButton } from '@/components/ui/FileButton';

export function OpenRunButton({ onFile }: { onFile: (file: File) => void }) {
  return (
    <FileButton accept=".json,application/json" onFile={onFile}>
      <Button>
        <FolderOpen size={14} aria-hidden /> Open
        <span className="sr-only"> a run from a file</span>
      </Button>
    </FileButton>
  );
}
