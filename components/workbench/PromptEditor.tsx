'use client';
// The prompt: presets, typing, pasting, dropping a text file; its length in tokens against what the model can take.

import { FileUp } from 'lucide-react';
import { useId, useState } from 'react';
import type { DragEvent } from 'react';
import { useLesson } from '@/components/lesson/useLesson';
import { FileButton } from '@/components/ui/FileButton';
import { IconButton } from '@/components/ui/IconButton';
import { NumberField } from '@/components/ui/NumberField';
import { useEarlyText } from '@/components/ui/useEarlyText';
import type { Prompting } from '@/lib/tokenizer/prompt';
import { type ChosenModel, patchModel } from '@/components/engine/model';
import { OnlyIds } from './OnlyIds';
import { readPromptFile } from './promptFile';
import type { PromptLength } from './promptLength';
import { PresetMenu } from './PresetMenu';
import type { Settings } from '@/components/engine/settings';

type PromptSettings = Pick<Settings, 'text' | 'presetId' | 'expected' | 'maxNewTokens'>;

interface PromptEditorProps {
  readonly settings: PromptSettings;
  readonly length: PromptLength;
  readonly model: ChosenModel;
  /** Null until the tokenizer is read. */
  readonly prompting: Prompting | null;
  readonly onChange: (patch: Partial<PromptSettings>) => void;
  readonly onError: (thrown: unknown) => void;
  /** Ctrl or Command with Enter. */
  readonly onSubmit: () => void;
}

export function PromptEditor({ settings, length, model, prompting, onChange, onError, onSubmit }: PromptEditorProps) {
  const id = useId();
  const [over, setOver] = useState(false);
  const { shows } = useLesson();
  useEarlyText(id, (text) => onChange({ text, presetId: null }));

  async function open(file: File) {
    try {
      onChange({ text: await readPromptFile(file), presetId: null, expected: '' });
    } catch (thrown) {
      onError(thrown);
    }
  }

  const dropHandlers = {
    onDragOver: (event: DragEvent) => {
      if (!event.dataTransfer.types.includes('Files')) return;
      event.preventDefault();
      setOver(true);
    },
    onDragLeave: () => setOver(false),
    onDrop: (event: DragEvent) => {
      const file = event.dataTransfer.files[0];
      setOver(false);
      if (!file) return;
      event.preventDefault();
      void open(file);
    },
  };

  return (
    <div className="flex flex-col gap-2.5">
      <div className="flex items-center gap-1">
        {shows('presets') && (
          <PresetMenu
            chosen={settings.presetId}
            onChoose={({ id: presetId, text, expected, maxNewTokens }) =>
              onChange({ presetId, text, expected: expected ?? '', maxNewTokens })
            }
          />
        )}
        {shows('prompt') && (
          <FileButton accept=".txt,.md,text/plain,text/markdown" onFile={(file) => void open(file)}>
            <IconButton label="Open a .txt or .md file as the prompt" className="-mr-2">
              <FileUp size={16} aria-hidden />
            </IconButton>
          </FileButton>
        )}
      </div>
      {shows('prompt') && (
        <div className="relative" {...dropHandlers}>
          <label htmlFor={id} className="sr-only">
            Prompt
          </label>
          <textarea
            id={id}
            value={settings.text}
            spellCheck={false}
            autoComplete="off"
            aria-describedby={`${id}-length`}
            aria-invalid={length.problem !== null}
            placeholder="Type or paste a prompt, or drop a .txt file here."
            className="border-line-2 aria-invalid:border-bad block h-44 w-full resize-y rounded-sm lg:h-[clamp(5rem,calc(100dvh-48.5rem),22rem)] border bg-transparent px-2.5 py-2 font-mono text-xs leading-relaxed"
            onChange={(event) => onChange({ text: event.target.value, presetId: null })}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) onSubmit();
            }}
          />
          {over && (
            <div className="bg-accent-soft border-accent text-accent pointer-events-none absolute inset-0 grid place-items-center border-2 border-dashed text-sm font-medium">
              Drop to use as the prompt
            </div>
          )}
        </div>
      )}
      <LengthMeter id={`${id}-length`} length={length} />
      {shows('prompt') && prompting?.onlyIds && (
        <OnlyIds
          reason={prompting.onlyIds}
          spec={model.spec}
          onIds={(text) => onChange({ text, presetId: null, expected: '' })}
        />
      )}
      {shows('prompt') && prompting?.template && (
        <label className="text-ink-2 flex items-center gap-2 text-xs" title="The run shows the text that the model got">
          <input
            type="checkbox"
            className="accent-accent size-3.5"
            checked={model.chat}
            onChange={(event) => patchModel({ chat: event.target.checked })}
          />
          Send as a chat message, in the model’s own template
        </label>
      )}
      {shows('prompt') && (
        <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
          <label className="text-ink-2 flex min-w-0 flex-1 items-center gap-2 text-xs">
            Expected
            <input
              type="text"
              value={settings.expected}
              placeholder="none"
              className="border-line-2 text-ink bg-surface h-7 w-full min-w-20 rounded-sm border px-1.5 text-sm"
              onChange={(event) => onChange({ expected: event.target.value })}
            />
          </label>
          <NumberField
            label="New tokens"
            value={settings.maxNewTokens}
            min={1}
            max={512}
            onChange={(maxNewTokens) => onChange({ maxNewTokens })}
          />
        </div>
      )}
    </div>
  );
}

function LengthMeter({ id, length }: { id: string; length: PromptLength }) {
  const { tokens, context, reserved, problem } = length;
  const used = Math.min(1, ((tokens ?? 0) + reserved) / context);
  return (
    <div id={id}>
      <div className="bg-surface-3 h-0.5" aria-hidden>
        <div className={`h-full ${problem ? 'bg-bad' : 'bg-ink-2'}`} style={{ width: `${used * 100}%` }} />
      </div>
      <p className="text-ink-2 tabular mt-1.5 text-xs">
        {tokens === null
          ? problem
            ? 'No tokens'
            : 'Counting tokens…'
          : `${tokens.toLocaleString('en')} prompt ${tokens === 1 ? 'token' : 'tokens'}`}{' '}
        + {reserved} new, of {context.toLocaleString('en')}
      </p>
      {problem && (
        <p role="status" className="text-bad mt-1 text-xs">
          {problem}
        </p>
      )}
    </div>
  );
}
