// One process at a time in a PGlite folder: two would write over each other's pages.

import { readFileSync, unlinkSync } from 'node:fs';
import { mkdir, open, readFile, unlink } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '@/lib/errors';

/** Holds `folder` for this process until `release` or its end. Throws AppError storage-failed where another one holds it. */
export async function holdFolder(folder: string): Promise<() => void> {
  await mkdir(folder, { recursive: true }).catch((cause) => {
    throw new AppError('storage-failed', `The data folder ${folder} cannot be made: set LAZYLENS_DATA to another.`, {
      cause,
    });
  });
  const lock = path.join(folder, 'in-use-by');
  for (let attempt = 0; attempt < 3; attempt++) {
    const file = await open(lock, 'wx').catch((thrown: NodeJS.ErrnoException) => {
      if (thrown.code === 'EEXIST') return null;
      throw new AppError('storage-failed', `The data folder ${folder} cannot be written to (${thrown.code}).`, {
        cause: thrown,
      });
    });
    if (file) {
      await file.writeFile(String(process.pid)).finally(() => file.close());
      const release = () => {
        process.off('exit', release);
        if (readHolder(lock) === process.pid) unlinkSync(lock);
      };
      process.on('exit', release);
      return release;
    }
    const holder = Number(await readFile(lock, 'utf8').catch(() => ''));
    if (holder !== process.pid && isRunning(holder)) {
      throw new AppError(
        'storage-failed',
        `The data folder ${folder} is in use by process ${holder}. Give each server a folder of its own (LAZYLENS_DATA), ` +
          'or let them share PostgreSQL (DATABASE_URL).',
      );
    }
    // Left by a process that was killed.
    await unlink(lock).catch(() => undefined);
  }
  throw new AppError('storage-failed', `The data folder ${folder} is being opened by another process: start again.`);
}

function readHolder(lock: string): number | null {
  try {
    return Number(readFileSync(lock, 'utf8'));
  } catch {
    return null;
  }
}

function isRunning(pid: number): boolean {
  if (!Number.isInteger(pid) || pid < 1) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return thrown instanceof Error && 'code' in thrown && thrown.code === 'EPERM';
  }
}
