// The routes under /api as functions of an open database: what is asked, what is answered. Next's route files only name them.

import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { publicationIdSchema } from '@/lib/experiment/publication';
import { addressOf } from './address';
import { receiveBody, unpackBody } from './body';
import type { OpenDatabase } from './database';
import { deletePublication, measurePublications, readPublication, storePublication } from './publications';
import { countPublication } from './rate';
import { answering, Refusal } from './refusal';
import { review } from './review';
import { inTurn } from './turn';

type Opening = () => Promise<OpenDatabase>;

/** POST /api/experiments: publishes a run. 201 with its delete key, 200 where the same one was there. */
export function publish(request: Request, open: Opening): Promise<Response> {
  return answering(async () => {
    const opened = await open();
    const { settings } = opened;
    const now = new Date();
    await countPublication(opened, addressOf(request), now);
    const body = await receiveBody(request, settings.LAZYLENS_MAX_SENT);
    const { id, deleteKey } = await inTurn(async () => {
      const reviewed = await review(await unpackBody(body, settings.LAZYLENS_MAX_TEXT));
      return { id: reviewed.id, deleteKey: await storePublication(opened, reviewed, now) };
    });
    return Response.json(
      { id, deleteKey },
      { status: deleteKey === null ? 200 : 201, headers: { 'Cache-Control': 'no-store' } },
    );
  });
}

/** GET /api/experiments/[id]: a published run, as JSON. */
export function read(request: Request, id: string, open: Opening): Promise<Response> {
  return answering(async () => {
    const content = isId(id) ? await readPublication(await open(), id) : null;
    if (!content) throw notFound();
    const headers = new Headers({
      'Content-Type': 'application/json; charset=utf-8',
      // Never changed, but it may be deleted: copies kept elsewhere end within a day.
      'Cache-Control': 'public, max-age=86400, immutable',
      // Weak: Next sends it compressed or not, as the client wants.
      ETag: `W/"${id}"`,
      Vary: 'Accept-Encoding',
    });
    const known = request.headers
      .get('if-none-match')
      ?.split(',')
      .map((tag) => tag.trim().replace(/^W\//, ''));
    if (known?.includes(`"${id}"`)) return new Response(null, { status: 304, headers });
    // Unpacked: Next drops the Content-Encoding that a route sets (next/dist/server/send-response), and compresses by itself.
    return new Response(new Uint8Array(await promisify(gunzip)(content)), { headers });
  });
}

/** DELETE /api/experiments/[id], with `Authorization: Bearer KEY`. */
export function remove(request: Request, id: string, open: Opening): Promise<Response> {
  return answering(async () => {
    const key = /^Bearer ([\w-]{1,100})$/.exec(request.headers.get('authorization') ?? '')?.[1];
    if (key === undefined) {
      throw new Refusal(401, 'key-missing', 'Send the key of this publication: Authorization: Bearer KEY.', {
        'WWW-Authenticate': 'Bearer',
      });
    }
    if (!isId(id)) throw notFound();
    await deletePublication(await open(), id, key);
    return new Response(null, { status: 204, headers: { 'Cache-Control': 'no-store' } });
  });
}

/** GET /api/health: 200 where runs can be published, else 503. */
export function health(open: Opening): Promise<Response> {
  return answering(async () => {
    const opened = await open();
    const { count, bytes } = await measurePublications(opened);
    const { kind, settings } = opened;
    return Response.json(
      { status: 'ok', database: kind, publications: count, bytes, limit: settings.LAZYLENS_MAX_TOTAL },
      { headers: { 'Cache-Control': 'no-store' } },
    );
  });
}

function isId(id: string): boolean {
  return publicationIdSchema.safeParse(id).success;
}

/** What is answered where nothing is published under an id. */
export function notFound(): Refusal {
  return new Refusal(404, 'not-found', 'No run is published under this id: it was deleted, or the link is not whole.');
}
