'use client';
// Sharing: a link to the experiment of the run shown or to what is in the editor; the run itself as a file; lessons.

import { Download, Share2 } from 'lucide-react';
import { useState } from 'react';
import { ClassButtons, ClassDialogs, type ClassTool } from '@/components/lesson/ClassTools';
import type { LessonTarget } from '@/components/lesson/LessonDialog';
import { saveRun } from '@/components/run/runFile';
import { Button } from '@/components/ui/Button';
import { Segmented } from '@/components/ui/Choice';
import { Popup } from '@/components/ui/Popup';
import type { Experiment } from '@/lib/experiment/experiment';
import { lessonControls } from '@/lib/experiment/lesson';
import type { Run } from '@/lib/trace/run';
import { titleOf } from '@/lib/trace/run';
import { experimentOf, experimentOfRun, promptName } from '../link/experiment';
import { useModel } from '../model';
import { settingsFor, useSettings } from '../settings';
import { useTokenizer } from '../useTokenizer';
import { ExperimentLink, useExperimentLink } from './ExperimentLink';

type What = 'run' | 'editor';

export function ShareMenu({ run }: { run: Run }) {
  const [tool, setTool] = useState<ClassTool | null>(null);
  return (
    <>
      <Popup
        label="Share"
        trigger={
          <Button>
            <Share2 size={14} aria-hidden /> Share
          </Button>
        }
      >
        <SharePanel run={run} onOpen={setTool} />
      </Popup>
      {tool && <RunClassDialogs run={run} tool={tool} onClose={() => setTool(null)} />}
    </>
  );
}

function SharePanel({ run, onOpen }: { run: Run; onOpen: (tool: ClassTool) => void }) {
  const { ofRun, ofEditor } = useExperiments(run);
  const [what, setWhat] = useState<What>('run');
  const same = JSON.stringify(ofRun) === JSON.stringify(ofEditor);
  const experiment = what === 'run' && ofRun ? ofRun : ofEditor;
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
      <ExperimentLink experiment={experiment} />
      <div className="border-line border-t pt-3">
        <h2 className="text-sm font-semibold">The run as a file</h2>
        <p className="text-ink-2 mt-0.5 mb-2 text-xs">
          All results, for any LazyLens: Open shows them without a model.
        </p>
        <Button onClick={() => void saveRun(run)}>
          <Download size={14} aria-hidden /> Export as JSON
        </Button>
      </div>
      <ClassButtons onOpen={onOpen} />
    </div>
  );
}

interface RunClassDialogsProps {
  readonly run: Run;
  readonly tool: ClassTool;
  readonly onClose: () => void;
}

function RunClassDialogs({ run, tool, onClose }: RunClassDialogsProps) {
  const { ofRun, ofEditor } = useExperiments(run);
  const { data: experimentLink = null } = useExperimentLink(ofRun ?? ofEditor);
  const page = pageOf(run);
  const editor: LessonTarget = {
    title: `The experiment in the editor, ${promptName(ofEditor)}: students run it themselves`,
    path: '/',
    experiment: ofEditor,
    controls: lessonControls,
  };
  const finished: LessonTarget[] = page
    ? [{ title: `The finished run shown, “${titleOf(run)}”`, path: page, experiment: ofRun, controls: lessonControls }]
    : [];
  return (
    <ClassDialogs
      tool={tool}
      targets={[...finished, editor]}
      link={page ? new URL(page, location.href).href : experimentLink}
      onClose={onClose}
    />
  );
}

/** Path and query under which any device finds the run, as it is looked at now; null for runs of this device alone. */
function pageOf(run: Run): string | null {
  const query = new URLSearchParams(location.search);
  query.delete('present');
  if (run.origin !== 'recorded') return null;
  query.set('run', run.id);
  return `/?${query.toString()}`;
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
