// How many publications an hour are taken, from one address and from all: counted in the database, so that servers share the count.

import { createHash } from 'node:crypto';
import { lt, sql } from 'drizzle-orm';
import type { OpenDatabase } from './database';
import { Refusal } from './refusal';
import { publishing } from './schema';

const HOUR_MS = 3_600_000;

/** Counts one publication. Throws Refusal 429, with the seconds to wait, above a limit; 403 where none are taken at all. */
export async function countPublication(
  { database, settings }: OpenDatabase,
  address: string,
  now: Date,
): Promise<void> {
  const hour = new Date(Math.floor(now.getTime() / HOUR_MS) * HOUR_MS);
  const source = createHash('sha256').update(`${hour.toISOString()} ${address}`).digest('base64url');
  const limits = [
    { source, limit: settings.LAZYLENS_MAX_HOURLY, whose: 'your address' },
    { source: 'all', limit: settings.LAZYLENS_MAX_HOURLY_ALL, whose: 'all addresses' },
  ];
  for (const { source, limit, whose } of limits) {
    if (limit === 0)
      throw new Refusal(403, 'publishing-off', "This server takes no publications: send the run's file.");
    const [row] = await database
      .insert(publishing)
      .values({ source, hour, count: 1 })
      .onConflictDoUpdate({
        target: [publishing.source, publishing.hour],
        set: { count: sql`${publishing.count} + 1` },
      })
      .returning({ count: publishing.count });
    if (row && row.count <= limit) continue;
    const wait = Math.ceil((hour.getTime() + HOUR_MS - now.getTime()) / 1000);
    throw new Refusal(
      429,
      'too-many',
      `This server takes ${limit} publications an hour from ${whose}: try again in ${Math.ceil(wait / 60)} minutes, or send the run's file.`,
      { 'Retry-After': String(wait) },
    );
  }
  await database.delete(publishing).where(lt(publishing.hour, hour));
}
