// Runs made on this device, kept in IndexedDB so that a reload or a crash does not lose them. Full or missing storage is no error:
// runs then live as long as the tab.

import { openDB } from 'idb';
import type { DBSchema, IDBPDatabase } from 'idb';
import type { Run } from '@/lib/trace/run';
import { createdAtOf, runSchema } from '@/lib/trace/run';

/** Runs kept; the oldest leave first. */
export const RUNS_KEPT = 30;

interface RunDatabase extends DBSchema {
  runs: { key: string; value: { id: string; createdAt: string; run: unknown }; indexes: { createdAt: string } };
}

/** All readable runs, newest first; empty where storage is not available. Rows of an unknown shape are passed over. */
export async function listRuns(): Promise<Run[]> {
  const database = await open();
  if (!database) return [];
  const rows = await database.getAllFromIndex('runs', 'createdAt');
  return rows
    .reverse()
    .map((row) => runSchema.safeParse(row.run))
    .flatMap((parsed) => (parsed.success ? [parsed.data] : []));
}

/** Keeps a run and drops the oldest beyond RUNS_KEPT; false where the browser has no room or no storage. */
export async function keepRun(run: Run): Promise<boolean> {
  const database = await open();
  if (!database) return false;
  try {
    await database.put('runs', { id: run.id, createdAt: createdAtOf(run), run });
    const ids = await database.getAllKeysFromIndex('runs', 'createdAt');
    for (const id of ids.slice(0, Math.max(0, ids.length - RUNS_KEPT))) await database.delete('runs', id);
    return true;
  } catch {
    return false; // over quota: the run stays in memory, and the page says so
  }
}

export async function forgetRun(id: string): Promise<void> {
  await (await open())?.delete('runs', id);
}

let opening: Promise<IDBPDatabase<RunDatabase> | null> | null = null;

function open(): Promise<IDBPDatabase<RunDatabase> | null> {
  opening ??= openDB<RunDatabase>('lazylens', 1, {
    upgrade(database) {
      database.createObjectStore('runs', { keyPath: 'id' }).createIndex('createdAt', 'createdAt');
    },
  }).catch(() => null); // private windows of some browsers refuse
  return opening;
}
