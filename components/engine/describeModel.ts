// Makes a model that can be chosen from its files: reads config.json and what there is of a tokenizer, no weights.

import { type ModelFiles, readSpec } from '@/lib/model/files';
import { findModel, localFiles, type PlacedFile } from '@/lib/model/localFiles';
import type { ModelSource } from '@/lib/model/source';
import type { StoredModel } from '@/lib/storage/models/types';
import type { ChosenModel } from './model';

/** The model of chosen or dropped files. Throws AppError `model-invalid` naming file and field. */
export async function describeLocalModel(placed: readonly PlacedFile[]): Promise<ChosenModel> {
  const { id, files } = findModel(placed);
  const weights = files.filter(({ name }) => name.endsWith('.safetensors'));
  const sizeBytes = weights.length > 0 ? weights.reduce((sum, { size }) => sum + size, 0) : null;
  return describeModel(localFiles(id, files), { kind: 'files', id, files }, sizeBytes);
}

/** A model on this device. Throws as `readSpec`, and AppError `storage-failed` where its files are gone. */
export async function describeStored({ key, files }: StoredModel): Promise<ChosenModel> {
  const weights = files.filter(({ name }) => name.endsWith('.safetensors'));
  const sizeBytes = weights.reduce((sum, { bytes }) => sum + bytes, 0);
  const { openStored } = await import('@/lib/storage/models/open');
  return describeModel(await openStored(key), { kind: 'stored', key }, sizeBytes);
}

/** Throws as `readSpec`. `sizeBytes` is that of the weights files; null where unknown. */
export async function describeModel(
  files: ModelFiles,
  source: ModelSource,
  sizeBytes: number | null,
): Promise<ChosenModel> {
  const [spec, { isInstruct, openChatTemplate }] = await Promise.all([readSpec(files), import('@/lib/tokenizer/chat')]);
  // A template that cannot be read is told of where it would be used.
  const template = await openChatTemplate(files).catch(() => null);
  return {
    source,
    format: 'auto',
    label: files.id,
    spec,
    context: spec.context,
    sizeBytes,
    tokenizer: { kind: 'own' },
    chat: template !== null && isInstruct(files.id, spec.family),
  };
}
