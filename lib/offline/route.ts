// Which way a request takes when a service worker sees it. Pure: a request's parts in, a decision out.

import type { BuildFile } from './manifest';
import { keyOf } from './manifest';

export type Way =
  /** A page: the network within a time limit, else what is kept under `key`. */
  | { readonly at: 'page'; readonly key: string }
  /** What Next fetches to change pages without loading one; `key` is of the page that is then seen, null where none is yet. */
  | { readonly at: 'payload'; readonly key: string | null }
  /** A file of this build: kept, or fetched and kept. */
  | { readonly at: 'file'; readonly key: string }
  /** A file of another build, whose page is still open: kept, or for as long as the server has it. */
  | { readonly at: 'other-build'; readonly key: string }
  /** Something that a folder of this build does not have: known without asking. */
  | { readonly at: 'absent' }
  /** A published run: the network within a time limit, else what is kept under `key`. */
  | { readonly at: 'publication'; readonly key: string }
  /** The end of a published run. */
  | { readonly at: 'deletion'; readonly key: string }
  /** None of our business. */
  | { readonly at: 'network' };

export interface RequestParts {
  readonly method: string;
  readonly url: string;
  readonly mode: string;
  readonly headers: Pick<Headers, 'has'>;
}

const network: Way = { at: 'network' };

/** A folder whose files are all in the build: which optional ones it lacks must be known offline too. */
const WHOLE_FOLDER = /^\/models\/[^/]+\//;

const PUBLICATION = /^\/api\/experiments\/[^/]+$/;

/** `files`: those of this build by path. What is sent, asked for in part, or elsewhere goes to the network. */
export function wayOf(
  { method, url, mode, headers }: RequestParts,
  origin: string,
  files: ReadonlyMap<string, BuildFile>,
): Way {
  const address = new URL(url);
  const { pathname } = address;
  if (address.origin !== origin) return network;
  if (method === 'DELETE' && PUBLICATION.test(pathname)) return { at: 'deletion', key: pathname };
  if (method !== 'GET' || headers.has('range')) return network;
  const file = files.get(pathname);
  if (file) return { at: 'file', key: keyOf(file) };
  if (pathname.startsWith('/_next/static/')) return { at: 'other-build', key: pathname };
  const folder = WHOLE_FOLDER.exec(pathname)?.[0];
  if (folder && [...files.keys()].some((path) => path.startsWith(folder))) return { at: 'absent' };
  if (PUBLICATION.test(pathname)) return { at: 'publication', key: pathname };
  if (pathname.startsWith('/api/')) return network;
  // The query is what is looked at in a page, which the page reads by itself.
  if (mode === 'navigate') return { at: 'page', key: pathname };
  if (headers.has('rsc')) return { at: 'payload', key: headers.has('next-router-prefetch') ? null : pathname };
  return network;
}

/** What is kept of one published run, by the path of any of it: its pages and the run. Of any other path, that path. */
export function keptTogether(path: string): readonly string[] {
  const id = /^\/(?:e|embed|api\/experiments)\/([^/]+)$/.exec(path)?.[1];
  return id === undefined ? [path] : [`/e/${id}`, `/embed/${id}`, `/api/experiments/${id}`];
}
