// What is stored, for the page to show: notes compared with the files that are there. Changes nothing.

import { presentBytes } from './chunks';
import { findFile, listFolders } from './directory';
import { type FileRecord, type ModelRecord, type Noted, readAllNotes } from './records';
import type { StoredModel } from './types';

/** All models on this device, by id. Throws AppError `storage-failed` where nothing can be stored here. */
export async function listStored(): Promise<StoredModel[]> {
  const [notes, folders] = await Promise.all([readAllNotes(), listFolders()]);
  const noted = new Set(notes.map(({ record }) => record?.folder));
  const lost = notes.some(({ record }) => !record) ? [] : folders.filter((folder) => !noted.has(folder));
  const models = await Promise.all(notes.map(describe));
  models.push(...lost.map((folder) => unreadable(lostKey(folder), folder)));
  return models.sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** The key of a folder that no record speaks of any more. */
function lostKey(folder: string): string {
  return `lost:${folder}`;
}

/** The folder of such a key; null for any other key. */
export function lostFolder(key: string): string | null {
  return key.startsWith('lost:') ? key.slice('lost:'.length) : null;
}

/** A model as its notes say, and whether its files are as long as they were. */
export async function describe({ key, record, files }: Noted): Promise<StoredModel> {
  if (!record) return unreadable(key, key);
  if (!isWhole(record, files)) return described(record, files, 'partial');
  const lengths = await Promise.all(files.map(async ({ name }) => (await findFile(record.folder, name))?.size));
  const same = files.every(({ bytes }, i) => lengths[i] === bytes);
  return described(record, files, same ? 'complete' : 'damaged');
}

/** Whether every byte is there and was checked. */
export function isWhole(record: ModelRecord, files: readonly FileRecord[]): boolean {
  return record.complete && files.every(({ hashes }) => !hashes.includes(null));
}

function described(record: ModelRecord, files: readonly FileRecord[], state: StoredModel['state']): StoredModel {
  const { key, id, request, commit, licence, modelType, addedAt } = record;
  const byName = [...files].sort((a, b) => (a.name < b.name ? -1 : 1));
  const shown = byName.map(({ name, bytes, hashes, sha256, expected }) => ({
    name,
    bytes,
    storedBytes: presentBytes(hashes, bytes),
    sha256: expected.sha256 ?? sha256,
  }));
  return {
    ...{ key, id, state, request, commit, licence, modelType, addedAt },
    totalBytes: shown.reduce((sum, { bytes }) => sum + bytes, 0),
    storedBytes: shown.reduce((sum, { storedBytes }) => sum + storedBytes, 0),
    files: shown,
  };
}

function unreadable(key: string, id: string): StoredModel {
  const unknown = { request: null, commit: null, licence: null, modelType: null, addedAt: null };
  return { key, id, state: 'damaged', ...unknown, totalBytes: 0, storedBytes: 0, files: [] };
}
