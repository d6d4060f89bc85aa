// Opens the experiment that the address holds: fills the editor, runs nothing, loses nothing. The address keeps it for as long as
// the editor shows it.

import { useEffect, useEffectEvent, useState } from 'react';
import { flushSync } from 'react-dom';
import { dropHashValue, useHashValue } from '@/components/ui/hash';
import { toAppError } from '@/lib/errors';
import { decodeValue } from '@/lib/experiment/codec';
import { EXPERIMENT_VALUE, type Experiment, experimentFormat, type ModelRef } from '@/lib/experiment/experiment';
import { listStored } from '@/lib/storage/models/list';
import { describeStored } from '@/components/engine/describeModel';
import { bundledChoice, type ChosenModel, useModel } from '@/components/engine/model';
import { newIn, type Settings, useSettings } from '@/components/engine/settings';
import { refName, refOf, settingsFrom } from './experiment';
import { replaceEditor } from '@/components/engine/former';

/** `told`: the page says so until it is dismissed. `missing`: the model that is not on this device. */
interface Opened {
  readonly at: 'opened';
  readonly experiment: Experiment;
  readonly missing: string | null;
  readonly told: boolean;
}

export type Linked = { readonly at: 'none' } | Opened | { readonly at: 'failed'; readonly message: string };

export function useLinkedExperiment(): { readonly linked: Linked; readonly dismiss: () => void } {
  const { value, traversed } = useHashValue(EXPERIMENT_VALUE);
  const [settings] = useSettings();
  const model = useModel();
  const [linked, setLinked] = useState<Linked>({ at: 'none' });
  const edited = linked.at === 'opened' && isEdited(linked, settings, model);
  const unedited = linked.at === 'opened' && !edited;

  const open = useEffectEvent((experiment: Experiment, found: ChosenModel | null) => {
    const source = refName(refOf(model)) === refName(experiment.model) ? model : found;
    const wanted = source && { ...source, format: experiment.format, chat: experiment.chat };
    const missing = wanted ? null : refName(experiment.model);
    const patch = settingsFrom(experiment);
    // At once: drawn one after the other, the editor would for a moment hold something else than the link that was opened.
    flushSync(() => {
      // What an earlier link brought and nobody edited since is still in that link.
      const changes = replaceEditor(patch, wanted, !unedited);
      setLinked({ at: 'opened', experiment, missing, told: changes || missing !== null });
    });
  });
  /** Back and Forward lead from one opened link to another, but not over what was typed since. */
  const mayOpen = useEffectEvent(() => !traversed || unedited);

  useEffect(() => {
    if (value === null) return;
    if (!mayOpen()) return dropHashValue(EXPERIMENT_VALUE);
    let gone = false;
    const reading = async (): Promise<void> => {
      try {
        const experiment = await decodeValue(experimentFormat, value);
        const found = await findModel(experiment.model);
        if (!gone) open(experiment, found);
      } catch (thrown) {
        if (!gone) setLinked({ at: 'failed', message: toAppError(thrown).message });
      }
    };
    void reading();
    return () => {
      gone = true;
    };
  }, [value]);

  useEffect(() => {
    if (edited) dropHashValue(EXPERIMENT_VALUE);
  }, [edited]);

  const dismiss = (): void => {
    if (linked.at === 'failed') dropHashValue(EXPERIMENT_VALUE);
    setLinked(linked.at === 'opened' ? { ...linked, told: false } : { at: 'none' });
  };
  return { linked, dismiss };
}

function isEdited({ experiment, missing }: Opened, settings: Settings, model: ChosenModel): boolean {
  if (newIn(settingsFrom(experiment), settings)) return true;
  const { model: ref, format, chat } = experiment;
  return missing === null && (refName(refOf(model)) !== refName(ref) || model.format !== format || model.chat !== chat);
}

/** The model where this device has it; null where it does not, or cannot tell. */
async function findModel(ref: ModelRef): Promise<ChosenModel | null> {
  if ('bundled' in ref) return ref.bundled === bundledChoice.label ? bundledChoice : null;
  if (!('stored' in ref)) return null;
  try {
    const stored = (await listStored()).find(({ key, state }) => key === ref.stored && state === 'complete');
    return stored ? await describeStored(stored) : null;
  } catch {
    return null; // nothing can be stored here, or not be read: the Models page says why
  }
}
