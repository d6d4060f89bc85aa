// The operator's folder of models, served to a class: which models lie there, and their files, whole or in part. Reads only; knows
// nothing of what is in a file.

import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';

/** One name of a path: no slash, and no dot at its beginning, so that nothing outside the folder is named. */
const nameSchema = z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/);

/** As of the bundled model's files: next.config.js. */
const MODEL_CACHING = 'public, max-age=2592000';

/** LAZYLENS_MODELS; null where no folder is served. */
export function modelsFolder(environment: NodeJS.ProcessEnv = process.env): string | null {
  const folder = environment.LAZYLENS_MODELS;
  return folder ? path.resolve(folder) : null;
}

/** Names of the folders in `folder` that hold a config.json, sorted. A folder that cannot be read has none. */
export async function listModels(folder: string): Promise<string[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => nameSchema.safeParse(name).success).sort();
  const found = await Promise.all(names.map((name) => stat(path.join(folder, name, 'config.json')).catch(() => null)));
  return names.filter((_, i) => found[i]?.isFile());
}

/** Answers a request for a model's file: 200, 206 for one range, 304, 404 or 416. Links in the folder are followed. */
export async function modelFile(
  request: Request,
  folder: string | null,
  model: string,
  file: string,
): Promise<Response> {
  const named = nameSchema.safeParse(model).success && nameSchema.safeParse(file).success;
  const place = folder && named ? path.join(folder, model, file) : null;
  const found = place ? await stat(place).catch(() => null) : null;
  if (!place || !found?.isFile()) {
    // It may be put there later.
    return new Response('There is no such file.', { status: 404, headers: { 'Cache-Control': 'no-store' } });
  }

  const { size, mtimeMs } = found;
  const etag = `"${size.toString(36)}-${Math.trunc(mtimeMs).toString(36)}"`;
  const headers = new Headers({
    'Content-Type': file.endsWith('.json') ? 'application/json' : 'application/octet-stream',
    'Accept-Ranges': 'bytes',
    ETag: etag,
    'Cache-Control': MODEL_CACHING,
  });
  if (request.headers.get('if-none-match') === etag) return new Response(null, { status: 304, headers });
  const asked = request.headers.get('range');
  const condition = request.headers.get('if-range');
  if (asked === null || (condition !== null && condition !== etag)) {
    headers.set('Content-Length', String(size));
    return new Response(size > 0 ? body(place, 0, size) : null, { headers });
  }
  const range = rangeOf(asked, size);
  if (!range) {
    headers.set('Content-Range', `bytes */${size}`);
    return new Response(null, { status: 416, headers });
  }
  headers.set('Content-Range', `bytes ${range.start}-${range.end - 1}/${size}`);
  headers.set('Content-Length', String(range.end - range.start));
  return new Response(body(place, range.start, range.end), { status: 206, headers });
}

/** One range, `end` not included: `bytes=0-9`, `bytes=10-`, `bytes=-10`; null where it is none, or lies outside. */
function rangeOf(asked: string, size: number): { start: number; end: number } | null {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(asked) ?? [];
  if (first === undefined || last === undefined || first + last === '') return null;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size : Math.min(size, Number(last) + 1);
  return start < end ? { start, end } : null;
}

/** Not Readable.toWeb: where a client leaves, it goes on to enqueue, and throws where nobody catches. */
function body(place: string, start: number, end: number): ReadableStream<Uint8Array> {
  const file = createReadStream(place, { start, end: end - 1 });
  const chunks: AsyncIterator<Uint8Array> = file[Symbol.asyncIterator]();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await chunks.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel() {
      file.destroy();
    },
  });
}
