// A model in a folder on disk, read by Node: the command line and scripts. Never imported by code for the browser.

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open, readFile, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { AppError, type ErrorCode, throwIfAborted } from '@/lib/errors';
import { parseConfig } from './config';
import { type ByteSource, openSafetensors } from './safetensors';
import { withModelNames } from './place';
import { checkShapes } from './shapes';
import { INDEX_FILE, openShards, shardFiles } from './shards';
import type { OpenedModel } from './source';

export interface FolderModel extends OpenedModel {
  /** Closes the weights files. */
  close(): Promise<void>;
}

/**
 * Opens config.json, generation_config.json (optional) and model.safetensors of a folder, or the shards that its
 * model.safetensors.index.json names; weights are read when asked for.
 * Throws AppError `model-invalid` naming the file that is missing or wrong.
 */
export async function openFolder(folder: string, signal?: AbortSignal): Promise<FolderModel> {
  const found = await stat(folder).catch(() => null);
  if (!found?.isDirectory()) {
    throw new AppError(
      'model-invalid',
      `model folder "${folder}" does not exist; give the folder that holds config.json`,
    );
  }
  const config = await readJson(folder, 'config.json');
  if (config === undefined) throw missing(folder, 'config.json');
  const spec = parseConfig(config, await readJson(folder, 'generation_config.json'));

  const index = await readJson(folder, INDEX_FILE);
  const names = index === undefined ? [WEIGHTS_FILE] : shardFiles(index);
  const files = new Map<string, FileHandle>();
  const close = async () => {
    for (const file of files.values()) await file.close();
  };
  const openFile = async (name: string): Promise<ByteSource> => {
    const file = await open(join(folder, name)).catch((cause: unknown) => {
      throw missing(folder, index === undefined ? name : `${name}, which ${INDEX_FILE} names`, cause);
    });
    files.set(name, file);
    return fileBytes(file);
  };
  try {
    const stored =
      index === undefined
        ? await openSafetensors(await openFile(WEIGHTS_FILE), signal)
        : await openShards(index, openFile, signal);
    const weights = withModelNames(spec, stored);
    checkShapes(spec, weights);
    const sha256 = await hashFiles(
      names.map((name) => join(folder, name)),
      signal,
    );
    return { id: basename(resolve(folder)), spec, weights, sha256, close };
  } catch (thrown) {
    await close();
    throw thrown;
  }
}

const WEIGHTS_FILE = 'model.safetensors';

/** A JSON file of a model folder; undefined where there is none. Throws AppError `code` where it is not JSON. */
export async function readJson(folder: string, name: string, code: ErrorCode = 'model-invalid'): Promise<unknown> {
  const text = await readFile(join(folder, name), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError(code, `${name} in "${folder}" is not JSON; get the file again`, { cause });
  }
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

/** One hash over the bytes of all files, in order. */
async function hashFiles(paths: readonly string[], signal: AbortSignal | undefined): Promise<string> {
  const hash = createHash('sha256');
  for (const path of paths) {
    for await (const bytes of createReadStream(path, { highWaterMark: 1 << 20 })) {
      throwIfAborted(signal);
      hash.update(bytes as Uint8Array);
    }
  }
  return hash.digest('hex');
}

function missing(folder: string, name: string, cause?: unknown): AppError {
  return new AppError(
    'model-invalid',
    `model folder "${folder}" has no ${name}; it must hold config.json and model.safetensors, or its shards and ${INDEX_FILE}`,
    {
      cause,
    },
  );
}
