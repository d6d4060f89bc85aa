'use client';
// Sharing: a link to the experiment of the run shown or to what is in the editor; the run itself as a file.

import { Download, Share2 } from 'lucide-react';
import { useState } from 'react';
import { saveRun } from '@/components/run/runFile';
import { Button } from '@/components/ui/Button';
import { Segmented } from '@/components/ui/Choice';
import { Popup } from '@/components/ui/Popup';
import type { Run } from '@/lib/trace/run';
import { experimentOf, experimentOfRun, promptName, refName } from '../link/experiment';
import { useModel } from '../model';
import { settingsFor, useSettings } from '../settings';
import { useTokenizer } from '../useTokenizer';
import { ExperimentLink } from './ExperimentLink';

type What = 'run' | 'editor';

export function ShareMenu({ run }: { run: Run }) {
  return (
    <Popup
      label="Share"
      trigger={
        <Button>
          <Share2 size={14} aria-hidden /> Share
        </Button>
      }
    >
      <SharePanel run={run} />
    </Popup>
  );
}

function SharePanel({ run }: { run: Run }) {
  const [own] = useSettings();
  const model = useModel();
  const { prompting } = useTokenizer(model);
  const [what, setWhat] = useState<What>('run');
  const settings = settingsFor(own, model.spec.layers);
  const typed = (sent: string) => prompting?.template?.message(sent) ?? null;
  const ofRun = experimentOfRun(run, settings, model, typed);
  const ofEditor = experimentOf(settings, model);
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
      <p className="text-xs">
        {promptName(experiment).replace(/^a/, 'A')}, {refName(experiment.model)}
      </p>
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
    </div>
  );
}
