// What the editor held before a link or another page's run took its place: kept on this device until it is put back or dismissed.

import { z } from 'zod';
import { createStore, useStore } from '@/components/ui/store';
import { chooseModel, type ChosenModel, chosenModelSchema, currentModel, loadKey } from './model';
import { currentSettings, defaultSettings, newIn, patchSettings, type Settings, settingsSchema } from './settings';

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

/**
 * Puts other settings, and another model where one is given, in place of the present ones, which are kept unless `keeps` is
 * false. False where they are the same already.
 */
export function replaceEditor(patch: Partial<Settings>, model: ChosenModel | null, keeps = true): boolean {
  const [before, beforeModel] = [currentSettings(), currentModel()];
  const changesModel = model !== null && choiceKey(model) !== choiceKey(beforeModel);
  if (!changesModel && newIn(patch, before) === null) return false;
  if (keeps) keepFormer({ settings: before, model: beforeModel });
  patchSettings(patch);
  if (changesModel) chooseModel(model);
  return true;
}

/** Settings that nobody has touched are no loss. */
function keepFormer(former: Former): void {
  const { settings, model } = former;
  if (newIn({ ...defaultSettings, repeats: settings.repeats }, settings) === null) return;
  store.set(former);
  try {
    // Files of a folder live as long as the tab, and so does the choice of them.
    const isFiles = model?.source.kind === 'files' || model?.tokenizer.kind === 'files';
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
export function restoreFormer({ settings, model }: Former): void {
  patchSettings(settings);
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

function choiceKey(model: ChosenModel): string {
  return JSON.stringify([loadKey(model), model.chat]);
}
