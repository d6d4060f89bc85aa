// A model's files that the user chose or dropped, read where they lie. Runs on the page and in a worker, which gets the same Files.

import { AppError, isAbort, throwIfAborted } from '@/lib/errors';
import type { ModelFiles } from './files';

/** The files of one folder, without those of folders inside it. */
export function localFiles(id: string, files: readonly File[]): ModelFiles {
  const byName = new Map(files.map((file) => [file.name, file]));
  return {
    id,
    where: `folder "${id}"`,
    async text(name, signal) {
      const file = byName.get(name);
      return file ? new TextDecoder().decode(await readPart(file, 0, file.size, signal)) : null;
    },
    bytes(name) {
      const file = byName.get(name);
      if (!file) return Promise.resolve(null);
      const read = (start: number, end: number, signal?: AbortSignal) => readPart(file, start, end, signal);
      return Promise.resolve({ size: file.size, read });
    },
    sha256: () => null,
  };
}

async function readPart(file: File, start: number, end: number, signal?: AbortSignal): Promise<Uint8Array> {
  throwIfAborted(signal);
  try {
    return new Uint8Array(await file.slice(start, end).arrayBuffer());
  } catch (cause) {
    if (isAbort(cause)) throw cause;
    throw new AppError(
      'model-invalid',
      `${file.name}: it can no longer be read; it was changed, moved or deleted since it was chosen: open the folder again`,
      { cause },
    );
  }
}
