// Published runs as the page asks the server for them: read, publish, delete. Knows no React.

import { z } from 'zod';
import { AppError, type ErrorCode, toAppError } from '@/lib/errors';
import type { Caption } from '@/lib/experiment/publication';
import {
  captionSchema,
  PUBLICATION_VERSION,
  publicationIdSchema,
  publishedSchema,
  refusalSchema,
} from '@/lib/experiment/publication';
import { publicationId } from '@/lib/experiment/publicationId';
import { contentOf, spelledPublication, spelledStep } from '@/lib/experiment/spelled';
import { inSlices } from '@/lib/slices';
import { readingTrace, writingComparison } from '@/lib/trace/file';
import type { WholeRun } from '@/lib/trace/run';
import { preparingRun, runOf } from '@/lib/trace/run';

export interface Published {
  readonly id: string;
  readonly publishedAt: string;
  readonly caption: Caption;
  /** Ready to be shown, under the publication's id. */
  readonly run: WholeRun;
}

const storedSchema = captionSchema.extend({
  version: z.literal(PUBLICATION_VERSION),
  id: publicationIdSchema,
  publishedAt: z.string(),
  /** Checked a step at a time. */
  run: z.unknown(),
});

export function publicationUrl(id: string): string {
  return `/api/experiments/${id}`;
}

/** A published run; null where there is none. Throws AppError download-failed or trace-invalid. */
export async function fetchPublished(id: string, signal?: AbortSignal): Promise<Published | null> {
  const { response, body } = await ask('download-failed', publicationUrl(id), signal ? { signal } : {});
  if (response.status === 404) return null;
  if (!response.ok) throw refused(response, body, 'download-failed');
  const stored = storedSchema.safeParse(body);
  if (!stored.success) {
    throw new AppError('trace-invalid', 'This publication was written by another LazyLens: reload the page.', {
      cause: stored.error,
    });
  }
  const { publishedAt, title, note, author, run } = stored.data;
  const opened = await inSlices(readingTrace(run), signal);
  if (opened.kind === 'trace') throw new AppError('trace-invalid', 'This publication holds one side of a run only.');
  // The title that its author gave it is the run's from here on: in exports, in the workbench, in comparisons.
  const comparison = { ...opened.comparison, title };
  const prepared = await inSlices(preparingRun(runOf(comparison, 'published')), signal);
  return {
    id,
    publishedAt,
    caption: { title, note, author },
    run: { ...prepared, id, publication: { author, publishedAt } },
  };
}

export interface Packed {
  /** What the server takes: JSON, gzipped. */
  readonly body: Blob;
  /** The id that the server will give it, made as the server makes it (lib/server/review). */
  readonly id: string;
}

export async function packPublication(run: WholeRun, caption: Caption): Promise<Packed> {
  const packed = await inSlices(writingComparison(run.comparison));
  const { title, note, author } = caption;
  const head = JSON.stringify({ version: PUBLICATION_VERSION, title, note, author });
  const text = `${head.slice(0, -1)},"run":${packed}}`;
  const [body, id] = await Promise.all([
    new Response(new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'))).blob(),
    idOf(text),
  ]);
  return { body, id };
}

/** The id that the server will give: made from the publication as it is spelled. */
async function idOf(text: string): Promise<string> {
  const { run, ...caption } = spelledPublication.parse(JSON.parse(text));
  const spelled = (trace: typeof run.full) => ({ ...trace, steps: trace.steps.map((step) => spelledStep.parse(step)) });
  const { words, json } = contentOf(caption, { ...run, full: spelled(run.full), pruned: spelled(run.pruned) });
  const { sha256 } = await import('hash-wasm'); // WebCrypto is absent on insecure addresses
  return publicationId(await sha256(words + json));
}

export interface PublishedKey {
  readonly id: string;
  /** Null where the same run was published before: whoever did that has the key. */
  readonly deleteKey: string | null;
}

/** Sends a packed publication; `onProgress` is told what part of it has left, 0..1. Throws AppError publish-failed. */
export function sendPublication(body: Blob, onProgress: (fraction: number) => void): Promise<PublishedKey> {
  // Not fetch: it does not tell how much of a body has been sent.
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', '/api/experiments');
    request.setRequestHeader('content-type', 'application/json');
    request.setRequestHeader('content-encoding', 'gzip');
    request.responseType = 'text';
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0);
    request.onerror = () => reject(unreached('publish-failed'));
    request.onload = () => {
      const answer = parseJson(request.responseText);
      const published = publishedSchema.safeParse(answer);
      if (request.status >= 200 && request.status < 300 && published.success) resolve(published.data);
      else reject(refused(request, answer, 'publish-failed'));
    };
    request.send(body);
  });
}

/** Deletes a publication; one that is gone already counts as deleted. Throws AppError publish-failed. */
export async function deletePublication(id: string, deleteKey: string): Promise<void> {
  const { response, body } = await ask('publish-failed', publicationUrl(id), {
    method: 'DELETE',
    headers: { authorization: `Bearer ${deleteKey}` },
  });
  if (!response.ok && response.status !== 404) throw refused(response, body, 'publish-failed');
}

/** `absent`: this LazyLens is a static bundle. `down`: nothing can be published now, and `message` says why. */
export type Publishing =
  { readonly at: 'possible' } | { readonly at: 'absent' } | { readonly at: 'down'; readonly message: string };

/** Whether there is a server that publishes. Never rejects. */
export async function askPublishing(): Promise<Publishing> {
  if (process.env.LAZYLENS_STATIC === '1') return { at: 'absent' };
  try {
    const { response, body } = await ask('publish-failed', '/api/health', { cache: 'no-store' });
    if (response.ok && body !== null) return { at: 'possible' };
    // What serves plain files knows no such path, or gives a page for it.
    if (response.status < 500 && !refusalSchema.safeParse(body).success) return { at: 'absent' };
    return { at: 'down', message: refused(response, body, 'publish-failed').message };
  } catch (thrown) {
    return { at: 'down', message: toAppError(thrown).message };
  }
}

/** The answer and its JSON, null where it is none. Throws AppError `code` where it does not arrive, or not whole. */
async function ask(code: ErrorCode, url: string, init: RequestInit): Promise<{ response: Response; body: unknown }> {
  try {
    const response = await fetch(url, init);
    return { response, body: parseJson(await response.text()) };
  } catch (cause) {
    init.signal?.throwIfAborted();
    throw unreached(code, cause);
  }
}

function unreached(code: ErrorCode, cause?: unknown): AppError {
  return new AppError(code, 'The server was not reached: check the connection and try again.', { cause });
}

/** What the server refused with, in its own words where it has any. */
function refused({ status }: { status: number }, body: unknown, code: ErrorCode): AppError {
  const refusal = refusalSchema.safeParse(body);
  return new AppError(code, refusal.success ? refusal.data.message : `The server answered ${status}: try again later.`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
