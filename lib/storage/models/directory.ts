// The folders of stored models in OPFS: models/<folder>/<file>. Knows files, not what is in them nor whether they are whole.

import { AppError, toAppError } from '@/lib/errors';
import type { ByteSource } from '@/lib/model/safetensors';

/** The name of a model's folder: readable, and unlike that of any other key. Throws AppError `storage-failed` off a secure origin. */
export async function folderName(key: string): Promise<string> {
  const subtle = crypto.subtle as SubtleCrypto | undefined;
  if (!subtle) throw noStorage();
  const digest = new Uint8Array(await subtle.digest('SHA-256', new TextEncoder().encode(key)));
  const mark = Array.from(digest.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${key.replace(/[^\w.-]+/g, '-').slice(0, 100)}.${mark}`;
}

/** Throws AppError `storage-failed` where this browser stores no files for this page. */
export async function modelsFolder(): Promise<FileSystemDirectoryHandle> {
  const { storage } = navigator as { storage?: StorageManager };
  if (!storage?.getDirectory) throw noStorage();
  try {
    const root = await storage.getDirectory();
    return await root.getDirectoryHandle('models', { create: true });
  } catch (cause) {
    throw noStorage(cause);
  }
}

/** Makes a model's folder where there is none. Throws AppError `storage-failed`. */
export async function makeFolder(folder: string): Promise<FileSystemDirectoryHandle> {
  const models = await modelsFolder();
  return models.getDirectoryHandle(folder, { create: true }).catch((thrown: unknown) => {
    throw toAppError(thrown, 'storage-failed', `The folder ${folder} cannot be made on this device`);
  });
}

/** Names of all folders. */
export async function listFolders(): Promise<string[]> {
  const names: string[] = [];
  for await (const name of (await modelsFolder()).keys()) names.push(name);
  return names;
}

/** A file as it is now; null where there is none. */
export async function findFile(folder: string, name: string): Promise<File | null> {
  try {
    const handle = await (await modelsFolder()).getDirectoryHandle(folder);
    return await (await handle.getFileHandle(name)).getFile();
  } catch (thrown) {
    if (thrown instanceof DOMException && thrown.name === 'NotFoundError') return null;
    throw toAppError(thrown, 'storage-failed', `${name} cannot be read from this device`);
  }
}

/** Removes a folder with all that is in it; nothing where there is none. Throws AppError `storage-failed`. */
export async function removeFolder(folder: string): Promise<void> {
  try {
    await (await modelsFolder()).removeEntry(folder, { recursive: true });
  } catch (thrown) {
    if (thrown instanceof DOMException && thrown.name === 'NotFoundError') return;
    throw toAppError(
      thrown,
      'storage-failed',
      `The folder ${folder} cannot be removed from this device; close other tabs`,
    );
  }
}

/** A stored file, read range by range. Reading throws AppError `storage-failed` where the file is gone or changed meanwhile. */
export function fileBytes(file: File): ByteSource {
  return {
    size: file.size,
    async read(start, end) {
      try {
        return new Uint8Array(await file.slice(start, end).arrayBuffer());
      } catch (cause) {
        const message = `${file.name} can no longer be read from this device (it was removed, or is written to); load the model again`;
        throw new AppError('storage-failed', message, { cause });
      }
    },
  };
}

function noStorage(cause?: unknown): AppError {
  return new AppError(
    'storage-failed',
    'This browser stores no files for this page. Open it over https or from localhost, in a window that is not private, in a browser of 2023 or later.',
    { cause },
  );
}
