'use client';
// Sharing: a link to the experiment of the run shown or to what is in the editor; the run itself as a file; lessons.

import { Download, Share2 } from 'lucide-react';
import { useRef, useState, type RefObject } from 'react';
import { ClassButtons, ClassDialogs, type ClassTool } from '@/components/lesson/ClassTools';
import type { LessonTarget } from '@/components/lesson/LessonDialog';
import { pageControls } from '@/components/lesson/PageShare';
import { publishable, PublishInstead } from '@/components/publish/PublishInstead';
import { linkOf, permalinkOf } from '@/components/run/citation';
import { saveRun } from '@/components/run/runFile';
import { Button } from '@/components/ui/Button';
import { Segmented } from '@/components/ui/Choice';
import { CopyField } from '@/components/ui/CopyField';
import { Popup } from '@/components/ui/Popup';
import type { Experiment } from '@/lib/experiment/experiment';
import { lessonControls } from '@/lib/experiment/lesson';
import type { Run } from '@/lib/trace/run';
import { titleOf } from '@/lib/trace/run';
import { experimentOf, experimentOfRun, promptName } from '../link/experiment';
import { useModel } from '@/components/engine/model';
import { settingsFor, useSettings } from '@/components/engine/settings';
import { useTokenizer } from '@/components/engine/useTokenizer';
import { ExperimentLink, useExperimentLink } from './ExperimentLink';

type What = 'run' | 'editor';

export function ShareMenu({ run }: { run: Run }) {
  const button = useRef<HTMLButtonElement>(null);
  const [tool, setTool] = useState<ClassTool | null>(null);
  return (
    <>
      <Popup
        label="Share"
        trigger={
          <Button ref={button}>
            <Share2 size={14} aria-hidden /> Share
          </Button>
        }
      >
        <SharePanel run={run} onOpen={setTool} />
      </Popup>
      {tool && <RunClassDialogs run={run} tool={tool} returnTo={button} onClose={() => setTool(null)} />}
    </>
  );
}

function SharePanel({ run, onOpen }: { run: Run; onOpen: (tool: ClassTool) => void }) {
  const { ofRun, ofEditor } = useExperiments(run);
  const [what, setWhat] = useState<What>('run');
  const same = JSON.stringify(ofRun) === JSON.stringify(ofEditor);
  const shared = what === 'run' || same ? ofRun : null;
  return (
    <div className="flex flex-col gap-3">
      <div>
        <h2 className="text-sm font-semibold">Link to the experiment</h2>
        <p className="text-ink-2 mt-0.5 text-xs">
          Prompt, model, schedule and repeats, without results: whoever opens it can run it on their own device.
        </p>
      </div>
      {!same && ofRun && (
        <Segmented
          label="Which experiment"
          value={what}
          options={[
            { value: 'run', label: 'Of the run shown' },
            { value: 'editor', label: 'In the editor now' },
          ]}
          onChange={setWhat}
        />
      )}
      <ExperimentLink experiment={shared ?? ofEditor} run={shared && run} />
      <div className="border-line flex flex-col gap-3 border-t pt-3">
        <div>
          <h2 className="text-sm font-semibold">The run with its results</h2>
          <p className="text-ink-2 mt-0.5 mb-2 text-xs">As a file it opens in any LazyLens, without a model.</p>
          <Button onClick={() => void saveRun(run)}>
            <Download size={14} aria-hidden /> Export as JSON
          </Button>
        </div>
        <ResultsLink run={run} />
      </div>
      <ClassButtons onOpen={onOpen} />
    </div>
  );
}

/** The finished run under a link: its own where it has one, else by publishing it. */
function ResultsLink({ run }: { run: Run }) {
  const own = publishable(run);
  const link = linkOf(permalinkOf(run));
  return (
    <div className="empty:hidden">
      {link && <CopyField label="Link to the finished run: opens on any device, without a model" text={link} />}
      {own && (
        <PublishInstead run={own}>
          Published, the finished run has a short link of its own, which opens on any device, without a model.
        </PublishInstead>
      )}
    </div>
  );
}

interface RunClassDialogsProps {
  readonly run: Run;
  readonly tool: ClassTool;
  readonly returnTo: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
}

function RunClassDialogs({ run, tool, returnTo, onClose }: RunClassDialogsProps) {
  const { ofRun, ofEditor } = useExperiments(run);
  const { data: experimentLink = null } = useExperimentLink(ofRun ?? ofEditor);
  const [publishedId, setPublishedId] = useState<string | null>(null);
  const own = publishable(run);
  const finished = finishedTarget(run, ofRun, publishedId);
  const editor: LessonTarget = {
    title: `The experiment in the editor, ${promptName(ofEditor)}: students run it themselves`,
    path: '/',
    experiment: ofEditor,
    controls: lessonControls,
  };
  return (
    <ClassDialogs
      tool={tool}
      targets={finished ? [finished, editor] : [editor]}
      link={finished ? new URL(finished.path, location.href).href : experimentLink}
      instead={
        own && (
          <PublishInstead run={own} onPublished={setPublishedId}>
            Or publish the finished run shown: the lesson is then about that run, and what you wrote here stays.
          </PublishInstead>
        )
      }
      returnTo={returnTo}
      onClose={onClose}
    />
  );
}

/** The page under which any device finds the run, as it is looked at now; null for runs of this device alone. */
function finishedTarget(run: Run, experiment: Experiment | null, publishedId: string | null): LessonTarget | null {
  const title = `The finished run shown, “${titleOf(run)}”`;
  const query = new URLSearchParams(location.search);
  query.delete('present');
  if (run.origin === 'recorded') {
    query.set('run', run.id);
    return { title, path: `/?${query.toString()}`, experiment, controls: lessonControls };
  }
  const page = publishedId === null ? permalinkOf(run) : `/e/${publishedId}`;
  if (page === null) return null;
  query.delete('run');
  const looked = query.toString();
  return { title, path: looked ? `${page}?${looked}` : page, experiment: null, controls: pageControls };
}

/** The experiment of the run and that of the editor. */
function useExperiments(run: Run): { readonly ofRun: Experiment | null; readonly ofEditor: Experiment } {
  const [own] = useSettings();
  const model = useModel();
  const { prompting } = useTokenizer(model);
  const settings = settingsFor(own, model.spec.layers);
  const typed = (sent: string): string | null => prompting?.template?.message(sent) ?? null;
  return { ofRun: experimentOfRun(run, settings, model, typed), ofEditor: experimentOf(settings, model) };
}
