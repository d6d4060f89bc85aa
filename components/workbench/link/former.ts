// What the editor held before a link was opened: kept on this device until it is put back or dismissed.

import { z } from 'zod';
import { createStore, useStore } from '@/components/ui/store';
import { chooseModel, type ChosenModel, chosenModelSchema } from '../model';
import { defaultSettings, newIn, type Settings, settingsSchema } from '../settings';

const FORMER_KEY = 'lazylens.former.1';

const formerSchema = z.object({ settings: settingsSchema, model: chosenModelSchema.nullable() });

export interface Former {
  readonly settings: Settings;
  readonly model: ChosenModel | null;
}

const store = createStore<Former | null>(readFormer);

export function useFormer(): Former | null {
  return useStore(store, null);
}

/** Keeps what is about to be replaced; settings that nobody has touched are no loss. */
export function keepFormer(settings: Settings, model: ChosenModel): void {
  const untouched = newIn({ ...defaultSettings, repeats: settings.repeats }, settings) === null;
  if (untouched) return;
  store.set({ settings, model });
  try {
    // Files of a folder live as long as the tab, and so does the choice of them.
    const isFiles = model.source.kind === 'files' || model.tokenizer.kind === 'files';
    localStorage.setItem(FORMER_KEY, JSON.stringify({ settings, model: isFiles ? null : model }));
  } catch {
    // Storage is full or refused: it lives as long as the tab.
  }
}

export function forgetFormer(): void {
  store.set(null);
  try {
    localStorage.removeItem(FORMER_KEY);
  } catch {
    // Nothing can be stored here, so nothing was.
  }
}

/** Puts it back into the editor. */
export function restoreFormer({ settings, model }: Former, change: (patch: Settings) => void): void {
  change(settings);
  if (model) chooseModel(model);
  forgetFormer();
}

function readFormer(): Former | null {
  try {
    const parsed = formerSchema.safeParse(JSON.parse(localStorage.getItem(FORMER_KEY) ?? 'null'));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
