// The tables, the same on PGlite and on PostgreSQL. migrations/ makes them; a change here needs a new file there.

import {
  bigint,
  customType,
  doublePrecision,
  integer,
  pgTable,
  primaryKey,
  text,
  timestamp,
} from 'drizzle-orm/pg-core';
import type { Mode } from '@/lib/engine/types';

const bytes = customType<{ data: Uint8Array }>({ dataType: () => 'bytea' });
const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });

export const experiments = pgTable('experiments', {
  /** Made from the content: lib/experiment/publicationId. */
  id: text().primaryKey(),
  /** SHA-256 of the content, hex: tells two contents apart should their ids ever be equal. */
  digest: text().notNull(),
  /** SHA-256 of the delete key, hex. */
  keyHash: text('key_hash').notNull(),
  /** The body of GET, gzipped. */
  content: bytes().notNull(),
  /** Bytes of `content`. */
  size: integer().notNull(),
  title: text().notNull(),
  note: text().notNull(),
  author: text().notNull(),
  model: text().notNull(),
  promptTokens: integer('prompt_tokens').notNull(),
  /** How the pruned side pruned; null in rows of servers that did not note it. */
  mode: text().$type<Mode>(),
  /** Median TTFT of full prefill / that of the pruned side; null where a side was not timed. */
  speedup: doublePrecision(),
  publishedAt: moment('published_at').notNull(),
});

/** Publications of an address, or of all of them, within one hour. Addresses are hashed with the hour, so that they cannot be followed. */
export const publishing = pgTable(
  'publishing',
  {
    source: text().notNull(),
    hour: moment('hour').notNull(),
    count: bigint({ mode: 'number' }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.source, table.hour] })],
);
