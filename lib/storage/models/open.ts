// A stored model as files to open, on the page and in the engine's worker. Gives whole models only.

import { AppError } from '@/lib/errors';
import type { ModelFiles } from '@/lib/model/files';
import { fileBytes, findFile } from './directory';
import { findNotes } from './records';

/**
 * Opens a model of this device by its key. Throws AppError `storage-failed` where it is absent, partial or damaged, naming the
 * remedy.
 */
export async function openStored(key: string): Promise<ModelFiles> {
  const noted = await findNotes(key);
  if (!noted) throw failed(`${key} is not on this device; download it on the Models page.`);
  const { record } = noted;
  if (!record)
    throw failed(`The records of ${key} cannot be read; remove it on the Models page and download it again.`);
  const whole = record.complete && noted.files.every(({ hashes }) => !hashes.includes(null));
  if (!whole) throw failed(`${key} is not complete yet; resume its download on the Models page.`);

  const files = new Map<string, { file: File; sha256: string | null }>();
  for (const { name, bytes, sha256 } of noted.files) {
    const file = await findFile(record.folder, name);
    if (file?.size !== bytes) {
      const found = file ? `has ${file.size} bytes instead of ${bytes}` : 'is missing';
      throw failed(
        `${name} of ${key} ${found} on this device; remove the model on the Models page and download it again.`,
      );
    }
    files.set(name, { file, sha256 });
  }
  return {
    id: record.id,
    text: async (name) => (await files.get(name)?.file.text()) ?? null,
    async bytes(name) {
      const found = files.get(name);
      return found ? fileBytes(found.file) : null;
    },
    sha256: (name) => files.get(name)?.sha256 ?? null,
  };
}

function failed(message: string): AppError {
  return new AppError('storage-failed', message);
}
