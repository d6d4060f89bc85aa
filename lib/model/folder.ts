// A model in a folder on disk, read by Node: the command line and scripts. Never imported by code for the browser.

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open, readFile, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { AppError, throwIfAborted } from '@/lib/errors';
import { type ModelFiles, type OpenedModel, openModelFiles } from './files';
import type { ByteSource } from './safetensors';

export interface FolderModel extends OpenedModel {
  /** Closes the weights files. */
  close(): Promise<void>;
}

export interface FolderFiles extends ModelFiles {
  /** Closes every file that was opened. */
  close(): Promise<void>;
}

/** Opens the model in a folder. Throws as `openModelFiles`, and AppError `model-invalid` where there is no such folder. */
export async function openFolder(folder: string, signal?: AbortSignal): Promise<FolderModel> {
  const found = await stat(folder).catch(() => null);
  if (!found?.isDirectory()) {
    throw new AppError(
      'model-invalid',
      `model folder "${folder}" does not exist; give the folder that holds config.json`,
    );
  }
  const files = folderFiles(folder);
  try {
    return { ...(await openModelFiles(files, signal)), close: files.close };
  } catch (thrown) {
    await files.close();
    throw thrown;
  }
}

/** The files of a folder; those asked for as `bytes` are hashed first. */
export function folderFiles(folder: string): FolderFiles {
  const opened: FileHandle[] = [];
  const hashes = new Map<string, string>();
  return {
    id: basename(resolve(folder)),
    where: `model folder "${folder}"`,
    text: (name) => readFile(join(folder, name), 'utf8').catch(() => null),
    async bytes(name, signal) {
      const file = await open(join(folder, name)).catch(() => null);
      if (!file) return null;
      opened.push(file);
      hashes.set(name, await hashFile(join(folder, name), signal));
      return fileBytes(file);
    },
    sha256: (name) => hashes.get(name) ?? null,
    close: async () => {
      for (const file of opened.splice(0)) await file.close();
    },
  };
}

/** A file on disk as a ByteSource, read at random. */
async function fileBytes(file: FileHandle): Promise<ByteSource> {
  const { size } = await file.stat();
  return {
    size,
    async read(start, end) {
      const buffer = new Uint8Array(end - start);
      let done = 0;
      while (done < buffer.length) {
        const { bytesRead } = await file.read(buffer, done, buffer.length - done, start + done);
        if (bytesRead === 0) break;
        done += bytesRead;
      }
      return buffer.subarray(0, done);
    },
  };
}

async function hashFile(path: string, signal: AbortSignal | undefined): Promise<string> {
  const hash = createHash('sha256');
  for await (const bytes of createReadStream(path, { highWaterMark: 1 << 20 })) {
    throwIfAborted(signal);
    hash.update(bytes as Uint8Array);
  }
  return hash.digest('hex');
}
