'use client';
// Saves the run as a file, and says so where it cannot.

import { useMutation } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { Button } from '@/components/ui/Button';
import type { Run } from '@/lib/trace/run';
import { saveRun } from './runFile';

/** To stand among the buttons of a header, in a row that wraps. */
export function ExportButton({ run }: { run: Run }) {
  const save = useMutation({ mutationFn: () => saveRun(run) });
  return (
    <>
      <Button disabled={save.isPending} onClick={() => save.mutate()}>
        <Download size={14} aria-hidden /> Export
        <span className="sr-only"> this run as JSON</span>
      </Button>
      {save.error && (
        <p role="alert" className="text-bad order-last basis-full text-sm break-words">
          The run was not saved. {save.error.message}
        </p>
      )}
    </>
  );
}
