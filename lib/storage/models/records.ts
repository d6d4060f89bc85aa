// What is noted of stored models, in IndexedDB: what was asked for, which chunks arrived with which hashes, and which models are
// complete. A note is written after the bytes it speaks of, so that a kill at any moment loses a chunk at most. Knows no files.

import { openDB } from 'idb';
import type { DBSchema, IDBPDatabase } from 'idb';
import { z } from 'zod';
import { toAppError } from '@/lib/errors';
import { modelRequestSchema } from './types';

const count = z.number().int().nonnegative();

const modelRecordSchema = z.object({
  key: z.string(),
  /** Same request, same id. */
  requestId: z.string(),
  /** Its folder in OPFS. */
  folder: z.string(),
  id: z.string(),
  request: modelRequestSchema,
  commit: z.string().nullable(),
  /** The commit of the other place that the tokenizer comes from. */
  tokenizerCommit: z.string().nullable(),
  licence: z.string().nullable(),
  modelType: z.string().nullable(),
  addedAt: z.string(),
  /** Every size and hash was checked. Set last. */
  complete: z.boolean(),
});

export type ModelRecord = z.output<typeof modelRecordSchema>;

const fileRecordSchema = z.object({
  /** Key of its model. */
  model: z.string(),
  name: z.string(),
  place: z.enum(['model', 'tokenizer']),
  bytes: count,
  /** What the Hub says of the content: SHA-256 of a large file, git's blob id of a small one. */
  expected: z.object({ sha256: z.string().nullable(), blob: z.string().nullable() }),
  /** ETag, or the date of the last change, of a server without commits; null where it tells neither. */
  validator: z.string().nullable(),
  /** SHA-256 of each chunk as it arrived; null where it is missing. */
  hashes: z.array(z.string().nullable()),
  /** SHA-256 of the whole file, once it is whole and as the Hub says. */
  sha256: z.string().nullable(),
});

export type FileRecord = z.output<typeof fileRecordSchema>;

/** A model's notes; `record` is null where they cannot be read. */
export interface Noted {
  readonly key: string;
  readonly record: ModelRecord | null;
  readonly files: readonly FileRecord[];
}

interface ModelDatabase extends DBSchema {
  models: { key: string; value: { key: string } };
  files: { key: [string, string]; value: { model: string; name: string }; indexes: { model: string } };
}

/** The notes on all models. Throws AppError `storage-failed` where the browser keeps none. */
export async function readAllNotes(): Promise<Noted[]> {
  const database = await open();
  return Promise.all((await database.getAllKeys('models')).map(readNotes));
}

/** The notes on one model; null where there are none. Throws AppError `storage-failed`. */
export async function findNotes(key: string): Promise<Noted | null> {
  return (await (await open()).getKey('models', key)) === undefined ? null : readNotes(key);
}

async function readNotes(key: string): Promise<Noted> {
  const transaction = (await open()).transaction(['models', 'files']);
  const [model, files] = await Promise.all([
    transaction.objectStore('models').get(key),
    transaction.objectStore('files').index('model').getAll(key),
  ]);
  const record = modelRecordSchema.safeParse(model);
  const parsed = z.array(fileRecordSchema).safeParse(files);
  const readable = record.success && parsed.success && parsed.data.length > 0;
  return { key, record: readable ? record.data : null, files: parsed.success ? parsed.data : [] };
}

/** Notes a model and all its files, in one go. Throws AppError `storage-failed`. */
export async function noteModel(record: ModelRecord, files: readonly FileRecord[]): Promise<void> {
  await written(async (database) => {
    const transaction = database.transaction(['models', 'files'], 'readwrite', { durability: 'strict' });
    await Promise.all([
      transaction.objectStore('models').put(record),
      ...files.map((file) => transaction.objectStore('files').put(file)),
      transaction.done,
    ]);
  });
}

/** Notes what is there of one file. Throws AppError `storage-failed`. */
export async function noteFile(file: FileRecord): Promise<void> {
  await written((database) => database.put('files', file));
}

/** Forgets a model. Throws AppError `storage-failed`. */
export async function forgetNotes(key: string): Promise<void> {
  await written(async (database) => {
    const transaction = database.transaction(['models', 'files'], 'readwrite', { durability: 'strict' });
    const files = transaction.objectStore('files');
    await transaction.objectStore('models').delete(key);
    for (const file of await files.index('model').getAllKeys(key)) await files.delete(file);
    await transaction.done;
  });
}

let opening: Promise<IDBPDatabase<ModelDatabase>> | null = null;

function open(): Promise<IDBPDatabase<ModelDatabase>> {
  opening ??= openDB<ModelDatabase>('lazylens-models', 1, {
    upgrade(database) {
      database.createObjectStore('models', { keyPath: 'key' });
      database.createObjectStore('files', { keyPath: ['model', 'name'] }).createIndex('model', 'model');
    },
    terminated() {
      opening = null;
    },
  }).catch((thrown: unknown) => {
    opening = null;
    throw toAppError(thrown, 'storage-failed', 'The list of stored models cannot be opened; reload the page');
  });
  return opening;
}

async function written(write: (database: IDBPDatabase<ModelDatabase>) => Promise<unknown>): Promise<void> {
  const database = await open();
  try {
    await write(database);
  } catch (thrown) {
    throw toAppError(thrown, 'storage-failed', 'This device has no room to note what arrived; free some space');
  }
}
