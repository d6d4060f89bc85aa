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

/** A file and where it lay in what was chosen or dropped: `folder/sub/file`. */
export interface PlacedFile {
  readonly path: string;
  readonly file: File;
}

/**
 * The model among chosen or dropped files: those beside the config.json that lies highest. Throws AppError `model-invalid` where there
 * is none.
 */
export function findModel(placed: readonly PlacedFile[]): { readonly id: string; readonly files: File[] } {
  const parents = placed
    .map(({ path }) => path.split('/').filter(Boolean))
    .filter((parts) => parts.at(-1) === 'config.json')
    .map((parts) => parts.slice(0, -1))
    .sort((a, b) => a.length - b.length);
  const [parent] = parents;
  if (!parent) {
    const what =
      placed.length === 1 ? `"${placed[0]?.path ?? ''}" is no model` : 'what was chosen holds no config.json';
    throw new AppError(
      'model-invalid',
      `${what}; choose the folder with config.json, the .safetensors files and tokenizer.json`,
    );
  }
  const inside = placed.filter(
    ({ path }) => path.split('/').filter(Boolean).slice(0, -1).join('/') === parent.join('/'),
  );
  return { id: parent.at(-1) ?? 'dropped files', files: inside.map(({ file }) => file) };
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
