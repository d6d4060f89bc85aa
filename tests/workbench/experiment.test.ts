// From the editor to an experiment and back.

import { describe, expect, it } from 'vitest';
import { experimentOf, experimentOfRun, promptName, refOf, settingsFrom } from '@/components/workbench/link/experiment';
import { bundledChoice, type ChosenModel } from '@/components/engine/model';
import { defaultSettings, type Settings } from '@/components/engine/settings';
import { decodeValue, encodeValue } from '@/lib/experiment/codec';
import { experimentFormat, experimentSchema } from '@/lib/experiment/experiment';
import { presets } from '@/lib/presets/presets';
import { runOf } from '@/lib/trace/run';
import { tinyComparison } from '../trace/comparison';

const own: Settings = {
  ...defaultSettings,
  text: 'Wer war Ada? 🙂\n',
  presetId: null,
  expected: 'Lovelace',
  mode: 'static',
  schedule: [{ layer: 3, keep: 0.35 }],
  sinks: 4,
  pruneGenerated: false,
  seed: 7,
  repeats: 2,
  warmups: 0,
};
const { backend: _, ...shared } = own;

describe('the experiment of the editor', () => {
  it('brings back every setting but those of the device, through a link', async () => {
    const link = await encodeValue(experimentFormat, experimentOf(own, bundledChoice));
    expect(settingsFrom(await decodeValue(experimentFormat, link))).toEqual(shared);
  });

  it('names a preset while its text is untouched, and holds the text once it was edited', () => {
    for (const { id, text } of presets) {
      expect(experimentOf({ ...own, text, presetId: id }, bundledChoice).prompt).toEqual({ preset: id });
      expect(experimentOf({ ...own, text: `${text}!`, presetId: id }, bundledChoice).prompt).toEqual({
        text: `${text}!`,
      });
      expect(settingsFrom(experimentOf({ ...own, text, presetId: id }, bundledChoice)).text).toBe(text);
    }
  });

  it('names a model with its revision, and of a folder no more than its name', () => {
    const stored: ChosenModel = { ...bundledChoice, source: { kind: 'stored', key: 'o/n@abc' }, label: 'o/n' };
    const folder: ChosenModel = {
      ...bundledChoice,
      label: 'my-model',
      source: { kind: 'files', id: 'my-model', files: [new File(['secret'], 'config.json')] },
    };
    expect(refOf(bundledChoice)).toEqual({ bundled: 'lens-28m' });
    expect(refOf(stored)).toEqual({ stored: 'o/n@abc' });
    expect(experimentOf(own, folder).model).toEqual({ named: 'my-model' });
  });

  it('of a preset that is not known here is refused by name', () => {
    const experiment = { ...experimentOf(own, bundledChoice), prompt: { preset: 'of-tomorrow' } };
    expect(() => settingsFrom(experiment)).toThrow(/“of-tomorrow”/);
  });

  it('leaves out stages beyond the depth that the schedule was made for', () => {
    const schedule = [...own.schedule, { layer: 40, keep: 0.5 }];
    expect(settingsFrom({ ...experimentOf(own, bundledChoice), schedule }).schedule).toEqual(own.schedule);
  });
});

describe('the experiment of a run', () => {
  const run = runOf(tinyComparison(), 'file');

  it('is valid, and holds the prompt, schedule and repeats of the run', () => {
    const experiment = experimentOfRun(run, own, bundledChoice, () => null);
    const { pruned, timing } = tinyComparison();
    expect(experimentSchema.parse(experiment)).toEqual(experiment);
    expect(experiment).toMatchObject({
      prompt: { text: pruned.input.text },
      mode: pruned.config.mode,
      schedule: pruned.config.schedule,
      repeats: timing.samples.filter(({ mode }) => mode !== 'full').length,
    });
  });

  it('names the model of the run, not the one that is chosen', () => {
    expect(experimentOfRun(run, own, bundledChoice, () => null)?.model).toEqual(
      tinyComparison().pruned.model.id === 'lens-28m'
        ? { bundled: 'lens-28m' }
        : { named: tinyComparison().pruned.model.id },
    );
  });

  it('holds what was typed where the model got a chat message', () => {
    expect(experimentOfRun(run, own, bundledChoice, () => 'typed')).toMatchObject({
      prompt: { text: 'typed' },
      chat: true,
    });
  });
});

describe('promptName', () => {
  it('tells presets by title and own prompts by length', () => {
    expect(promptName({ prompt: { preset: 'passkey' } })).toBe('“Find the pass key”');
    expect(promptName({ prompt: { text: 'x'.repeat(1204) } })).toBe('a prompt of 1,204 characters');
  });
});
