// Runs made on this device, kept in IndexedDB so that a reload or a crash does not lose them. Full or missing storage is no error:
// runs then live as long as the tab. A list of runs reads their heads only; a run is read when it is shown.

import { openDB } from 'idb';
import type { DBSchema, IDBPDatabase, IDBPTransaction } from 'idb';
import { AppError } from '@/lib/errors';
import { atOnce, inSlices } from '@/lib/slices';
import type { Run, RunHead } from '@/lib/trace/run';
import { headOf, runSchema } from '@/lib/trace/run';
import { readingRun, writingRun } from '@/lib/trace/runText';

/** Runs kept; the oldest leave first. */
const RUNS_KEPT = 30;

interface RunDatabase extends DBSchema {
  heads: { key: string; value: RunHead; indexes: { createdAt: string } };
  /** A string each, as lib/trace/runText spells it: a large object of numbers would be copied in one long task. */
  bodies: { key: string; value: string };
}

/** Heads of all runs, newest first; empty where storage is not available. */
export async function listRuns(): Promise<RunHead[]> {
  const database = await open();
  return database ? (await database.getAllFromIndex('heads', 'createdAt')).reverse() : [];
}

/** A run by its id. Throws AppError trace-invalid where it cannot be read, storage-failed where it is not there. */
export async function openRunOf(id: string): Promise<Run> {
  const text = await (await open())?.get('bodies', id);
  if (text !== undefined) return inSlices(readingRun(text));
  throw new AppError('storage-failed', 'This run is no longer on this device: open its file, or run its prompt again.');
}

/** Keeps a run and drops the oldest beyond RUNS_KEPT; false where the browser has no room or no storage. */
export async function keepRun(run: Run): Promise<boolean> {
  const database = await open();
  if (!database) return false;
  const text = await inSlices(writingRun(run));
  try {
    const keeping = database.transaction(['heads', 'bodies'], 'readwrite');
    await Promise.all([
      keeping.objectStore('heads').put(headOf(run)),
      keeping.objectStore('bodies').put(text, run.id),
      keeping.done,
    ]);
    const ids = await database.getAllKeysFromIndex('heads', 'createdAt');
    for (const id of ids.slice(0, Math.max(0, ids.length - RUNS_KEPT))) await forgetRun(id);
    return true;
  } catch {
    return false; // over quota: the run stays in memory, and the page says so
  }
}

export async function forgetRun(id: string): Promise<void> {
  const database = await open();
  await database?.delete('heads', id);
  await database?.delete('bodies', id);
}

let opening: Promise<IDBPDatabase<RunDatabase> | null> | null = null;

function open(): Promise<IDBPDatabase<RunDatabase> | null> {
  opening ??= openDB<RunDatabase>('lazylens', 2, {
    upgrade(database, before, _now, transaction) {
      database.createObjectStore('heads', { keyPath: 'id' }).createIndex('createdAt', 'createdAt');
      database.createObjectStore('bodies');
      if (before === 1) void adopt(database as unknown as IDBPDatabase, transaction as unknown as Upgrading);
    },
  }).catch(() => null); // private windows of some browsers refuse
  return opening;
}

type Upgrading = IDBPTransaction<unknown, string[], 'versionchange'>;

/** Takes over the runs of version 1, which kept each as one object; those that cannot be read are left behind. */
async function adopt(database: IDBPDatabase, transaction: Upgrading): Promise<void> {
  const rows: unknown[] = await transaction.objectStore('runs').getAll();
  for (const row of rows) {
    const parsed = runSchema.safeParse(Object(row).run);
    if (!parsed.success) continue;
    await transaction.objectStore('heads').put(headOf(parsed.data));
    await transaction.objectStore('bodies').put(atOnce(writingRun(parsed.data)), parsed.data.id);
  }
  database.deleteObjectStore('runs');
}
