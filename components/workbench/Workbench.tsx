'use client';
// The workbench: controls at the left, the run they made at the right. Holds the page's state together; draws little itself.

import { useDeferredValue, useMemo, useState } from 'react';
import type { AppError } from '@/lib/errors';
import { toAppError } from '@/lib/errors';
import { bundledModel, bundledSpec } from '@/lib/model/catalog';
import { presets } from '@/lib/presets/presets';
import { inSlices } from '@/lib/slices';
import { preparingRun, type Run } from '@/lib/trace/run';
import { Analysis } from './Analysis';
import { Controls } from './Controls';
import { DropFile } from './DropFile';
import { useEngineStatus } from './engine';
import { EmptyRun } from './EmptyRun';
import { errorTitles } from './errorTitles';
import { LiveRun } from './LiveRun';
import { NoticeList } from './NoticeList';
import { useNotices } from './notices';
import { measurePrompt } from './promptLength';
import { openRun } from './runFile';
import { RunHeader } from './RunHeader';
import { modeNotes } from './schedule/edit';
import { newIn, settingsOf, useSettings } from './settings';
import { useRunner } from './useRunner';
import { useRuns } from './useRuns';
import { useTokenizer } from './useTokenizer';
import { useRunChoice } from './viewState';

export function Workbench() {
  const [settings, change] = useSettings();
  const [chosen, choose] = useRunChoice();
  const runs = useRuns(chosen);
  const notices = useNotices();
  const status = useEngineStatus();
  const { tokenizer, error: tokenizerError } = useTokenizer();
  const [announcement, setAnnouncement] = useState('');

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

  const text = useDeferredValue(settings.text);
  const tokens = useMemo(() => tokenizer?.encode(text).ids.length ?? null, [tokenizer, text]);
  const length = measurePrompt(settings.text, tokens, bundledModel.context, settings.maxNewTokens);
  const model = status.at === 'ready' ? status.model : null;
  const busy = runner.state.at !== 'idle';
  const reusable = runs.shown && newIn(settingsOf(runs.shown), settings);

  const openFile = async (file: File): Promise<void> => {
    notices.clear();
    try {
      await addRun(await openRun(file));
    } catch (thrown) {
      showError(thrown);
    }
  };

  return (
    <div className="lg:grid lg:grid-cols-[24rem_minmax(0,1fr)]">
      <Controls
        settings={settings}
        onChange={change}
        length={length}
        spec={bundledSpec}
        status={status}
        runner={runner.state}
        onRun={() => {
          notices.clear();
          void runner.run(settings, titleOf(settings));
        }}
        onStop={runner.stop}
        onError={showError}
        tokenizerError={tokenizerError}
      />
      <DropFile onFile={(file) => void openFile(file)}>
        <NoticeList notices={notices} />
        {runner.state.at !== 'idle' && runner.state.repeats > 0 && (
          <LiveRun tokens={runner.state.tokens} prunedName={modeNotes[settings.mode].title} />
        )}
        {runs.shown ? (
          <>
            <RunHeader
              run={runs.shown}
              runs={runs}
              onChoose={choose}
              onOpenFile={(file) => void openFile(file)}
              onReuse={reusable && !busy ? () => change(reusable) : null}
            />
            <Analysis
              key={runs.shown.id}
              run={runs.shown}
              tokenizer={tokenizer}
              model={model}
              busy={busy}
              onLoad={() => void runner.load(settings)}
            />
          </>
        ) : busy ? null : (
          <EmptyRun opening={runs.opening} error={runs.error} onOpenFile={(file) => void openFile(file)} />
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
