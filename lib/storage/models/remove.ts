// Takes a model off this device. The caller holds the model's lock.

import { folderName, removeFolder } from './directory';
import { lostFolder } from './list';
import { findNotes, forgetNotes } from './records';

/** Forgets a model, then removes its files: killed in between, they are of no model any more. Throws AppError `storage-failed`. */
export async function removeModel(key: string, folder: string): Promise<void> {
  await forgetNotes(key);
  await removeFolder(folder);
}

/** The folder of a model that may have no readable record. */
export async function folderOf(key: string): Promise<string> {
  return lostFolder(key) ?? (await findNotes(key))?.record?.folder ?? (await folderName(key));
}
