// Writes the result to a file, whole or not at all, or to stdout.

import { access, constants, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError } from '@/lib/errors';

/** Refuses an output path that cannot be written, before any work is done. Throws AppError `input-invalid`. */
export async function checkOut(path: string | null): Promise<void> {
  if (path === null) return;
  const folder = dirname(path);
  await access(folder, constants.W_OK).catch((cause: unknown) => {
    throw refused(`--out: the folder "${folder}" does not exist or cannot be written`, cause);
  });
  const found = await stat(path).catch(() => null);
  if (found?.isDirectory()) throw refused(`--out: "${path}" is a folder; give a file name`);
}

/** Writes `text` and a line break to the file, or to stdout for null. Throws AppError `input-invalid`. */
export async function writeOut(path: string | null, text: string): Promise<void> {
  if (path === null) {
    await new Promise<void>((done) => process.stdout.write(`${text}\n`, () => done()));
    return;
  }
  const unfinished = `${path}.${process.pid}.tmp`;
  try {
    await writeFile(unfinished, `${text}\n`);
    await rename(unfinished, path);
  } catch (cause) {
    await rm(unfinished, { force: true });
    throw refused(
      `--out: "${path}" could not be written (${cause instanceof Error ? cause.message : String(cause)})`,
      cause,
    );
  }
}

function refused(message: string, cause?: unknown): AppError {
  return new AppError('input-invalid', message, { cause });
}
