// The database, opened and brought up to date once a process: PostgreSQL where DATABASE_URL is set, else PGlite in the data folder.

import path from 'node:path';
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';
import { lockFolder } from './folderLock';
import { logFailure } from './log';
import type { ServerSettings } from './settings';
import { serverSettings } from './settings';

/** Either database: the same statements run on both. */
export type Database = PgDatabase<PgQueryResultHKT>;

export interface OpenDatabase {
  readonly kind: 'postgres' | 'pglite';
  readonly database: Database;
  readonly settings: ServerSettings;
  close(): Promise<void>;
}

/** Any number, the same in every LazyLens: servers that start together migrate one after the other. */
const MIGRATION_LOCK = 2407_14057;

const migrationsFolder = path.join(process.cwd(), 'lib/server/migrations');

/** Opens and migrates. Throws AppError storage-failed where the folder is in use, and the driver's errors. */
export function openDatabase(settings: ServerSettings): Promise<OpenDatabase> {
  return settings.DATABASE_URL === undefined ? openPglite(settings) : openPostgres(settings, settings.DATABASE_URL);
}

async function openPglite(settings: ServerSettings): Promise<OpenDatabase> {
  const folder = settings.LAZYLENS_DATA;
  const unlock = await lockFolder(folder);
  let close = unlock;
  try {
    const { PGlite } = await import('@electric-sql/pglite');
    const { drizzle } = await import('drizzle-orm/pglite');
    const { migrate } = await import('drizzle-orm/pglite/migrator');
    const client = await PGlite.create(path.join(folder, 'postgres'));
    // In this order: two PGlites on one folder would destroy it.
    close = () => client.close().finally(unlock);
    const database = drizzle(client);
    await migrate(database, { migrationsFolder });
    return { kind: 'pglite', database, settings, close };
  } catch (thrown) {
    await close();
    throw thrown;
  }
}

async function openPostgres(settings: ServerSettings, connectionString: string): Promise<OpenDatabase> {
  const { Pool } = await import('pg');
  const { drizzle } = await import('drizzle-orm/node-postgres');
  const { migrate } = await import('drizzle-orm/node-postgres/migrator');
  const pool = new Pool({ connectionString, connectionTimeoutMillis: 5000, statement_timeout: 15_000 });
  // A connection that breaks while idle is replaced at the next use.
  pool.on('error', (error) => logFailure('a connection to PostgreSQL broke', error));
  try {
    const client = await pool.connect();
    try {
      await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
      await migrate(drizzle(client), { migrationsFolder });
    } finally {
      // Ends the session, and its lock with it.
      client.release(true);
    }
    return { kind: 'postgres', database: drizzle(pool), settings, close: () => pool.end() };
  } catch (thrown) {
    await pool.end();
    throw thrown;
  }
}

declare global {
  // Each route is a bundle with modules of its own: what they share has to live here.
  var lazylensDatabase: Promise<OpenDatabase> | undefined;
}

/** The process's database, opened by the first call; a failed opening is tried anew by the next. */
export function theDatabase(): Promise<OpenDatabase> {
  globalThis.lazylensDatabase ??= Promise.resolve()
    .then(() => openDatabase(serverSettings()))
    .catch((thrown: unknown) => {
      globalThis.lazylensDatabase = undefined;
      throw thrown;
    });
  return globalThis.lazylensDatabase;
}
