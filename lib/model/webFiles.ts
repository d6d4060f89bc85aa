// A model's files in a folder on a web server. Small weights come in one request and are hashed; large ones by range, so that the
// file is never whole in memory.

import { AppError, isAbort, throwIfAborted, toAppError } from '@/lib/errors';
import { type ModelFiles, sha256Hex } from './files';
import { type ByteSource, bytesOf } from './safetensors';

export interface WebFilesOptions {
  readonly fetch: typeof fetch;
  /** Bytes received of a file that comes whole, of how many; `total` is 0 where the server does not say. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Files of more bytes are read by range where the server can. */
  readonly wholeBytes?: number;
}

/** One request is quicker than many up to here, and the memory is no matter. */
const WHOLE_BYTES = 64 * 2 ** 20;

/** Without ranges a file is held in memory: beyond this a tab is better not asked to. */
const MAX_WHOLE_BYTES = 2 ** 30;

/** The files of the folder at `url`, which the server must allow this page to read (CORS) where it is another one. */
export function webFiles(id: string, url: string, options: WebFilesOptions): ModelFiles {
  const folder = url.replace(/\/+$/, '');
  const hashes = new Map<string, string | null>();
  return {
    id,
    where: folder,
    async text(name, signal) {
      const response = await request(`${folder}/${name}`, name, options, signal);
      return response && new TextDecoder().decode(await readBody(response, name, signal));
    },
    async bytes(name, signal) {
      const address = `${folder}/${name}`;
      const response = await request(address, name, options, signal);
      if (!response) return null;
      const size = announcedSize(response);
      if (size > (options.wholeBytes ?? WHOLE_BYTES)) {
        const ranges = await rangesOf(address, name, size, options, signal);
        if (ranges) {
          await response.body?.cancel();
          return ranges;
        }
        if (size > MAX_WHOLE_BYTES) {
          await response.body?.cancel();
          throw new AppError(
            'download-failed',
            `${name}: ${address} answers no range requests, and ${(size / 1e9).toFixed(1)} GB are too many to hold in memory; store the model on this device first, on the Models page`,
          );
        }
      }
      const bytes = await readBody(response, name, signal, options.onProgress);
      hashes.set(name, await sha256Hex(bytes));
      return bytesOf(bytes);
    },
    sha256: (name) => hashes.get(name) ?? null,
  };
}

/** A file read range by range; null where the server does not answer ranges. */
async function rangesOf(
  address: string,
  name: string,
  size: number,
  options: WebFilesOptions,
  signal: AbortSignal | undefined,
): Promise<ByteSource | null> {
  const first = await requestRange(address, name, 0, 8, options, signal);
  await first.body?.cancel();
  if (first.status !== 206) return null;
  const version = first.headers.get('etag');
  return {
    size,
    async read(start, end, readSignal) {
      if (end <= start) return new Uint8Array(0);
      const response = await requestRange(address, name, start, end, options, readSignal);
      if (response.status !== 206 || response.headers.get('etag') !== version) {
        await response.body?.cancel();
        throw new AppError('download-failed', `${name}: ${address} changed while it was read; load the model again`);
      }
      return readBody(response, name, readSignal);
    },
  };
}

function requestRange(
  address: string,
  name: string,
  start: number,
  end: number,
  options: WebFilesOptions,
  signal: AbortSignal | undefined,
): Promise<Response> {
  return fetched(address, name, options, { headers: { range: `bytes=${start}-${end - 1}` } }, signal);
}

/** The answer; null where there is no such file. */
async function request(
  address: string,
  name: string,
  options: WebFilesOptions,
  signal: AbortSignal | undefined,
): Promise<Response | null> {
  const response = await fetched(address, name, options, {}, signal, [404]);
  if (response.status === 404) {
    await response.body?.cancel();
    return null;
  }
  if (response.headers.get('content-type')?.startsWith('text/html')) {
    await response.body?.cancel();
    throw new AppError('download-failed', `${name}: ${address} answered with a web page; check the model’s address`);
  }
  return response;
}

async function fetched(
  address: string,
  name: string,
  { fetch }: WebFilesOptions,
  init: RequestInit,
  signal: AbortSignal | undefined,
  accepted: readonly number[] = [],
): Promise<Response> {
  throwIfAborted(signal);
  let response: Response;
  try {
    response = await fetch(address, signal ? { ...init, signal } : init);
  } catch (thrown) {
    throw failure(
      thrown,
      name,
      `could not be fetched from ${address}; check the connection, and that the server lets this page read it (CORS)`,
    );
  }
  if (response.ok || accepted.includes(response.status)) return response;
  const status = `${response.status} ${response.statusText}`.trimEnd();
  await response.body?.cancel();
  throw new AppError('download-failed', `${name}: ${address} answered ${status}; check the model’s address`);
}

/** Bytes of the body; 0 where unknown. A compressed answer's Content-Length counts other bytes than the stream gives. */
function announcedSize({ headers }: Response): number {
  return headers.get('content-encoding') ? 0 : Number(headers.get('content-length') ?? 0);
}

/** The body, gathered in one buffer of the length the server announced where it did. */
async function readBody(
  response: Response,
  name: string,
  signal?: AbortSignal,
  onProgress?: (done: number, total: number) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  const total = announcedSize(response);
  const reader = response.body?.getReader();
  if (!reader) throw new AppError('download-failed', `${name}: the server sent no content`);

  let bytes = new Uint8Array(total || 1 << 16);
  let done = 0;
  onProgress?.(0, total);
  try {
    for (;;) {
      throwIfAborted(signal);
      const chunk = await reader.read();
      if (chunk.done) break;
      if (done + chunk.value.length > bytes.length) bytes = grown(bytes, done + chunk.value.length);
      bytes.set(chunk.value, done);
      done += chunk.value.length;
      onProgress?.(done, total);
    }
  } catch (thrown) {
    await reader.cancel().catch(() => undefined);
    throw failure(thrown, name, `the download broke off after ${done} bytes; try again`);
  }
  if (total && done < total) {
    throw new AppError('download-failed', `${name}: the download ended after ${done} of ${total} bytes; try again`);
  }
  return done === bytes.length ? bytes : bytes.slice(0, done);
}

function grown(bytes: Uint8Array<ArrayBuffer>, needed: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(Math.max(needed, bytes.length * 2));
  larger.set(bytes);
  return larger;
}

function failure(thrown: unknown, name: string, message: string): unknown {
  if (isAbort(thrown)) return thrown;
  if (thrown instanceof RangeError) return toAppError(thrown, 'out-of-memory', name);
  return new AppError('download-failed', `${name}: ${message}`, { cause: thrown });
}
