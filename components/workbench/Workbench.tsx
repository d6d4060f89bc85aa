'use client';
// The workbench: controls at the left, the run they made at the right. Holds the page's state together; draws little itself.

import { useMemo, useState } from 'react';
import type { PlacedFile } from '@/lib/model/localFiles';
import type { AppError } from '@/lib/errors';
import { toAppError } from '@/lib/errors';
import { presets } from '@/lib/presets/presets';
import { inSlices } from '@/lib/slices';
import { preparingRun, type Run } from '@/lib/trace/run';
import { useLesson, useShaped } from '@/components/lesson/useLesson';
import { modeNotes } from '@/components/modes';
import { RunViews } from '@/components/run/RunViews';
import { AttentionPanel } from '@/components/engine/AttentionPanel';
import { columnControls, Controls } from './Controls';
import { describeLocalModel } from '@/components/engine/describeModel';
import { DropFile } from './DropFile';
import { useEngineStatus } from '@/components/engine/engine';
import { EmptyRun } from './EmptyRun';
import { errorTitles } from '@/components/engine/errorTitles';
import { LinkedExperiment } from './link/LinkedExperiment';
import { LiveRun } from './LiveRun';
import { NoticeList } from './NoticeList';
import { useNotices } from './notices';
import { chooseModel, patchModel, useModel } from '@/components/engine/model';
import { promptLengthOf } from './promptLength';
import { openRun } from '@/components/run/runFile';
import { RunHeader } from './RunHeader';
import type { Settings } from '@/components/engine/settings';
import { newIn, settingsFor, settingsOf, useSettings } from '@/components/engine/settings';
import { useRestingText } from './useRestingText';
import { isLoaded, useRunner } from '@/components/engine/useRunner';
import { useRuns } from '@/components/engine/useRuns';
import { useTokenizer } from '@/components/engine/useTokenizer';
import { useRunChoice } from '@/components/run/viewState';

export function Workbench() {
  const model = useModel();
  const { layers } = model.spec;
  const [own, change] = useSettings();
  const settings = useMemo(() => settingsFor(own, layers), [own, layers]);
  const [chosen, choose] = useRunChoice();
  const runs = useRuns(chosen);
  const notices = useNotices();
  const status = useEngineStatus();
  const { prompting, error: tokenizerError } = useTokenizer(model);
  const [announcement, setAnnouncement] = useState('');
  const { shows } = useLesson();
  const shaped = useShaped();
  const hasControls = columnControls.some(shows);

  const showError = (thrown: unknown): void => {
    const { code, message }: AppError = toAppError(thrown);
    notices.show({ tone: 'bad', title: errorTitles[code], message });
  };
  const addRun = async (made: Run): Promise<void> => {
    const run = await inSlices(preparingRun(made));
    setAnnouncement(run.kind === 'whole' ? 'The run is finished.' : 'The run was stopped; what it computed is kept.');
    choose(run.id);
    if (await runs.add(run)) return;
    notices.show({
      tone: 'warn',
      title: 'This run was not stored',
      message: 'The browser gives this page no more room: export the run before closing the tab.',
    });
  };
  const runner = useRunner({ onRun: (run) => void addRun(run), onError: showError });

  const text = useRestingText(settings.text);
  const length = useMemo(
    () => promptLengthOf(text, prompting, model, settings.maxNewTokens),
    [text, prompting, model, settings.maxNewTokens],
  );
  const busy = runner.state.at !== 'idle';
  const template = model.chat ? (prompting?.template ?? null) : null;
  const reusable =
    runs.shown &&
    newIn(
      settingsOf(runs.shown, (sent) => template?.message(sent) ?? sent),
      settings,
    );

  const openModel = async (files: Promise<PlacedFile[]>): Promise<void> => {
    notices.clear();
    try {
      chooseModel(await describeLocalModel(await files));
    } catch (thrown) {
      showError(thrown);
    }
  };

  const openFile = async (file: File): Promise<void> => {
    notices.clear();
    try {
      await addRun(await openRun(file));
    } catch (thrown) {
      showError(thrown);
    }
  };

  /** A prompt that is no chat message of this model goes to it as it is. */
  const reuse = (patch: Partial<Settings>): void => {
    const sent = runs.shown && settingsOf(runs.shown)?.text;
    if (template && sent === patch.text) patchModel({ chat: false });
    change(patch);
  };

  return (
    <div {...shaped} className={hasControls ? 'lg:grid lg:grid-cols-[24rem_minmax(0,1fr)]' : ''}>
      <LinkedExperiment />
      {hasControls && (
        <Controls
          settings={settings}
          onChange={change}
          length={length}
          model={model}
          prompting={prompting}
          loaded={isLoaded(model, settings, status)}
          status={status}
          runner={runner.state}
          onRun={() => {
            notices.clear();
            void runner.run(model, settings, titleOf(settings));
          }}
          onStop={runner.stop}
          onError={showError}
          tokenizerError={tokenizerError}
        />
      )}
      <DropFile
        onFile={shows('runs') ? (file) => void openFile(file) : null}
        onModel={shows('model') ? (files) => void openModel(files) : null}
      >
        <NoticeList notices={notices} />
        {runner.state.at !== 'idle' && runner.state.repeats > 0 && (
          <LiveRun tokens={runner.state.tokens} layers={layers} prunedName={modeNotes[settings.mode].title} />
        )}
        {runs.shown ? (
          <>
            <RunHeader
              run={runs.shown}
              runs={runs}
              onChoose={choose}
              onOpenFile={(file) => void openFile(file)}
              onReuse={reusable && !busy ? () => reuse(reusable) : null}
            />
            <RunViews
              key={runs.shown.id}
              run={runs.shown}
              tokenizer={prompting ? { modelId: model.label, tokenizer: prompting.tokenizer } : null}
              attention={(view) => (
                <AttentionPanel
                  {...view}
                  chosen={model}
                  model={status.at === 'ready' ? status.model : null}
                  busy={busy}
                  onLoad={() => void runner.load(model, settings)}
                />
              )}
            />
          </>
        ) : busy ? null : (
          <EmptyRun
            opening={runs.opening}
            error={runs.error}
            onOpenFile={shows('runs') ? (file) => void openFile(file) : null}
          />
        )}
        <p className="sr-only" role="status">
          {announcement}
        </p>
      </DropFile>
    </div>
  );
}

/** The preset's title, or the last line of the prompt that asks something. */
function titleOf({ presetId, text }: { presetId: string | null; text: string }): string {
  const preset = presets.find((each) => each.id === presetId);
  if (preset) return preset.title;
  const line = text
    .split('\n')
    .map((each) => each.replace(/^Question:\s*/, '').trim())
    .filter((each) => each !== '' && !/^(Answer|Label):?$/.test(each))
    .at(-1);
  return line ? line.slice(0, 60) : 'Own prompt';
}
