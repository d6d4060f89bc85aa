// Settings taken from a run.

import { describe, expect, it } from 'vitest';
import { defaultSettings, newIn, settingsOf, settingsSchema } from '@/components/engine/settings';
import { presets } from '@/lib/presets/presets';
import { runOf, type Run } from '@/lib/trace/run';
import { tinyComparison } from '../trace/comparison';

function runWith(text: string): Run {
  const comparison = tinyComparison();
  const { full, pruned } = comparison;
  return runOf(
    {
      ...comparison,
      full: { ...full, input: { ...full.input, text } },
      pruned: { ...pruned, input: { ...pruned.input, text } },
    },
    'file',
  );
}

describe('settingsOf', () => {
  it('gives the prompt and the schedule of the pruned side, valid for the editor', () => {
    const run = runWith('Own words.');
    const settings = { ...defaultSettings, ...settingsOf(run) };
    expect(settingsSchema.parse(settings)).toEqual(settings);
    expect(settings).toMatchObject({ text: 'Own words.', presetId: null });
    expect(settings.mode).toBe(tinyComparison().pruned.config.mode);
  });

  it('knows a preset by its text', () => {
    for (const { id, text } of presets) expect(settingsOf(runWith(text))?.presetId).toBe(id);
  });

  it('gives the ids of a run of token ids alone, as the editor reads them', () => {
    expect(settingsOf(runWith(''))?.text).toBe('ids: 1, 9, 8, 7, 6, 5, 4, 3');
  });

  it('gives what was typed where the model got a chat message', () => {
    const sent = '<|user|>Who?<|assistant|>';
    expect(settingsOf(runWith(sent), (text) => text.slice(8, -13))?.text).toBe('Who?');
  });
});

describe('newIn', () => {
  it('offers a change once: not where the settings are so already', () => {
    const patch = settingsOf(runWith('Own words.'));
    expect(newIn(patch, defaultSettings)).toBe(patch);
    expect(newIn(patch, { ...defaultSettings, ...patch })).toBeNull();
  });
});
