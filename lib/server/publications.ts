// Published runs in the database: store, find, read, delete.

import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { eq, sql } from 'drizzle-orm';
import { PUBLICATION_VERSION } from '@/lib/experiment/publication';
import type { OpenDatabase } from './database';
import { hashKey, isKeyOf, newDeleteKey } from './deleteKey';
import { reclaim } from './reclaim';
import { Refusal } from './refusal';
import type { Reviewed } from './review';
import { experiments } from './schema';

/** Any number, the same in every LazyLens: publications are stored one after the other, so that the total is never passed. */
const STORE_LOCK = 2407_14058;

/** What a list, a title or a preview needs: everything but the run. */
export type PublicationHead = Pick<
  typeof experiments.$inferSelect,
  'id' | 'title' | 'note' | 'author' | 'model' | 'promptTokens' | 'mode' | 'speedup' | 'publishedAt' | 'size'
>;

const headColumns = {
  id: experiments.id,
  title: experiments.title,
  note: experiments.note,
  author: experiments.author,
  model: experiments.model,
  promptTokens: experiments.promptTokens,
  mode: experiments.mode,
  speedup: experiments.speedup,
  publishedAt: experiments.publishedAt,
  size: experiments.size,
};

/**
 * Stores a publication; resolves once it is on disk, to its key, or to null where the same one was there. Throws Refusal 507 where
 * the server is full.
 */
export async function storePublication(
  { database, settings }: OpenDatabase,
  { run, ...reviewed }: Reviewed,
  now: Date,
): Promise<string | null> {
  const { id, digest, title, note, author, model, promptTokens, mode, speedup } = reviewed;
  const head = JSON.stringify({
    version: PUBLICATION_VERSION,
    id,
    publishedAt: now.toISOString(),
    title,
    note,
    author,
  });
  const content = await promisify(gzip)(`${head.slice(0, -1)},"run":${run}}`);
  const key = newDeleteKey();
  return database.transaction(async (transaction) => {
    await transaction.execute(sql`SELECT pg_advisory_xact_lock(${STORE_LOCK})`);
    const [present] = await transaction
      .select({ digest: experiments.digest })
      .from(experiments)
      .where(eq(experiments.id, id));
    if (present && present.digest !== digest) {
      throw new Refusal(409, 'id-taken', 'Another run has this id: change the title or the note a little.');
    }
    if (present) return null;
    const [total] = await transaction
      .select({ bytes: sql<string>`coalesce(sum(${experiments.size}), 0)` })
      .from(experiments);
    if (Number(total?.bytes) + content.length > settings.LAZYLENS_MAX_TOTAL) {
      throw new Refusal(507, 'full', 'This server has no room for further runs: send the run’s file instead.');
    }
    await transaction.insert(experiments).values({
      ...{ id, digest, title, note, author, model, promptTokens, mode, speedup },
      ...{ keyHash: hashKey(key), content, size: content.length, publishedAt: now },
    });
    return key;
  });
}

/** What is known of a publication without its run; null where there is none. */
export async function findPublication({ database }: OpenDatabase, id: string): Promise<PublicationHead | null> {
  const [head] = await database.select(headColumns).from(experiments).where(eq(experiments.id, id));
  return head ?? null;
}

/** The body of GET, gzipped (storedPublicationSchema); null where there is none. */
export async function readPublication({ database }: OpenDatabase, id: string): Promise<Uint8Array | null> {
  const [row] = await database.select({ content: experiments.content }).from(experiments).where(eq(experiments.id, id));
  return row?.content ?? null;
}

/** Deletes a publication. Throws Refusal 404 where there is none, 403 where the key is another's. */
export async function deletePublication(opened: OpenDatabase, id: string, key: string): Promise<void> {
  const { database } = opened;
  const [row] = await database.select({ keyHash: experiments.keyHash }).from(experiments).where(eq(experiments.id, id));
  if (!row) throw new Refusal(404, 'not-found', 'No run is published under this id: it may have been deleted already.');
  if (!isKeyOf(row.keyHash, key)) {
    throw new Refusal(
      403,
      'key-wrong',
      'This is not the key of this publication: use the one shown when it was published.',
    );
  }
  await database.delete(experiments).where(eq(experiments.id, id));
  await reclaim(opened, experiments);
}

/** How many publications there are, and the bytes that they take. */
export async function measurePublications({ database }: OpenDatabase): Promise<{ count: number; bytes: number }> {
  const [row] = await database
    .select({ count: sql<string>`count(*)`, bytes: sql<string>`coalesce(sum(${experiments.size}), 0)` })
    .from(experiments);
  return { count: Number(row?.count ?? 0), bytes: Number(row?.bytes ?? 0) };
}
