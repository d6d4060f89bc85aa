// One server at a time per data folder: PGlite itself does not notice a second one, which would destroy the database.

import { mkdir, rename, rm } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import path from 'node:path';
import { AppError } from '@/lib/errors';

/** The system's limit for the path of a socket, in bytes, on Linux and macOS. */
const LONGEST_PATH = 103;

/**
 * Takes the folder until the returned function is called or the process ends, however it ends: the lock is a socket in the folder
 * on which its holder listens, so one left behind by a killed process answers to nobody. Throws AppError storage-failed where
 * another server holds it.
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  await mkdir(folder, { recursive: true }).catch((cause: unknown) => {
    throw new AppError('storage-failed', `The data folder ${folder} cannot be made: set LAZYLENS_DATA to another.`, {
      cause,
    });
  });
  const address = socketPath(folder);
  const server = (await listen(address)) ?? (await takeOver(address));
  if (!server) {
    throw new AppError(
      'storage-failed',
      `The data folder ${folder} is in use by another LazyLens server. Stop that one, give this one a folder of its own ` +
        '(LAZYLENS_DATA), or let both use one PostgreSQL (DATABASE_URL).',
    );
  }
  server.unref();
  return () => new Promise((resolve) => server.close(() => resolve()));
}

function socketPath(folder: string): string {
  if (process.platform === 'win32') return `\\\\.\\pipe\\lazylens-${folder.replaceAll(/[\\/:]/g, '-')}`;
  const absolute = path.join(folder, 'lock');
  const shortest =
    [absolute, path.relative(process.cwd(), absolute)].sort((a, b) => a.length - b.length)[0] ?? absolute;
  if (Buffer.byteLength(shortest) > LONGEST_PATH) {
    throw new AppError(
      'storage-failed',
      `The path of the data folder ${folder} is too long: set a shorter LAZYLENS_DATA.`,
    );
  }
  return shortest;
}

/** Null where the address is taken, by a living process or a dead one. */
function listen(address: string): Promise<Server | null> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(null);
      else {
        const message = `The data folder cannot be written to (${error.code} at ${address}): set LAZYLENS_DATA to another.`;
        reject(new AppError('storage-failed', message));
      }
    });
    server.listen(address, () => resolve(server));
  });
}

/**
 * Listens where a dead process left its socket; null where somebody answers. The old socket is moved away and asked once more
 * before it is removed: two servers that start at once must not take away each other's.
 */
async function takeOver(address: string): Promise<Server | null> {
  if (await answers(address)) return null;
  const aside = `${address}.${process.pid}`;
  await rename(address, aside).catch(() => undefined);
  if (await answers(aside)) {
    await rename(aside, address);
    return null;
  }
  await rm(aside, { force: true });
  return listen(address);
}

function answers(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(address);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
