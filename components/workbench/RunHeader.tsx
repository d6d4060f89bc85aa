'use client';
// Which run is shown, where and when it was made; other runs, opening and saving files.

import { CornerDownLeft } from 'lucide-react';
import { CompareButton } from '@/components/run/CompareButton';
import { useLesson } from '@/components/lesson/useLesson';
import { PublishButton } from '@/components/publish/PublishButton';
import { ExportButton } from '@/components/run/ExportButton';
import { RunFacts } from '@/components/run/RunFacts';
import { TourButton } from '@/components/tour/TourButton';
import { Button } from '@/components/ui/Button';
import type { Run } from '@/lib/trace/run';
import { OpenRunButton } from './OpenRunButton';
import { RunMenu } from './RunMenu';
import { ShareMenu } from './share/ShareMenu';
import type { Runs } from '@/components/engine/useRuns';

interface RunHeaderProps {
  readonly run: Run;
  readonly runs: Runs;
  readonly onChoose: (id: string) => void;
  readonly onOpenFile: (file: File) => void;
  /** Puts the prompt and settings of the run into the editor; null while they cannot be changed or are there already. */
  readonly onReuse: (() => void) | null;
}

export function RunHeader({ run, runs, onChoose, onOpenFile, onReuse }: RunHeaderProps) {
  const { everything, shows } = useLesson();
  return (
    <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3 px-4 py-4 md:px-5">
      <div className="min-w-0 flex-1 basis-80">
        <RunFacts run={run} />
        {runs.missing && (
          <p className="text-warn mt-1 text-xs">
            The run in this link is not on this device, so a recorded one is shown: ask for its file and open it here.
          </p>
        )}
      </div>
      <div className="flex flex-wrap items-center gap-2">
        {everything && <TourButton />}
        {onReuse && shows('prompt') && (
          <Button title="Puts the prompt and schedule of this run into the editor, ready to run here" onClick={onReuse}>
            <CornerDownLeft size={14} aria-hidden /> Reuse
            <span className="sr-only"> its prompt and schedule</span>
          </Button>
        )}
        {shows('runs') && <RunMenu runs={runs} shown={run.id} onChoose={onChoose} />}
        {shows('runs') && <CompareButton run={run} />}
        {shows('runs') && <OpenRunButton onFile={onOpenFile} />}
        {shows('share') && run.kind === 'whole' && run.origin !== 'recorded' && (
          <PublishButton key={run.id} run={run} />
        )}
        {shows('share') && <ShareMenu run={run} />}
        {shows('share') && <ExportButton run={run} />}
      </div>
    </div>
  );
}
