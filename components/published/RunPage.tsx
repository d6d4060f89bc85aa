'use client';
// The page of one finished run, recorded or published: where it comes from, what to do with it, and its views. Needs no model; one is
// loaded only when "Run it here" or attention is asked for.

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { CornerDownLeft, Play, Square } from 'lucide-react';
import { useRouter } from 'next/navigation';
import type { ReactNode } from 'react';
import { CompareButton } from '@/components/run/CompareButton';
import { PageShare } from '@/components/lesson/PageShare';
import { useLesson } from '@/components/lesson/useLesson';
import { ExportButton } from '@/components/run/ExportButton';
import { RunViews } from '@/components/run/RunViews';
import { Button } from '@/components/ui/Button';
import { AttentionPanel } from '@/components/engine/AttentionPanel';
import { useEngineStatus } from '@/components/engine/engine';
import { takeOver } from '@/components/engine/takeOver';
import type { Part } from '@/lib/experiment/parts';
import type { WholeRun } from '@/lib/trace/run';
import { Provenance } from './Provenance';
import { RunHeading } from './RunHeading';
import { RerunSection } from './RerunSection';
import { useModelFor } from '@/components/engine/useModelFor';
import { useRerun } from './useRerun';

interface RunPageProps {
  readonly run: WholeRun;
  /** Names the run in links, as /compare reads it: `recorded:ID`, `published:ID`. */
  readonly reference: string;
  /** Above the title, in a few words: what kind of run this is. */
  readonly kind: ReactNode;
  /** Under the title: a note, what to look at. */
  readonly children?: ReactNode;
  /** Further buttons. */
  readonly actions?: ReactNode;
  /** Which views are there; all of them where not given. */
  readonly parts?: ReadonlySet<Part>;
}

export function RunPage({ run, reference, kind, children, actions, parts }: RunPageProps) {
  const { comparison } = run;
  const router = useRouter();
  const queryClient = useQueryClient();
  const { model, looking } = useModelFor(comparison.pruned);
  const rerun = useRerun(run);
  const status = useEngineStatus();
  const loaded = status.at === 'ready' ? status.model : null;
  const busy = rerun.runner.at !== 'idle';
  const { shows } = useLesson();
  const taking = useMutation({
    mutationFn: () => takeOver(queryClient, run, model),
    onSuccess: () => router.push(`/?run=${encodeURIComponent(run.id)}`),
  });
  return (
    <>
      <header className="px-4 pt-4 pb-4 md:px-5">
        <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
          <RunHeading kind={kind} title={comparison.title}>
            {children}
          </RunHeading>
          <div className="flex flex-wrap items-center gap-2">
            {!shows('run') ? null : busy ? (
              <Button disabled={rerun.runner.at === 'stopping'} onClick={rerun.stop}>
                <Square size={13} fill="currentColor" aria-hidden />{' '}
                {rerun.runner.at === 'stopping' ? 'Stopping…' : 'Stop'}
              </Button>
            ) : (
              <Button
                weight="primary"
                disabled={!model}
                title="Runs the same tokens with the same schedule in this browser, and compares"
                onClick={() => model && rerun.start(model)}
              >
                <Play size={14} aria-hidden /> Run it here
              </Button>
            )}
            {shows('prompt') && (
              <Button
                title="Puts the prompt and schedule of this run into the workbench, ready to be changed"
                disabled={taking.isPending}
                onClick={() => taking.mutate()}
              >
                <CornerDownLeft size={14} aria-hidden /> Make it mine
              </Button>
            )}
            {shows('share') && <ExportButton run={run} />}
            {shows('share') && <PageShare />}
            {shows('runs') && <CompareButton run={run} />}
            {shows('share') && actions}
            {taking.error && (
              <p role="alert" className="text-bad order-last basis-full text-sm break-words">
                The run was not taken to the workbench. {taking.error.message}
              </p>
            )}
          </div>
        </div>
        <Provenance comparison={comparison} />
      </header>
      <RerunSection
        recorded={run}
        reference={reference}
        rerun={rerun}
        missing={!model && !looking ? comparison.pruned.model.id : null}
        fetches={model && model.source.kind === 'url' && loaded?.id !== model.label ? model : null}
      />
      <RunViews
        key={run.id}
        run={run}
        tokenizer={null}
        {...(parts && { parts })}
        attention={(view) => (
          <AttentionPanel
            {...view}
            chosen={model}
            model={loaded}
            busy={busy}
            onLoad={() => model && rerun.load(model)}
          />
        )}
      />
    </>
  );
}
