// What the user has typed and set: prompt, schedule, repeats. Kept in localStorage, so that a reload loses nothing.

import { z } from 'zod';
import { experimentSchema } from '@/lib/experiment/experiment';
import { bundledModel } from '@/lib/model/catalog';
import { presets } from '@/lib/presets/presets';
import { spellIds } from '@/lib/tokenizer/ids';
import type { Run } from '@/lib/trace/run';
import { expectedOf, traceOf } from '@/lib/trace/run';
import { backendChoiceSchema } from '@/lib/worker/protocol';
import { fitSchedule, scheduleFor } from '@/lib/experiment/schedule';
import { createStore, useStore } from '@/components/ui/store';

const SETTINGS_KEY = 'lazylens.settings.1';

const { mode, schedule, layers, sinks, pruneGenerated, maxNewTokens, seed, repeats, warmups } = experimentSchema.shape;

export const settingsSchema = z.object({
  text: z.string(),
  /** The preset that `text` still equals; null once it was edited. */
  presetId: z.string().nullable(),
  expected: z.string(),
  ...{ maxNewTokens, mode, schedule, sinks, pruneGenerated, seed, repeats, warmups },
  /** Depth of the model that the schedule was made for: another one gets it at the same fractions of depth. */
  layers: layers.default(bundledModel.layers),
  backend: backendChoiceSchema,
});

export type Settings = z.infer<typeof settingsSchema>;

const firstPreset = presets.find((preset) => preset.id === 'passkey');

export const defaultSettings: Settings = {
  text: firstPreset?.text ?? '',
  presetId: firstPreset?.id ?? null,
  expected: firstPreset?.expected ?? '',
  maxNewTokens: firstPreset?.maxNewTokens ?? 16,
  mode: 'lazyllm',
  schedule: [
    { layer: 4, keep: 0.5 },
    { layer: 8, keep: 0.5 },
    { layer: 12, keep: 0.5 },
  ],
  layers: bundledModel.layers,
  sinks: 0,
  pruneGenerated: true,
  seed: 0,
  repeats: 5,
  warmups: 1,
  backend: 'auto',
};

const store = createStore<Settings>(() => readSettings() ?? startingSettings());

/** The settings and how to change some of them. */
export function useSettings(): [Settings, (patch: Partial<Settings>) => void] {
  return [useStore(store, defaultSettings), patchSettings];
}

/** The settings at this moment, for what happens outside of drawing. */
export function currentSettings(): Settings {
  return store.get();
}

/** The settings as they are for a model of `layers` layers. */
export function settingsFor(settings: Settings, layers: number): Settings {
  if (settings.layers === layers) return settings;
  return { ...settings, layers, schedule: [...scheduleFor(settings.schedule, settings.layers, layers)] };
}

/** The settings that a run was made with, as far as the editor has them; `typed` finds what was typed in what the model got. */
export function settingsOf(run: Run, typed = (text: string) => text): Partial<Settings> | null {
  const trace = traceOf(run, 'pruned') ?? traceOf(run, 'full');
  if (!trace) return null;
  const text = trace.input.text ? typed(trace.input.text) : spellIds(trace.input.ids);
  const { mode, schedule, pruneGenerated, seed } = trace.config;
  const maxNewTokens = Math.min(512, Math.max(1, trace.config.maxNewTokens));
  const sinks = Math.min(64, trace.config.sinks);
  const preset = presets.find((each) => each.text === text);
  const prompt = { text, presetId: preset?.id ?? null, expected: expectedOf(run) ?? '', maxNewTokens };
  if (mode === 'full') return prompt;
  const { layers } = trace.model.spec;
  return {
    ...prompt,
    mode,
    schedule: [...fitSchedule(schedule, layers)],
    layers,
    sinks,
    pruneGenerated,
    seed: seed >>> 0,
  };
}

/** `patch` where it would change the settings, else null. */
export function newIn(patch: Partial<Settings> | null, settings: Settings): Partial<Settings> | null {
  const now = JSON.stringify(settings);
  return patch && JSON.stringify({ ...settings, ...patch }) !== now ? patch : null;
}

export function patchSettings(patch: Partial<Settings>): void {
  const next = { ...store.get(), ...patch };
  store.set(next);
  try {
    localStorage.setItem(SETTINGS_KEY, JSON.stringify(next));
  } catch {
    // Storage is full or refused: the settings live as long as the tab.
  }
}

/** Few cores and no GPU mean seconds a repeat: start with fewer repeats there. */
function startingSettings(): Settings {
  const { gpu, hardwareConcurrency }: { gpu?: unknown; hardwareConcurrency: number } = navigator;
  const slow = !gpu && hardwareConcurrency <= 4;
  return slow ? { ...defaultSettings, repeats: 3 } : defaultSettings;
}

function readSettings(): Settings | null {
  try {
    const parsed = settingsSchema.safeParse(JSON.parse(localStorage.getItem(SETTINGS_KEY) ?? 'null'));
    if (!parsed.success) return null;
    return { ...parsed.data, schedule: [...fitSchedule(parsed.data.schedule, parsed.data.layers)] };
  } catch {
    return null;
  }
}
