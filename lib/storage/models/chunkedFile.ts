// One file of a model as a download worker writes it: chunk by chunk, each noted once it is on disk, and checked against what was
// noted. Knows no network. Workers only: a page has no synchronous access to files.

import { createSHA1, createSHA256 } from 'hash-wasm';
import { AppError, throwIfAborted, toAppError } from '@/lib/errors';
import { sha256Hex } from '@/lib/model/files';
import type { ByteSource } from '@/lib/model/safetensors';
import { type ByteRange, CHUNK_BYTES, chunkRange, missingRanges, presentBytes } from './chunks';
import { type FileRecord, noteFile } from './records';

/** A file's one writer, as a worker's `createSyncAccessHandle` gives it. */
interface SyncAccess {
  read(buffer: Uint8Array, options: { at: number }): number;
  write(buffer: Uint8Array, options: { at: number }): number;
  getSize(): number;
  truncate(size: number): void;
  flush(): void;
  close(): void;
}

declare global {
  interface FileSystemFileHandle {
    createSyncAccessHandle(): Promise<SyncAccess>;
  }
}

export interface ChunkedFile {
  readonly name: string;
  readonly bytes: number;
  /** What is noted now. */
  readonly record: FileRecord;
  /** Bytes of the chunks that are there. */
  readonly presentBytes: number;
  /** Those of them that arrived since the file was opened. */
  readonly arrivedBytes: number;
  missing(end?: number): ByteRange[];
  /**
   * Takes the room for the whole file. Asked of the file, since a browser's estimate of what is left may be a made-up number. Throws
   * AppError `storage-failed` where there is none.
   */
  reserve(): void;
  /** Writes and notes one whole chunk. Throws AppError `storage-failed` where the device is full. */
  keep(index: number, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** Compares every chunk with its note and forgets those that differ; `onChunk` is told their bytes. */
  check(onChunk: (bytes: number) => void, signal: AbortSignal): Promise<void>;
  /** Forgets all chunks. */
  forget(): Promise<void>;
  /** Hashes the file, which is whole, and notes it; false where that is not what the Hub says: nothing is noted then. */
  seal(signal: AbortSignal): Promise<boolean>;
  /** Reads what is there; asks for nothing. */
  readonly source: ByteSource;
  close(): void;
}

/** Takes the file that a record speaks of, making it where there is none. Throws AppError `storage-failed`. */
export async function openChunkedFile(folder: FileSystemDirectoryHandle, noted: FileRecord): Promise<ChunkedFile> {
  const { name, bytes } = noted;
  const access = await takeFile(folder, name, bytes);
  const whole = await createSHA256();
  /** How far `whole` has got, chunk after chunk. */
  let hashed = 0;
  let record = noted;
  let arrived = new Set<number>();

  async function note(changes: Partial<FileRecord>): Promise<void> {
    record = { ...record, ...changes };
    await noteFile(record);
  }

  function read({ start, end }: ByteRange): Uint8Array<ArrayBuffer> {
    const buffer = new Uint8Array(end - start);
    return buffer.subarray(0, access.read(buffer, { at: start }));
  }

  function write(chunk: Uint8Array, start: number): void {
    let written = 0;
    try {
      written = access.write(chunk, { at: start });
    } catch (thrown) {
      throw noWriting(thrown, name, bytes);
    }
    if (written < chunk.length) throw noRoom(name, bytes);
  }

  /** The hash of the whole is made on the way, as long as chunks come in order. */
  function hashOn(index: number, chunk: Uint8Array): void {
    if (hashed !== chunkRange(index, bytes).start) return;
    whole.update(chunk);
    hashed += chunk.length;
  }

  function hashAnew(): void {
    whole.init();
    hashed = 0;
  }

  return {
    name,
    bytes,
    get record() {
      return record;
    },
    get presentBytes() {
      return presentBytes(record.hashes, bytes);
    },
    get arrivedBytes() {
      return presentBytes(
        record.hashes.map((hash, index) => (arrived.has(index) ? hash : null)),
        bytes,
      );
    },
    missing: (end) => missingRanges(record.hashes, bytes, end),
    reserve() {
      try {
        if (access.getSize() !== bytes) access.truncate(bytes);
      } catch (thrown) {
        throw noWriting(thrown, name, bytes);
      }
    },
    async keep(index, chunk) {
      const { start } = chunkRange(index, bytes);
      const hash = await hashOf(chunk);
      write(chunk, start);
      hashOn(index, chunk);
      arrived.add(index);
      await note({ hashes: record.hashes.with(index, hash), sha256: null });
    },
    async check(onChunk, signal) {
      hashAnew();
      const hashes = [...record.hashes];
      for (const [index, hash] of hashes.entries()) {
        throwIfAborted(signal);
        if (hash === null) continue;
        const chunk = read(chunkRange(index, bytes));
        if ((await hashOf(chunk)) === hash) hashOn(index, chunk);
        else hashes[index] = null;
        onChunk(chunk.length);
      }
      if (hashes.includes(null) && hashes.join() !== record.hashes.join()) await note({ hashes, sha256: null });
    },
    async forget() {
      hashAnew();
      arrived = new Set();
      await note({ hashes: record.hashes.map(() => null), sha256: null });
    },
    async seal(signal) {
      while (hashed < bytes) {
        throwIfAborted(signal);
        const index = hashed / CHUNK_BYTES;
        hashOn(index, read(chunkRange(index, bytes)));
      }
      const sha256 = whole.digest('hex');
      hashAnew();
      const { expected } = record;
      if (expected.sha256 !== null && expected.sha256 !== sha256) return false;
      if (expected.blob !== null && expected.blob !== (await blobId(read({ start: 0, end: bytes })))) return false;
      access.flush();
      if (record.sha256 !== sha256) await note({ sha256 });
      return true;
    },
    source: { size: bytes, read: async (start, end) => read({ start, end }) },
    close: () => access.close(),
  };
}

/** How long the file of a tab that just crashed may stay taken. */
const TAKEN_TRIES = 20;
const TAKEN_WAIT_MS = 250;

async function takeFile(folder: FileSystemDirectoryHandle, name: string, bytes: number): Promise<SyncAccess> {
  for (let attempt = 1; ; attempt++) {
    try {
      const handle = await folder.getFileHandle(name, { create: true });
      return await handle.createSyncAccessHandle();
    } catch (thrown) {
      const taken = thrown instanceof DOMException && thrown.name === 'NoModificationAllowedError';
      if (!taken || attempt === TAKEN_TRIES) throw noWriting(thrown, name, bytes);
      await new Promise((resolve) => setTimeout(resolve, TAKEN_WAIT_MS));
    }
  }
}

function noWriting(thrown: unknown, name: string, bytes: number): AppError {
  if (thrown instanceof DOMException && thrown.name === 'QuotaExceededError') return noRoom(name, bytes, thrown);
  return toAppError(thrown, 'storage-failed', `${name} cannot be written to this device`);
}

function noRoom(name: string, bytes: number, cause?: unknown): AppError {
  const size = `${Math.ceil(bytes / 1e6).toLocaleString('en')} MB`;
  const message = `${name} (${size}) does not fit on this device: the storage that the browser allows this page is full. Delete a model, or free space on the disk, then resume; what has arrived is kept.`;
  return new AppError('storage-failed', message, { cause });
}

async function hashOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const hash = await sha256Hex(bytes);
  if (hash === null)
    throw new AppError('storage-failed', 'Models are stored on pages over https or from localhost only.');
  return hash;
}

/** The id that git gives a file's content. */
async function blobId(content: Uint8Array): Promise<string> {
  const hash = await createSHA1();
  return hash.update(`blob ${content.length}\0`).update(content).digest('hex');
}
