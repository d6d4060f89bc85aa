// How many publications an hour are taken, from one address and from all: counted in the database, so that servers share the count.

import { createHash } from 'node:crypto';
import { and, eq, lt, sql } from 'drizzle-orm';
import type { OpenDatabase } from './database';
import { reclaim } from './reclaim';
import { Refusal } from './refusal';
import { publishing } from './schema';

const HOUR_MS = 3_600_000;

/** Whose publications a row counts, where it is no single address. */
const ALL = 'all';

/**
 * Counts one publication. Throws Refusal 429, with the seconds to wait, above a limit; 403 where none are taken at all. Leaves no more
 * rows than `LAZYLENS_MAX_HOURLY_ALL` and what arrives at once: an address is written down only while that limit is not reached, and
 * the first publication of an hour clears the hours before.
 */
export async function countPublication(opened: OpenDatabase, address: string, now: Date): Promise<void> {
  const { database, settings } = opened;
  const { LAZYLENS_MAX_HOURLY: ofOne, LAZYLENS_MAX_HOURLY_ALL: ofAll } = settings;
  if (ofOne === 0 || ofAll === 0) {
    throw new Refusal(403, 'publishing-off', "This server takes no publications: send the run's file.");
  }
  const hour = new Date(Math.floor(now.getTime() / HOUR_MS) * HOUR_MS);
  const wait = Math.ceil((hour.getTime() + HOUR_MS - now.getTime()) / 1000);
  const [before] = await database
    .select({ count: publishing.count })
    .from(publishing)
    .where(and(eq(publishing.source, ALL), eq(publishing.hour, hour)));
  if ((before?.count ?? 0) >= ofAll) throw tooMany(ofAll, 'all addresses', wait);

  const source = createHash('sha256').update(`${hour.toISOString()} ${address}`).digest('base64url');
  // First, so that one address cannot use up what all may publish.
  if ((await countOne(opened, source, hour)) > ofOne) throw tooMany(ofOne, 'your address', wait);
  const total = await countOne(opened, ALL, hour);
  if (total > ofAll) throw tooMany(ofAll, 'all addresses', wait);
  if (total > 1) return;
  await database.delete(publishing).where(lt(publishing.hour, hour));
  await reclaim(opened, publishing);
}

/** One more of this source in this hour; how many it were with it. */
async function countOne({ database }: OpenDatabase, source: string, hour: Date): Promise<number> {
  const [row] = await database
    .insert(publishing)
    .values({ source, hour, count: 1 })
    .onConflictDoUpdate({
      target: [publishing.source, publishing.hour],
      set: { count: sql`${publishing.count} + 1` },
    })
    .returning({ count: publishing.count });
  return row?.count ?? 1;
}

function tooMany(limit: number, whose: string, wait: number): Refusal {
  return new Refusal(
    429,
    'too-many',
    `This server takes ${limit} publications an hour from ${whose}: try again in ${Math.ceil(wait / 60)} minutes, or send the run's file.`,
    { 'Retry-After': String(wait) },
  );
}
