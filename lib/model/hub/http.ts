// Requests for the files of a model: by range, the token only to whom it belongs, and every failure told apart: refused (in words a
// user can act on), or interrupted (worth another try). Knows no storage.

import { AppError, isAbort, throwIfAborted } from '@/lib/errors';
import type { ModelAddress } from './address';
import { refusal } from './refusal';

/** The connection was lost, or the server is busy: the same request may succeed later. Its message is half a sentence. */
export class Interrupted extends Error {
  constructor(
    message: string,
    /** How long the server asks to wait, in seconds; null where it does not say. */
    readonly waitSeconds: number | null = null,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

export interface Wanted {
  readonly url: string;
  /** The file, for messages; null for the list of files. */
  readonly file: string | null;
  /** The place that the file belongs to. */
  readonly address: ModelAddress;
  /** Bytes start..end-1; to the end of the file where `end` is null. Whole files are asked for without. */
  readonly range?: { readonly start: number; readonly end: number | null };
}

/** What a server sends: the part asked for where it can, else the whole. */
export interface Answer {
  /** False where the whole file comes, whatever was asked for. */
  readonly partial: boolean;
  /** Bytes of the whole file; null where the server does not say. */
  readonly totalBytes: number | null;
  /** ETag or date of the last change: another one means another content. Null where the server tells neither. */
  readonly validator: string | null;
  /** The bytes as they come. Leaving the loop ends the request. Throws Interrupted, or AbortError. */
  body(): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined>;
  /** Ends a request whose body is not wanted. */
  cancel(): void;
}

export interface Http {
  /** Asks for a file, or a part of it. Throws Interrupted, Refused, AppError `download-failed`, or AbortError. */
  get(wanted: Wanted, signal: AbortSignal): Promise<Answer>;
  /** A `fetch` for a library that asks about a model; throws as `get`. */
  fetchAbout(address: ModelAddress, signal: AbortSignal): typeof fetch;
}

export interface HttpOptions {
  readonly fetch: typeof fetch;
  /** Sent to addresses under this endpoint only. Browsers take it off again where the endpoint redirects to another origin. */
  readonly token: { readonly value: string; readonly endpoint: string } | null;
  /** How long a connection may bring nothing before it counts as lost. */
  readonly stallMs?: number;
}

export function createHttp({ fetch, token, stallMs = 30_000 }: HttpOptions): Http {
  async function send(wanted: Wanted, init: RequestInit, signal: AbortSignal): Promise<Response> {
    const { url, file, address } = wanted;
    throwIfAborted(signal);
    const headers = new Headers(init.headers);
    headers.delete('Authorization');
    if (token && isUnder(url, token.endpoint)) headers.set('Authorization', `Bearer ${token.value}`);
    let response: Response;
    try {
      // Not cached: a model is stored once, by us.
      const manners = { credentials: 'omit', cache: 'no-store', referrerPolicy: 'no-referrer' } as const;
      response = await fetch(url, { ...init, ...manners, headers, signal });
    } catch (cause) {
      throwIfAborted(signal);
      const reason = `${new URL(url).host} cannot be reached, or does not let this page read from it (CORS)`;
      throw new Interrupted(reason, null, { cause });
    }
    if (response.ok) return response;
    void response.body?.cancel().catch(() => undefined);
    const { status } = response;
    if ([408, 425, 429].includes(status) || status >= 500) {
      const wait = Number(response.headers.get('Retry-After') ?? NaN);
      throw new Interrupted(`${new URL(response.url || url).host} answered ${status}`, wait > 0 ? wait : null);
    }
    throw refusal({ status, code: response.headers.get('X-Error-Code'), file, address, withToken: token !== null });
  }

  async function get(wanted: Wanted, signal: AbortSignal): Promise<Answer> {
    const { range, file, url } = wanted;
    const ending = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let stalled = false;
    /** Ends the request unless the promise settles in time. */
    async function inTime<T>(promise: Promise<T>): Promise<T> {
      timer = setTimeout(() => {
        stalled = true;
        ending.abort();
      }, stallMs);
      try {
        return await promise;
      } catch (cause) {
        throwIfAborted(signal);
        if (stalled)
          throw new Interrupted(`${new URL(url).host} sent nothing for ${stallMs / 1000} s`, null, { cause });
        throw cause;
      } finally {
        clearTimeout(timer);
      }
    }

    const headers = range ? { Range: `bytes=${range.start}-${range.end === null ? '' : range.end - 1}` } : {};
    const response = await inTime(send(wanted, { headers }, AbortSignal.any([signal, ending.signal])));
    if (response.headers.get('Content-Type')?.startsWith('text/html')) {
      ending.abort();
      const remedy = 'check the address of the model, and whether this network wants you to sign in';
      throw new AppError('download-failed', `${file}: ${url} answered with a web page instead of the file; ${remedy}.`);
    }

    const first = /^bytes (\d+)-/.exec(response.headers.get('Content-Range') ?? '')?.[1];
    if (response.status === 206 && first !== undefined && Number(first) !== range?.start) {
      ending.abort();
      const message = `${file}: ${url} sent bytes from ${first} on, asked for those from ${range?.start} on; use another server.`;
      throw new AppError('download-failed', message);
    }

    async function* body(): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
      const reader = response.body?.getReader();
      if (!reader) return;
      try {
        for (;;) {
          const { done, value } = await inTime(reader.read());
          if (done) return;
          yield value;
        }
      } catch (cause) {
        if (cause instanceof Interrupted || isAbort(cause)) throw cause;
        throw new Interrupted('the connection was lost', null, { cause });
      } finally {
        ending.abort();
      }
    }
    return { ...sizes(response, range), validator: validatorOf(response), body, cancel: () => ending.abort() };
  }

  return {
    get,
    fetchAbout: (address, signal) => (input, init) => {
      const url = input instanceof Request ? input.url : String(input);
      return send({ url, file: null, address }, init ?? {}, signal);
    },
  };
}

/** Whether a URL is at an endpoint: same origin, and below its path. */
function isUnder(url: string, endpoint: string): boolean {
  const [at, base] = [new URL(url), new URL(endpoint)];
  const folder = base.pathname.replace(/\/*$/, '/');
  return at.origin === base.origin && at.pathname.startsWith(folder);
}

function sizes(response: Response, range: Wanted['range']): Pick<Answer, 'partial' | 'totalBytes'> {
  const partial = response.status === 206;
  const length = Number(response.headers.get('Content-Length') ?? NaN);
  // Not every server lets pages of another origin read Content-Range; the length of a part up to the end says as much.
  const told = Number(/\/(\d+)$/.exec(response.headers.get('Content-Range') ?? '')?.[1] ?? NaN);
  const upToEnd = range && range.end === null ? range.start + length : NaN;
  const compressed = response.headers.get('Content-Encoding') !== null;
  const total = partial ? (Number.isNaN(told) ? upToEnd : told) : compressed ? NaN : length;
  return { partial, totalBytes: Number.isNaN(total) ? null : total };
}

function validatorOf({ headers }: Response): string | null {
  return headers.get('ETag') ?? headers.get('Last-Modified');
}
