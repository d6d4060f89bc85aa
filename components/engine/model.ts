// The model that the workbench runs: kept in localStorage, so that a reload finds it again. Files that were dropped live as long as
// the tab.

import { z } from 'zod';
import { bundledModel, bundledSpec } from '@/lib/model/catalog';
import { formatSchema } from '@/lib/model/format';
import { modelSourceSchema } from '@/lib/model/source';
import { modelSpecSchema } from '@/lib/model/spec';
import { createStore, useStore } from '@/components/ui/store';

const MODEL_KEY = 'lazylens.model.1';

/** Where a tokenizer's files are: beside the weights, or elsewhere where those have none that can be read. */
const tokenizerPlaceSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('own') }),
  z.object({ kind: z.literal('stored'), key: z.string() }),
  z.object({ kind: z.literal('url'), url: z.string() }),
  z.object({ kind: z.literal('files'), files: z.array(z.instanceof(File)) }),
]);

export const chosenModelSchema = z.object({
  source: modelSourceSchema,
  format: formatSchema,
  /** What the page calls it: `owner/name`, folder name. */
  label: z.string(),
  spec: modelSpecSchema,
  /** Longest sequence, prompt and output together. */
  context: z.number().int().positive(),
  /** Of the weights files; null where unknown. */
  sizeBytes: z.number().nonnegative().nullable(),
  tokenizer: tokenizerPlaceSchema,
  /** Prompts are sent as a chat message, where the tokenizer has a template. On for instruct models, off for base models. */
  chat: z.boolean(),
});

export type ChosenModel = Readonly<z.output<typeof chosenModelSchema>>;

/** The bundled model: what a first visit runs. */
export const bundledChoice: ChosenModel = {
  source: { kind: 'url', id: bundledModel.id, url: bundledModel.url },
  format: 'auto',
  label: bundledModel.id,
  spec: bundledSpec,
  context: bundledModel.context,
  sizeBytes: bundledModel.sizeBytes,
  tokenizer: { kind: 'own' },
  chat: false,
};

const store = createStore<ChosenModel>(() => readChoice() ?? bundledChoice);

/** The chosen model. */
export function useModel(): ChosenModel {
  return useStore(store, bundledChoice);
}

/** The chosen model at this moment, for what happens outside of drawing. */
export function currentModel(): ChosenModel {
  return store.get();
}

/** Chooses a model for the next run on; nothing is loaded until then. */
export function chooseModel(model: ChosenModel): void {
  store.set(model);
  const kept = model.source.kind !== 'files' && model.tokenizer.kind !== 'files';
  try {
    if (kept) localStorage.setItem(MODEL_KEY, JSON.stringify(model));
  } catch {
    // Storage is full or refused: the choice lives as long as the tab.
  }
}

/** Changes part of the choice: the format, the chat switch. */
export function patchModel(patch: Partial<Pick<ChosenModel, 'format' | 'chat' | 'tokenizer'>>): void {
  chooseModel({ ...store.get(), ...patch });
}

/** Two choices with the same key are the same weights in the same format. */
export function loadKey({ source, format }: ChosenModel): string {
  const place =
    source.kind === 'files' ? source.files.map(({ name, size, lastModified }) => [name, size, lastModified]) : null;
  return JSON.stringify([source, place, format]);
}

function readChoice(): ChosenModel | null {
  try {
    const parsed = chosenModelSchema.safeParse(JSON.parse(localStorage.getItem(MODEL_KEY) ?? 'null'));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
