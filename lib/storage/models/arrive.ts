// Brings the missing bytes of one file over the network, through cuts and busy servers, and never a byte twice while the worker
// lives. Knows one file at a time; what a model needs is decided elsewhere.

import { AppError, throwIfAborted } from '@/lib/errors';
import type { ModelAddress } from '@/lib/model/hub/address';
import { type Answer, type Http, Interrupted } from '@/lib/model/hub/http';
import { fileUrl } from '@/lib/model/hub/place';
import { Refused } from '@/lib/model/hub/refusal';
import type { ChunkedFile } from './chunkedFile';
import { type ByteRange, CHUNK_BYTES, chunkRange } from './chunks';

/** The file on the server is not the one that was begun. Its message is a sentence. */
export class Changed extends Error {}

/** Where a file comes from. */
export interface Origin {
  readonly address: ModelAddress;
  readonly commit: string | null;
}

/** What happens on the way. */
export interface Travel {
  readonly http: Http;
  readonly signal: AbortSignal;
  readonly now: () => number;
  /** Bytes came. */
  onBytes(file: ChunkedFile, bytes: number): void;
  /** Nothing comes; tried again in `seconds`. */
  onWait(file: ChunkedFile, seconds: number, reason: string): void;
  /** A file begins anew, for a reason that is a sentence. */
  onAnew(reason: string): void;
}

/** How long no byte may come until a download gives up. */
const GIVE_UP_MS = 10 * 60_000;
const LONGEST_WAIT_SECONDS = 30;

/**
 * Brings what is missing of a file up to byte `end`; all of it where the server sends no parts. Throws Changed, Refused, AppError
 * `download-failed` (no byte for ten minutes) or `storage-failed`, AbortError.
 */
export async function bring(file: ChunkedFile, end: number, origin: Origin, travel: Travel): Promise<void> {
  for (let [range] = file.missing(end); range; [range] = file.missing(end))
    await bringRange(file, range, origin, travel);
}

async function bringRange(file: ChunkedFile, range: ByteRange, origin: Origin, travel: Travel): Promise<void> {
  const { http, signal, now } = travel;
  const wanted = { url: fileUrl(origin.address, origin.commit, file.name), file: file.name, address: origin.address };
  const chunks = gatherChunks(file, range.start);
  let end = range.end;
  let lastByteAt = now();
  for (let failures = 0; ;) {
    try {
      const answer = await ask();
      if (!answer.partial) {
        end = file.bytes;
        if (chunks.at > 0) {
          answer.cancel();
          travel.onAnew(
            `${file.name} began anew: its server sends files whole only, not from where a download stopped.`,
          );
          await file.forget();
          chunks.restart();
          continue;
        }
      }
      for await (const bytes of answer.body()) {
        failures = 0;
        lastByteAt = now();
        await chunks.add(bytes, end);
        travel.onBytes(file, bytes.length);
        if (chunks.at === end) return;
      }
      throw new Interrupted('the connection ended early');
    } catch (thrown) {
      if (!(thrown instanceof Interrupted)) throw thrown;
      if (now() - lastByteAt > GIVE_UP_MS) throw gaveUp(file.name, thrown);
      const seconds = Math.min(LONGEST_WAIT_SECONDS, thrown.waitSeconds ?? 2 ** failures++);
      travel.onWait(file, seconds, `${thrown.message.charAt(0).toUpperCase()}${thrown.message.slice(1)}.`);
      await waitForNetwork(seconds, signal);
    }
  }

  async function ask(): Promise<Answer> {
    const answer = await http.get({ ...wanted, range: { start: chunks.at, end } }, signal).catch((thrown: unknown) => {
      throw thrown instanceof Refused && thrown.status === 416 ? changed(file.name) : thrown;
    });
    const { validator } = file.record;
    const sameLength = answer.totalBytes === null || answer.totalBytes === file.bytes;
    const same = sameLength && (validator === null || answer.validator === null || answer.validator === validator);
    if (same) return answer;
    answer.cancel();
    throw changed(file.name);
  }
}

/** Makes whole chunks of bytes as they come, and hands them to the file. */
function gatherChunks(file: ChunkedFile, start: number) {
  const chunkAt = (byte: number) => {
    const range = chunkRange(byte / CHUNK_BYTES, file.bytes);
    return new Uint8Array(range.end - range.start);
  };
  let at = start;
  let filled = 0;
  let chunk = chunkAt(start);
  return {
    /** The next byte to come. */
    get at() {
      return at;
    },
    restart() {
      at = filled = 0;
      chunk = chunkAt(0);
    },
    /** Takes bytes up to `end`, where a chunk ends. */
    async add(bytes: Uint8Array, end: number): Promise<void> {
      for (let used = 0; used < bytes.length && at < end;) {
        const part = bytes.subarray(used, used + chunk.length - filled);
        chunk.set(part, filled);
        filled += part.length;
        used += part.length;
        at += part.length;
        if (filled < chunk.length) continue;
        await file.keep(Math.floor((at - 1) / CHUNK_BYTES), chunk);
        filled = 0;
        if (at < end) chunk = chunkAt(at);
      }
    },
  };
}

/** Waits, but not longer than until the browser finds the network again. */
async function waitForNetwork(seconds: number, signal: AbortSignal): Promise<void> {
  throwIfAborted(signal);
  const over = new AbortController();
  const options = { once: true, signal: over.signal };
  let timer: ReturnType<typeof setTimeout> | undefined;
  await new Promise<void>((resolve) => {
    timer = setTimeout(resolve, seconds * 1000);
    globalThis.addEventListener('online', () => resolve(), options);
    signal.addEventListener('abort', () => resolve(), options);
  });
  clearTimeout(timer);
  over.abort();
  throwIfAborted(signal);
}

function changed(name: string): Changed {
  return new Changed(`${name} began anew: it changed on its server.`);
}

function gaveUp(name: string, cause: Interrupted): AppError {
  const message = `${name}: nothing came for ten minutes (${cause.message}). Check the connection, then resume; what has arrived is kept.`;
  return new AppError('download-failed', message, { cause });
}
