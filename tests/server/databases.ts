// Both databases for the same tests: PGlite in a temporary folder, and a real PostgreSQL.

import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe } from 'vitest';
import type { OpenDatabase } from '@/lib/server/database';
import { openDatabase } from '@/lib/server/database';
import { experiments, publishing } from '@/lib/server/schema';
import type { ServerSettings } from '@/lib/server/settings';
import { serverSettings } from '@/lib/server/settings';
import type { Postgres } from './postgres';
import { startPostgres } from './postgres';

export interface Databases {
  /** Environment of a server with a database of its own, which holds nothing yet. */
  fresh(): Promise<Record<string, string>>;
  /** Backs a database up and restores it in a fresh place, both as README says; gives that one's environment. */
  restored(environment: Record<string, string>): Promise<Record<string, string>>;
  /** The database of this test file with nothing in it, under these settings. */
  emptied(settings?: Record<string, string>): Promise<OpenDatabase>;
}

const execute = promisify(execFile);

/** A database is made in seconds, in more where other work takes the processors. */
const START_LIMIT_MS = 60_000;

/** So many that no test meets this limit by chance. */
export const noRate = { LAZYLENS_MAX_HOURLY: '1000000', LAZYLENS_MAX_HOURLY_ALL: '1000000' };

export function settingsOf(environment: Record<string, string>): ServerSettings {
  return serverSettings({ ...noRate, ...environment });
}

export function onPglite(tests: (databases: Databases) => void): void {
  describe('on PGlite', () => {
    const folders: string[] = [];
    const fresh = async () => {
      const folder = await mkdtemp(path.join(tmpdir(), 'lazylens-'));
      folders.push(folder);
      return { LAZYLENS_DATA: folder };
    };
    afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))));
    tests(
      databases(fresh, async ({ LAZYLENS_DATA = '' }) => {
        const copy = await fresh();
        await execute('cp', ['-R', `${LAZYLENS_DATA}/.`, copy.LAZYLENS_DATA]);
        return copy;
      }),
    );
  });
}

export function onPostgres(tests: (databases: Databases) => void): void {
  describe('on PostgreSQL', () => {
    let postgres: Postgres;
    beforeAll(async () => {
      postgres = await startPostgres();
    }, START_LIMIT_MS);
    afterAll(() => postgres.stop());
    const fresh = async () => ({ DATABASE_URL: await postgres.create() });
    tests(
      databases(fresh, async ({ DATABASE_URL = '' }) => {
        const copy = await fresh();
        await postgres.copy(DATABASE_URL, copy.DATABASE_URL);
        return copy;
      }),
    );
  });
}

export function onBoth(tests: (databases: Databases) => void): void {
  onPglite(tests);
  onPostgres(tests);
}

function databases(fresh: Databases['fresh'], restored: Databases['restored']): Databases {
  // Making one takes PGlite seconds.
  let opened: OpenDatabase;
  beforeAll(async () => {
    opened = await openDatabase(settingsOf(await fresh()));
  }, START_LIMIT_MS);
  afterAll(() => opened.close());
  return {
    fresh,
    restored,
    async emptied(settings = {}) {
      await opened.database.delete(experiments);
      await opened.database.delete(publishing);
      return { ...opened, settings: settingsOf(settings) };
    },
  };
}
