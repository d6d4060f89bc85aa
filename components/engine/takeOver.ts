// Takes a run of another page into the workbench: the run itself, its model where it is here, its prompt and settings.

import type { QueryClient } from '@tanstack/react-query';
import type { Run } from '@/lib/trace/run';
import { traceOf } from '@/lib/trace/run';
import { replaceEditor } from './former';
import type { ChosenModel } from './model';
import { settingsOf } from './settings';
import { addRun } from './useRuns';
import { ensurePrompting } from './useTokenizer';

/** `model` is the one that made the run, null where it is not on this device. What was in the editor is set aside, not lost. */
export async function takeOver(queryClient: QueryClient, run: Run, model: ChosenModel | null): Promise<void> {
  const sent = (traceOf(run, 'pruned') ?? traceOf(run, 'full'))?.input.text ?? '';
  const template = model?.chat ? (await ensurePrompting(queryClient, model)).template : null;
  const typed = template?.message(sent) ?? null;
  const settings = settingsOf(run, (text) => typed ?? text);
  // What is no chat message of this model goes to it as it is.
  const wanted = model && (typed === null ? { ...model, chat: false } : model);
  if (settings) replaceEditor(settings, wanted);
  if (run.origin !== 'recorded') await addRun(queryClient, run);
}
