// Room that deleted rows leave behind, made free again. PostgreSQL does so by itself; PGlite has no process in the background, and its
// files would grow with everything that was ever stored.

import { sql } from 'drizzle-orm';
import type { PgTable } from 'drizzle-orm/pg-core';
import type { OpenDatabase } from './database';
import { logFailure } from './log';

/** To be called after rows of the table were deleted, outside a transaction. A failure is logged: what was asked for is done. */
export async function reclaim({ kind, database }: OpenDatabase, table: PgTable): Promise<void> {
  if (kind === 'postgres') return;
  await database.execute(sql`VACUUM ${table}`).catch((thrown: unknown) => {
    logFailure('room of deleted rows was not made free', thrown);
  });
}
