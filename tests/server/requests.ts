// Requests as the page makes them, answered by the routes in this process.

import { gzipSync } from 'node:zlib';
import type { OpenDatabase } from '@/lib/server/database';
import { publish, read, remove } from '@/lib/server/routes';
import { publishedSchema, refusalSchema, storedPublicationSchema } from '@/lib/experiment/publication';
import { writeComparison } from '@/lib/trace/file';
import type { Comparison } from '@/lib/trace/schema';
import { tinyComparison } from '../trace/comparison';

/** Body of a publication of the tiny run. */
export function publication(title: string, change: (run: Comparison) => void = () => undefined): string {
  const run = tinyComparison();
  change(run);
  return JSON.stringify({ version: 1, title, note: '', author: '', run: JSON.parse(writeComparison(run)) as unknown });
}

export function post(body: BodyInit, headers: Record<string, string> = {}): Request {
  return new Request('http://lens/api/experiments', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body,
    duplex: 'half',
  } as RequestInit);
}

export function postGzipped(body: string): Request {
  return post(new Uint8Array(gzipSync(body)), { 'Content-Encoding': 'gzip' });
}

/** The routes on one database. */
export function routesOf(database: OpenDatabase) {
  const open = async () => database;
  const at = (id: string, init: RequestInit = {}) => new Request(`http://lens/api/experiments/${id}`, init);
  return {
    publish: (request: Request) => publish(request, open),
    read: (id: string, headers: Record<string, string> = {}) => read(at(id, { headers }), id, open),
    remove: (id: string, key: string) =>
      remove(at(id, { method: 'DELETE', headers: { Authorization: `Bearer ${key}` } }), id, open),
  };
}

export async function published(response: Response) {
  return publishedSchema.parse(await response.json());
}

export async function stored(response: Response) {
  return storedPublicationSchema.parse(await response.json());
}

/** Status and code of an answer that has to be a refusal in its fixed form. */
export async function refused(response: Response): Promise<string> {
  return `${response.status} ${refusalSchema.parse(await response.json()).code}`;
}
