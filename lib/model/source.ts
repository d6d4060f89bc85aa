// Opens a model from where its files are: a folder on a web server, or random weights in a known shape. Runs on page, worker
// and Node alike; knows no backend.

import { AppError, isAbort, throwIfAborted, toAppError } from '@/lib/errors';
import { parseConfig } from './config';
import { bytesOf, openSafetensors } from './safetensors';
import { withModelNames } from './place';
import { checkShapes } from './shapes';
import type { ModelSpec } from './spec';
import { openSynthetic } from './synthetic';
import type { Weights } from './weights';

export interface OpenedModel {
  readonly id: string;
  readonly spec: ModelSpec;
  readonly weights: Weights;
  /** SHA-256 of model.safetensors, hex; null where the weights were generated or the page is not from a secure origin. */
  readonly sha256: string | null;
}

/** `url` is the folder that holds config.json and model.safetensors. */
export type OpenSource = { kind: 'url'; id: string; url: string } | { kind: 'synthetic'; shape: string };

export interface OpenOptions {
  readonly fetch: typeof fetch;
  readonly signal?: AbortSignal;
  /** Bytes of model.safetensors received, of how many; `total` is 0 where the server does not say. */
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Opens a model. Throws AppError `download-failed` (network, missing file) or `model-invalid` (its content), naming the file;
 * AbortError when stopped.
 */
export async function openModel(source: OpenSource, options: OpenOptions): Promise<OpenedModel> {
  if (source.kind === 'synthetic') return openSynthetic(source.shape);
  const { signal, onProgress } = options;
  const config = await fetchJson(source.url, 'config.json', options, false);
  const generation = await fetchJson(source.url, 'generation_config.json', options, true);
  const spec = parseConfig(config, generation);

  const file = 'model.safetensors';
  const response = await request(source.url, file, options);
  const bytes = await readBody(response, file, signal, onProgress);
  const weights = withModelNames(spec, await openSafetensors(bytesOf(bytes), signal));
  checkShapes(spec, weights);
  const sha256 = await hash(bytes);
  return { id: source.id, spec, weights, sha256 };
}

/** Null where the browser gives no hashing: on a plain http address other than localhost. */
async function hash(bytes: Uint8Array<ArrayBuffer>): Promise<string | null> {
  const subtle = crypto.subtle as SubtleCrypto | undefined;
  if (!subtle) return null;
  const digest = new Uint8Array(await subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Fetches and parses a JSON file of a model's folder; undefined where it is optional and the server answers 404. */
export async function fetchJson(
  folder: string,
  file: string,
  options: Pick<OpenOptions, 'fetch' | 'signal'>,
  optional: boolean,
): Promise<unknown> {
  const response = await request(folder, file, options, optional);
  if (!response.ok) return undefined;
  const text = new TextDecoder().decode(await readBody(response, file, options.signal));
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError('model-invalid', `${file}: ${response.url || file} is not JSON; check the model's address`, {
      cause,
    });
  }
}

async function request(
  folder: string,
  file: string,
  { fetch, signal }: Pick<OpenOptions, 'fetch' | 'signal'>,
  optional = false,
): Promise<Response> {
  const url = `${folder.replace(/\/+$/, '')}/${file}`;
  throwIfAborted(signal);
  let response: Response;
  try {
    response = await fetch(url, signal ? { signal } : {});
  } catch (thrown) {
    throw failure(thrown, file, `could not be fetched from ${url}; check the connection and try again`);
  }
  if (!response.ok && !(optional && response.status === 404)) {
    throw new AppError(
      'download-failed',
      `${file}: ${url} answered ${response.status} ${response.statusText}`.trimEnd() + '; check the model’s address',
    );
  }
  if (response.ok && response.headers.get('content-type')?.startsWith('text/html')) {
    throw new AppError('download-failed', `${file}: ${url} answered with a web page; check the model’s address`);
  }
  return response;
}

/** The body, gathered in one buffer of the length the server announced where it did. */
async function readBody(
  response: Response,
  file: string,
  signal?: AbortSignal,
  onProgress?: (done: number, total: number) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  // A compressed answer's Content-Length counts other bytes than the stream gives.
  const total = response.headers.get('content-encoding') ? 0 : Number(response.headers.get('content-length') ?? 0);
  const reader = response.body?.getReader();
  if (!reader) throw new AppError('download-failed', `${file}: the server sent no content`);

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
    throw failure(thrown, file, `the download broke off after ${done} bytes; try again`);
  }
  if (total && done < total) {
    throw new AppError('download-failed', `${file}: the download ended after ${done} of ${total} bytes; try again`);
  }
  return done === bytes.length ? bytes : bytes.slice(0, done);
}

function grown(bytes: Uint8Array<ArrayBuffer>, needed: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(Math.max(needed, bytes.length * 2));
  larger.set(bytes);
  return larger;
}

function failure(thrown: unknown, file: string, message: string): unknown {
  if (isAbort(thrown)) return thrown;
  if (thrown instanceof RangeError) return toAppError(thrown, 'out-of-memory', file);
  return new AppError('download-failed', `${file}: ${message}`, { cause: thrown });
}
