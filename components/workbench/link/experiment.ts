// From the editor or a run to an experiment, and from an experiment to the editor. Pure.

import { AppError } from '@/lib/errors';
import type { Experiment, ModelRef } from '@/lib/experiment/experiment';
import { bundledModel } from '@/lib/model/catalog';
import { presets } from '@/lib/presets/presets';
import type { Run } from '@/lib/trace/run';
import { traceOf } from '@/lib/trace/run';
import type { ChosenModel } from '@/components/engine/model';
import { fitSchedule } from '@/lib/experiment/schedule';
import type { Settings } from '@/components/engine/settings';
import { settingsOf } from '@/components/engine/settings';

/** What Run would run now. */
export function experimentOf(settings: Settings, model: ChosenModel): Experiment {
  const { text, presetId, backend: _, ...rest } = settings;
  const preset = presets.find((each) => each.id === presetId && each.text === text);
  return {
    prompt: preset ? { preset: preset.id } : { text },
    model: refOf(model),
    format: model.format,
    chat: model.chat,
    ...rest,
    schedule: [...settings.schedule],
  };
}

/** What made the run, as far as it says; `typed` finds what was typed in what the model got, null where it cannot. */
export function experimentOfRun(
  run: Run,
  settings: Settings,
  model: ChosenModel,
  typed: (sent: string) => string | null,
): Experiment | null {
  const trace = traceOf(run, 'pruned') ?? traceOf(run, 'full');
  const patch = settingsOf(run, (sent) => typed(sent) ?? sent);
  if (!trace || !patch) return null;
  const { warmup, samples } = run.kind === 'whole' ? run.comparison.timing : run.timing;
  const mine = trace.model.id === model.label;
  const repeats = {
    repeats: clamp(countOf(samples, trace.config.mode), 1, 50),
    warmups: clamp(countOf(warmup, trace.config.mode), 0, 10),
  };
  return {
    ...experimentOf({ ...settings, ...patch, ...repeats }, model),
    ...(mine ? {} : { model: knownRef(trace.model.id), format: 'auto' as const }),
    chat: typed(trace.input.text) !== null,
  };
}

/** What the editor gets. Throws AppError `link-invalid` naming a preset that is not known here. */
export function settingsFrom(experiment: Experiment): Omit<Settings, 'backend'> {
  const { prompt, model: _, format: __, chat: ___, ...rest } = experiment;
  return { ...rest, ...promptFrom(prompt), schedule: [...fitSchedule(rest.schedule, rest.layers)] };
}

function promptFrom(prompt: Experiment['prompt']): Pick<Settings, 'text' | 'presetId'> {
  if ('text' in prompt) return { text: prompt.text, presetId: null };
  const preset = presets.find(({ id }) => id === prompt.preset);
  if (preset) return { text: preset.text, presetId: preset.id };
  throw new AppError(
    'link-invalid',
    `The experiment in this link uses the preset “${prompt.preset}”, which this LazyLens does not have: ` +
      `reload the page for a newer one, or ask for a link with the prompt as text.`,
  );
}

/** In a few words: `Find the pass key`, or `a prompt of 1,204 characters`. */
export function promptName({ prompt }: Pick<Experiment, 'prompt'>): string {
  if ('text' in prompt) return `a prompt of ${prompt.text.length.toLocaleString('en')} characters`;
  return `“${presets.find(({ id }) => id === prompt.preset)?.title ?? prompt.preset}”`;
}

export function refOf({ source, label }: ChosenModel): ModelRef {
  if (!('id' in source) && source.kind === 'stored') return { stored: source.key };
  return source.kind === 'url' ? knownRef(source.id) : { named: label };
}

/** `owner/name@commit` and the like, for people. */
export function refName(ref: ModelRef): string {
  if ('stored' in ref) return ref.stored;
  return 'bundled' in ref ? ref.bundled : ref.named;
}

function knownRef(id: string): ModelRef {
  return id === bundledModel.id ? { bundled: id } : { named: id };
}

function countOf(samples: readonly { readonly mode: string }[], mode: string): number {
  return samples.filter((sample) => sample.mode === mode).length;
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
